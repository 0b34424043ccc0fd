import Diagnostics
import SystemPackage
import Testing

@testable import Sandbox

@Suite struct OCIRuntimeTests {
    @Test("crun comes before runc wherever it is in the path")
    func order() async throws {
        try await withTemporaryDirectory { directory in
            try write("", to: directory.appending("a/runc"), mode: 0o755)
            try write("", to: directory.appending("b/crun"), mode: 0o755)
            let path = "\(directory)/a:\(directory)/b"
            #expect(try OCIRuntime.find(choice: nil, searchPath: path).path == directory.appending("b/crun"))
        }
    }

    @Test("a choice is taken by name or by path, and says why")
    func choice() async throws {
        try await withTemporaryDirectory { directory in
            try write("", to: directory.appending("runc"), mode: 0o755)
            try write("", to: directory.appending("my-crun"), mode: 0o755)
            let named = try OCIRuntime.find(choice: "runc", searchPath: directory.string)
            #expect(named.kind == .runc)
            #expect(named.path == directory.appending("runc"))
            #expect(named.reason == "PITH_RUNTIME names it")
            #expect(try OCIRuntime.find(choice: "\(directory)/my-crun", searchPath: "").kind == .crun)
        }
    }

    @Test("a choice that is not there, or is neither of the two, is an error")
    func unusable() async throws {
        try await withTemporaryDirectory { directory in
            try write("", to: directory.appending("youki"), mode: 0o755)
            try write("", to: directory.appending("crun-data"), mode: 0o644)
            #expect(throws: BuildError.self) { try OCIRuntime.find(choice: "youki", searchPath: directory.string) }
            #expect(throws: BuildError.self) { try OCIRuntime.find(choice: "\(directory)/crun-data", searchPath: "") }
        }
    }

    @Test("the installed runtimes tell their versions", arguments: OCIRuntime.Kind.allCases)
    func version(_ kind: OCIRuntime.Kind) async throws {
        let runtime = try OCIRuntime.find(choice: kind.rawValue)
        #expect(try await runtime.version().contains("\(kind.rawValue) version"))
    }
}
