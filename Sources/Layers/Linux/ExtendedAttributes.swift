import CLinux
import Glibc
import SystemPackage

/// An extended attribute (xattr(7)).
struct ExtendedAttribute: Hashable, Sendable {
    let name: FileName
    let value: [UInt8]

    /// Whether images carry attributes of this name: file capabilities and the user's own, never a file system's
    /// bookkeeping.
    static func isCarried(_ name: some Collection<UInt8>) -> Bool {
        if name.elementsEqual("security.capability".utf8) { return true }
        return name.starts(with: "user.".utf8) && !name.starts(with: "user.overlay.".utf8)
    }
}

extension OpenFile {
    /// This file's attributes that images carry, in the order of their names; none where the file system has none.
    func carriedAttributes() throws(Errno) -> [ExtendedAttribute] {
        var attributes = [ExtendedAttribute]()
        for name in try attributeNames() where ExtendedAttribute.isCarried(name.bytes) {
            if let value = try attributeValue(name) { attributes.append(ExtendedAttribute(name: name, value: value)) }
        }
        return attributes
    }

    /// fsetxattr(2).
    ///
    /// - Returns: false if the file system or the process's rights don't allow the attribute.
    @discardableResult
    func set(_ attribute: ExtendedAttribute) throws(Errno) -> Bool {
        do throws(Errno) {
            try attribute.name.withCString { name throws(Errno) in
                _ = try SystemCall.attempt { linux_fsetxattr(raw, name, attribute.value, attribute.value.count, 0) }
            }
            return true
        } catch .notSupported, .notPermitted {
            return false
        }
    }

    /// flistxattr(2), sorted.
    private func attributeNames() throws(Errno) -> [FileName] {
        // Nearly every file has none: a short buffer finds that out in one call.
        var buffer = [CChar](repeating: 0, count: 256)
        var count = 0
        do throws(Errno) {
            count = try SystemCall.attempt { linux_flistxattr(raw, &buffer, buffer.count) }
        } catch .outOfRange {
            buffer = [CChar](repeating: 0, count: OpenFile.largestAttributeList)
            count = try SystemCall.attempt { linux_flistxattr(raw, &buffer, buffer.count) }
        } catch .notSupported {
            return []
        }
        if count == 0 { return [] }
        return buffer[..<count].split(separator: 0).map { FileName($0.map { UInt8(bitPattern: $0) }) }.sorted()
    }

    /// fgetxattr(2); nil if the attribute has just gone.
    private func attributeValue(_ name: FileName) throws(Errno) -> [UInt8]? {
        try name.withCString { name throws(Errno) in
            do throws(Errno) {
                let size = try SystemCall.attempt { linux_fgetxattr(raw, name, nil, 0) }
                var value = [UInt8](repeating: 0, count: size)
                let count = try SystemCall.attempt { linux_fgetxattr(raw, name, &value, value.count) }
                return Array(value[..<count])
            } catch .noData {
                return nil
            }
        }
    }

    /// XATTR_LIST_MAX (xattr(7), the kernel's limit)
    private static let largestAttributeList = 64 << 10
}
