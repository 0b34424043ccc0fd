import Diagnostics
import Layers
import SystemPackage

/// Tells archives from other files by their content, as ADD does: a tar, plain or compressed.
enum ArchiveSniffer {
    private static let headerSize = 512

    static func isArchive(_ path: FilePath, in root: RootedDirectory) throws(BuildError) -> Bool {
        guard try root.status(of: path)?.kind == .regular else { return false }
        let file = try root.open(path)
        let start = try header(of: FileSource(file.descriptor))
        // bzip2 and xz, which hardly ever hold anything but a tar when they are given to ADD.
        if start.starts(with: "BZh".utf8) || start.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return true }
        if isTar(start) { return true }
        guard start.withUnsafeBytes({ CompressionFormat(sniffing: $0) }) != .none else { return false }
        let again = try root.open(path)
        guard let content = try? header(of: decompressing(FileSource(again.descriptor))) else { return false }
        return isTar(content)
    }

    private static func isTar(_ header: [UInt8]) -> Bool {
        header.count >= headerSize && header[257..<262].elementsEqual("ustar".utf8)
    }

    private static func header(of source: any ByteSource) throws(BuildError) -> [UInt8] {
        var header = [UInt8]()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: headerSize, alignment: 16)
        defer { buffer.deallocate() }
        while header.count < headerSize {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(headerSize - header.count)])
            let count = try source.read(into: rest)
            if count == 0 { break }
            header += buffer[..<count]
        }
        return header
    }
}
