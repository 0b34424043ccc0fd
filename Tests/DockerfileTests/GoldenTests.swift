import Diagnostics
import Glibc
import Testing

@testable import Dockerfile

/// Every folder of `Fixtures` holds a Dockerfile, what it parses to, and what is said about it.
@Suite struct GoldenTests {
    @Test("a Dockerfile is read as its golden files say", arguments: Fixture.all)
    func golden(_ fixture: Fixture) throws {
        let file = SourceFile(name: "Dockerfile", bytes: try #require(fixture.read("Dockerfile")))
        let (document, diagnostics) = DockerfileParser.parse(file)
        let renderer = DiagnosticRenderer()
        check(DocumentDump.text(document), "parsed.txt", of: fixture)
        check(diagnostics.map(renderer.render).joined(), "diagnostics.txt", of: fixture)
        check(findings(document, diagnostics), "findings.txt", of: fixture)
    }

    /// What all build checks find, or why they can't be applied.
    private func findings(_ document: DockerfileDocument, _ diagnostics: [Diagnostic]) -> String {
        do throws(BuildError) {
            let isValid = !diagnostics.contains { $0.severity == .error }
            let result = try Linter.lint(document, RuleCheck.request, isValid: isValid)
            return (result.failures + result.findings).map { "\(RuleCheck.line($0)) [\($0.code)]\n" }.joined()
        } catch {
            return DiagnosticRenderer().render(error)
        }
    }

    @Test("there are golden folders to test")
    func folders() {
        #expect(Fixture.all.count >= 15)
    }

    /// Compares with the golden file, or writes it where `UPDATE_GOLDEN` is set.
    private func check(_ actual: String, _ name: String, of fixture: Fixture) {
        if getenv("UPDATE_GOLDEN") != nil { fixture.write(actual, to: name) }
        #expect(actual == fixture.text(name), "\(fixture)/\(name) differs; now:\n\(actual)")
    }
}

/// One folder of `Fixtures`.
struct Fixture: Sendable, CustomTestStringConvertible, CustomStringConvertible {
    let description: String
    var testDescription: String { description }

    private static let directory = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures"

    static let all: [Fixture] = {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().map { Fixture(description: $0) }
    }()

    /// Nil for a file that is not there.
    func read(_ name: String) -> [UInt8]? {
        guard let stream = fopen("\(Self.directory)/\(description)/\(name)", "rb") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while case let byte = getc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes
    }

    func write(_ text: String, to name: String) {
        guard let stream = fopen("\(Self.directory)/\(description)/\(name)", "wb") else { return }
        defer { fclose(stream) }
        fputs(text, stream)
    }

    /// Empty for a file that is not there.
    func text(_ name: String) -> String { String(decoding: read(name) ?? [], as: UTF8.self) }
}
