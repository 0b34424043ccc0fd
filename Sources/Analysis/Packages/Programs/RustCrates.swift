import CMinizip
import FoundationEssentials

/// The crates that a program was compiled from.
enum RustCrates {
    /// The most bytes of the list that cargo-auditable leaves.
    private static let listLimit = 8 << 20

    private struct AuditableList: Decodable {
        struct Package: Decodable {
            let name: String
            let version: String
            let kind: String?
        }
        let packages: [Package]
    }

    /// What cargo-auditable listed; else those that are named by paths of their source code, which panic messages have.
    ///
    /// - Parameter bytes: how many may still be looked at closely; what is comes off it.
    static func packages(in file: ELFFile, path: String, reading bytes: inout Int) -> [InstalledPackage] {
        if let section = file.section(named: ".dep-v0"), let list = listed(section, reading: &bytes) {
            let linked = list.packages.filter { $0.kind != "build" }
            return Array(Set(linked.map { InstalledPackage(.rust, name: $0.name, version: $0.version, path: path) }))
        }
        guard let data = file.section(named: ".rodata"), isRust(file, data) else { return [] }
        return RustSourcePaths(data, reading: &bytes).crates.map {
            InstalledPackage(.rust, name: $0.name, version: $0.version, path: path)
        }
    }

    /// Whether rustc says that it compiled a part of it, or the standard library does.
    private static func isRust(_ file: ELFFile, _ data: UnsafeRawBufferPointer) -> Bool {
        if file.section(named: ".comment")?.firstIndex(of: "rustc version ") != nil { return true }
        return data.firstIndex(of: "/rustc/") != nil || data.firstIndex(of: "/rustc-") != nil
    }

    /// The list is JSON, compressed with zlib (cargo-auditable's PARSING.md).
    private static func listed(_ section: UnsafeRawBufferPointer, reading bytes: inout Int) -> AuditableList? {
        guard bytes > 0 else { return nil }
        var length = uLongf(listLimit)
        let json = [UInt8](unsafeUninitializedCapacity: listLimit) { buffer, count in
            let source = section.assumingMemoryBound(to: UInt8.self).baseAddress
            let status = uncompress(buffer.baseAddress, &length, source, uLong(section.count))
            count = status == Z_OK ? Int(length) : 0
        }
        // A byte of JSON takes about as long as so many that are only unpacked.
        bytes -= 16 * json.count
        return try? JSONDecoder().decode(AuditableList.self, from: Data(json))
    }
}
