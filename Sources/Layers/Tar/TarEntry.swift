/// One entry of a tar archive (POSIX.1-2017, pax, "Extended Header" and "ustar Interchange Format").
package struct TarEntry: Hashable, Sendable {
    /// What an entry makes.
    package enum Kind: Hashable, Sendable {
        case file, directory, symbolicLink, hardLink, characterDevice, blockDevice, fifo
    }

    /// The name as it stands in the archive, without the slash that ends a directory's; need not be UTF-8.
    package var path: [UInt8]
    package var kind: Kind
    /// Permission bits with setuid, setgid and sticky: 0–07777.
    package var mode: UInt16
    package var owner: FileOwner
    /// The bytes of content that follow; 0 for all but files.
    package var size: Int64
    /// Seconds since 1970.
    package var modified: Int64
    /// Where a symbolic link points, or the path in the archive that a hard link is another name of.
    package var linkTarget: [UInt8]
    /// What a device file stands for.
    package var device: DeviceNumber
    /// Values by name: `security.capability`.
    package var extendedAttributes: [String: [UInt8]]

    package init(
        path: [UInt8], kind: Kind, mode: UInt16 = 0, owner: FileOwner = .root, size: Int64 = 0, modified: Int64 = 0,
        linkTarget: [UInt8] = [], device: DeviceNumber = DeviceNumber(major: 0, minor: 0),
        extendedAttributes: [String: [UInt8]] = [:]
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.size = size
        self.modified = modified
        self.linkTarget = linkTarget
        self.device = device
        self.extendedAttributes = extendedAttributes
    }

    /// The path for messages; invalid UTF-8 becomes U+FFFD.
    package var name: String { String(decoding: path, as: UTF8.self) }
}

/// A device as Linux numbers it.
package struct DeviceNumber: Hashable, Sendable {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Reads `st_rdev`: twelve bits of minor and major number interleaved, the rest above (Linux, `new_encode_dev`).
    init(_ number: UInt64) {
        major = UInt32(truncatingIfNeeded: (number >> 8 & 0xFFF) | (number >> 32 & ~0xFFF))
        minor = UInt32(truncatingIfNeeded: (number & 0xFF) | (number >> 12 & ~0xFF))
    }

    /// As mknod(2) takes it.
    var encoded: UInt64 {
        let (major, minor) = (UInt64(major), UInt64(minor))
        return (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & ~0xFF) << 12 | (major & ~0xFFF) << 32
    }
}
