/// What Go's linker writes into a program about its making (Go's package `debug/buildinfo`), as of Go 1.18.
package struct GoBuildInfo: Hashable, Sendable {
    /// The program, from the root.
    package let path: String
    /// The toolchain, as `go1.22.1`.
    package let goVersion: String
    /// The module that the program belongs to; nil where it was built without modules.
    package let mainModule: String?
    /// Empty where it is not known; `(devel)` for a working tree.
    package let mainVersion: String
    /// The modules that were linked into it, replaced ones as what replaces them.
    let packages: [InstalledPackage]

    init?(_ file: ELFFile, path: String) {
        guard let start = GoBuildInfo.find(in: file) else { return nil }
        var rest = start.dropFirst(GoBuildInfo.headerSize)
        guard let version = GoBuildInfo.string(&rest),
            version.starts(with: "go".utf8) || version.starts(with: "devel".utf8)
        else { return nil }
        let modules = GoBuildInfo.string(&rest).map(GoModules.init)
        self.path = path
        goVersion = String(decoding: version, as: UTF8.self)
        mainModule = modules?.main?.path
        mainVersion = modules?.main?.version ?? ""
        packages = (modules?.dependencies ?? []).map {
            InstalledPackage(.go, name: $0.path, version: $0.version, path: path)
        }
    }

    /// What follows the byte 0xFF that a header begins with.
    private static let magic: StaticString = " Go buildinf:"
    /// Go's standard library as advisories name it: the package `stdlib`, with the version of the toolchain.
    package var standardLibrary: InstalledPackage {
        let version = goVersion.prefix { $0 != " " }
        return InstalledPackage(
            .go, name: "stdlib", version: String(version.dropFirst(version.hasPrefix("go") ? 2 : 0)), path: path)
    }

    private static let headerSize = 32
    /// The flag, in the 16th byte, of strings that follow the header instead of being pointed at.
    private static let inlineStrings: UInt8 = 2

    /// From the header on. Programs without a section table are searched, as Go's own tools do.
    private static func find(in file: ELFFile) -> UnsafeRawBufferPointer.SubSequence? {
        let isSearched = file.sectionCount == 0
        guard let data = isSearched ? file.bytes : file.section(named: ".go.buildinfo") else { return nil }
        var position = 0
        while let found = data.firstIndex(of: magic, from: position) {
            position = found + 1
            let start = found - 1
            guard start >= 0, start % 16 == 0, data[start] == 0xFF, start + headerSize <= data.count else { continue }
            return data[(start + 15)] & inlineStrings != 0 ? data[start...] : nil
        }
        return nil
    }

    /// Takes a string that stands after its length, a `varint` (Go's package `encoding/binary`).
    private static func string(
        _ rest: inout UnsafeRawBufferPointer.SubSequence
    ) -> UnsafeRawBufferPointer.SubSequence? {
        var length = 0
        var shift = 0
        while let byte = rest.popFirst() {
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 {
                guard length <= rest.count else { return nil }
                defer { rest = rest.dropFirst(length) }
                return rest.prefix(length)
            }
            shift += 7
            if shift > 28 { return nil }
        }
        return nil
    }
}

extension GoBuildInfo: Encodable {
    private enum CodingKeys: String, CodingKey {
        case path, goVersion, mainModule, mainVersion
    }
}
