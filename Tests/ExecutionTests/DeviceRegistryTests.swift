import Diagnostics
import Dockerfile
import Glibc
import Planning
import SystemPackage
import Testing

@testable import Execution

/// Container Device Interface files.
@Suite struct DeviceRegistryTests {
    private func registry(_ files: [String: String]) throws -> DeviceRegistry {
        var template = Array("/tmp/pith-devices-XXXXXX".utf8CString)
        guard let directory = mkdtemp(&template).map({ String(cString: $0) }) else { throw Errno(rawValue: errno) }
        defer {
            for name in files.keys { unlink("\(directory)/\(name)") }
            rmdir(directory)
        }
        for (name, text) in files {
            let file = try FileDescriptor.open(
                FilePath("\(directory)/\(name)"), .writeOnly, options: [.create], permissions: .ownerReadWrite)
            _ = try file.closeAfter { try file.writeAll(text.utf8) }
        }
        return try DeviceRegistry(in: ["/nonexistent", FilePath(directory)])
    }

    private func request(_ text: String) throws -> DeviceRequest {
        let source = SourceFile(name: "Dockerfile", text: "FROM a\n\(text)\n")
        let end = source.bytes.count - 1
        return try DeviceRequest(Word(text: text, range: SourceRange(source, 7..<end)))
    }

    private static let file = """
        {"cdiVersion": "0.6.0", "kind": "vendor.example/gpu", "devices": [
          {"name": "1", "annotations": {"org.mobyproject.buildkit.device.class": "big"}, "containerEdits": {"env": ["A=1"]}},
          {"name": "0", "containerEdits": {"deviceNodes": [{"path": "/dev/gpu0", "hostPath": "/dev/null"}]}}]}
        """

    @Test("a device is found by its name, the first or all of a kind, or the class that it says it is of")
    func names() throws {
        let registry = try registry(["a.json": Self.file, "b.yml": "kind: x", "c.txt": "{"])
        for (name, found) in [
            ("vendor.example/gpu=1", ["1"]), ("vendor.example/gpu", ["0"]), ("vendor.example/gpu=*", ["0", "1"]),
            ("vendor.example/gpu=big", ["1"]), ("vendor.example/gpu=2", []), ("vendor.example/other", []),
        ] as [(String, [String])] {
            #expect(try registry.find(try request(name)).map(\.device.name) == found, "\(name)")
        }
    }

    @Test("a required device that is not there is an error at its place, and says what was passed over")
    func missing() throws {
        let registry = try registry(["a.json": Self.file, "b.yml": "kind: x"])
        let wanted = try request("unlike.org/thing=7,required")
        let error = try #require(throws: BuildError.self) { _ = try registry.find(wanted) }
        #expect(error.code == .notFound)
        #expect(error.diagnostics.first?.help?.contains("b.yml") == true)
        #expect(error.diagnostics.first?.range != nil)
    }

    @Test("a file in YAML says what one in JSON does")
    func yaml() throws {
        let text = """
            cdiVersion: "0.6.0"
            kind: vendor.example/gpu
            annotations: {org.mobyproject.buildkit.device.autoallow: true}
            devices:
            - name: 0
              containerEdits:
                env: [A=1]
                deviceNodes: [{path: /dev/gpu0, hostPath: /dev/null, fileMode: 438}]
                additionalGids: [44]
                hooks:
                - {hookName: createContainer, path: /bin/hook, args: [hook, --fast], timeout: 5}
            containerEdits:
            """
        let device = try #require(
            try registry(["a.yaml": text]).find(try request("vendor.example/gpu=0")).first)
        #expect(device.annotation("org.mobyproject.buildkit.device.autoallow") == "true")
        let edits = try #require(device.edits.first)
        #expect(edits.env == ["A=1"] && edits.deviceNodes?.first?.path == "/dev/gpu0")
        #expect(edits.additionalGids?.map(\.value) == [44])
        #expect(edits.hooks?.first?.args == ["hook", "--fast"] && edits.hooks?.first?.timeout?.value == 5)
    }

    @Test(
        "a file that is none is an error that names it",
        arguments: [
            ("bad.json", "{}"), ("bad.yaml", "{}"), ("bad.yaml", "kind: [x"), ("bad.yaml", ""),
            ("bad.json", #"{"kind": "a/b", "devices": [{"name": "x", "containerEdits": {"additionalGids": ["x"]}}]}"#),
        ])
    func damaged(name: String, text: String) throws {
        let error = try #require(throws: BuildError.self) { _ = try registry([name: text]) }
        #expect(error.code == .corrupt && error.message.contains(name))
    }
}
