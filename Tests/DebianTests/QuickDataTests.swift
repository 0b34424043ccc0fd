import FoundationEssentials
import ImageModel
import SystemPackage
import Testing

@testable import Debian

@Suite("The files of packages, kept in a form that is read faster")
struct QuickDataTests {
    /// A package, unpacked with and without what was kept of it.
    private struct Unpacking {
        let directory: String
        let package: String
        let quickData: QuickData
        let quickPath: String

        init() async throws {
            directory = try makeTemporaryDirectory()
            let files = ["usr/bin/tool": String(repeating: "hello", count: 5000), "usr/bin/other": "-> tool"]
            let locked = try await TestPackage(name: "tool", files: files).build(in: directory, layer: "app")
            package = "\(directory)/\(locked.path)"
            quickData = QuickData(of: locked.digest, beside: package)
            quickPath = "\(directory)/\(locked.digest.hex).data"
        }

        func unpack(_ quickData: QuickData?) throws -> [String] {
            let archive = try PackageArchive(FilePath(package), name: "tool")
            let contents = try ContentFile(in: directory)
            return try PackageContents(of: archive, into: contents, quickData: quickData).entries.map { entry in
                "\(entry.path) \(Digest(of: try contents.read(entry.content)))"
            }
        }

        func change(_ path: String, _ body: (inout Data) -> Void) throws {
            var bytes = try Data(contentsOf: URL(filePath: path))
            body(&bytes)
            try bytes.write(to: URL(filePath: path))
        }

        /// Damages the package's files, and nothing else of it.
        func damagePackage() throws {
            try change(package) { for index in $0.count - 60..<$0.count - 20 { $0[index] = 0x55 } }
        }
    }

    @Test("a package is unpacked from what was kept the first time, whose end is checked like its own")
    func kept() async throws {
        let unpacking = try await Unpacking()
        defer { try? FileManager.default.removeItem(atPath: unpacking.directory) }
        let files = try unpacking.unpack(nil)
        #expect(!FileManager.default.fileExists(atPath: unpacking.quickPath))
        #expect(try unpacking.unpack(unpacking.quickData) == files)
        try unpacking.damagePackage()
        #expect(throws: (any Error).self) { try unpacking.unpack(nil) }
        #expect(try unpacking.unpack(unpacking.quickData) == files)
    }

    @Test(
        "what was kept and is damaged, cut or empty is made again of the package",
        arguments: [
            { $0[$0.count / 2] ^= 1 }, { $0 = $0.prefix($0.count - 3) }, { $0 = Data() }, { $0 = Data([1, 2, 3]) },
        ] as [@Sendable (inout Data) -> Void])
    func damaged(damage: @Sendable (inout Data) -> Void) async throws {
        let unpacking = try await Unpacking()
        defer { try? FileManager.default.removeItem(atPath: unpacking.directory) }
        let files = try unpacking.unpack(unpacking.quickData)
        let kept = try Data(contentsOf: URL(filePath: unpacking.quickPath))
        try unpacking.change(unpacking.quickPath, damage)
        #expect(try unpacking.unpack(unpacking.quickData) == files)
        #expect(try Data(contentsOf: URL(filePath: unpacking.quickPath)) == kept)
    }

    @Test("nothing is kept of a package that is damaged")
    func damagedPackage() async throws {
        let unpacking = try await Unpacking()
        defer { try? FileManager.default.removeItem(atPath: unpacking.directory) }
        try unpacking.damagePackage()
        #expect(throws: (any Error).self) { try unpacking.unpack(unpacking.quickData) }
        let names = try FileManager.default.contentsOfDirectory(atPath: unpacking.directory)
        #expect(!names.contains { $0.contains(".data") })
    }
}
