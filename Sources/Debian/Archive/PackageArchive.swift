import Diagnostics
import Layers
import SystemPackage

/// An open package file: an `ar` archive of `debian-binary`, `control.tar` and `data.tar`, each tar uncompressed or
/// compressed with gzip, xz or zstd (deb(5)).
final class PackageArchive {
    /// What messages call it: the package's name.
    let name: String
    private let descriptor: FileDescriptor
    private let control: Range<Int64>
    private let data: Range<Int64>

    /// - Parameter name: the package's name, for messages.
    /// - Throws: `store` if the file can't be read; `corrupt` if it is no package.
    init(_ path: FilePath, name: String) throws(BuildError) {
        self.name = name
        do {
            descriptor = try .open(path, .readOnly)
        } catch {
            throw BuildError(.store, "package '\(name)' can't be opened: \(error)", underlying: error)
        }
        do throws(BuildError) {
            (control, data) = try PackageArchive.members(of: descriptor, name)
        } catch {
            try? descriptor.close()
            throw error
        }
    }

    deinit { try? descriptor.close() }

    /// The tar of the package's files, uncompressed.
    func dataSource() throws(BuildError) -> any ByteSource {
        try decompressingArchive(FileRangeSource(descriptor, data))
    }

    /// The tar of the package's control files, uncompressed.
    func controlSource() throws(BuildError) -> any ByteSource {
        try decompressingArchive(FileRangeSource(descriptor, control))
    }

    /// - Throws: `corrupt` unless the members are those of deb(5), in their order.
    private static func members(
        of descriptor: FileDescriptor, _ name: String
    ) throws(BuildError) -> (control: Range<Int64>, data: Range<Int64>) {
        var offset = Int64(ArchiveMember.magic.count)
        guard try bytes(of: descriptor, at: 0, count: ArchiveMember.magic.count) == ArchiveMember.magic,
            let version = try member(of: descriptor, at: &offset), version.name == "debian-binary",
            try bytes(of: descriptor, at: version.content.lowerBound, count: 2) == Array("2.".utf8)
        else { throw damaged(name, "it does not begin as packages do") }
        var control: Range<Int64>?
        while let member = try member(of: descriptor, at: &offset) {
            if member.name.hasPrefix("_") { continue }
            if control == nil, member.name.hasPrefix("control.tar") {
                control = member.content
            } else if let control, member.name.hasPrefix("data.tar") {
                return (control, member.content)
            } else {
                throw damaged(name, "the member '\(member.name.prefix(16))' is not where it should be")
            }
        }
        throw damaged(name, "it ends before its files")
    }

    private static func member(
        of descriptor: FileDescriptor, at offset: inout Int64
    ) throws(BuildError) -> ArchiveMember? {
        let header = try bytes(of: descriptor, at: offset, count: ArchiveMember.headerSize)
        let start = offset + Int64(ArchiveMember.headerSize)
        guard let member = ArchiveMember(header: header, at: start) else { return nil }
        if !member.content.isEmpty {
            let isWhole = try !bytes(of: descriptor, at: member.content.upperBound - 1, count: 1).isEmpty
            guard isWhole else { return nil }
        }
        offset = member.end
        return member
    }

    /// The bytes that are there of those asked for.
    private static func bytes(
        of descriptor: FileDescriptor, at offset: Int64, count: Int
    ) throws(BuildError) -> [UInt8] {
        try FileRangeSource(descriptor, offset..<offset + Int64(count)).readAll()
    }

    private static func damaged(_ name: String, _ why: String) -> BuildError {
        BuildError(.corrupt, "package '\(name)' can't be read: \(why)")
    }
}
