import FoundationEssentials
import Testing

struct ConventionTests {
    /// Reports each line of code that breaks a rule.
    private func forbid(_ why: String, where breaksRule: (Substring) -> Bool) throws {
        for file in try Repository.sources() {
            for (number, line) in file.code where breaksRule(line) {
                Issue.record("\(file.path):\(number): \(why)")
            }
        }
    }

    @Test("nothing imports the whole of Foundation, which costs megabytes and milliseconds")
    func foundation() throws {
        for file in try Repository.sources() { #expect(!file.imports.contains("Foundation"), "\(file.path)") }
    }

    @Test("nothing is public: there is no library to be used from outside")
    func publicDeclarations() throws {
        try forbid("public or open") { line in
            let word = line.split(separator: " ").first { !$0.hasPrefix("@") }
            return word == "public" || word == "open"
        }
    }

    @Test("no failure is made a crash")
    func crashes() throws {
        try forbid("a crash in place of an error") { line in
            ["try!", " as!", "fatalError("].contains { line.contains($0) }
        }
    }

    @Test("nothing is left to be done later")
    func leftovers() throws {
        for file in try Repository.sources() {
            for (index, line) in file.lines.enumerated() where line.contains("TODO") || line.contains("FIXME") {
                Issue.record("\(file.path):\(index + 1): unfinished")
            }
        }
    }

    @Test("no file is longer than 400 lines")
    func fileLengths() throws {
        for file in try Repository.sources() { #expect(file.lines.count <= 400, "\(file.path)") }
    }
}
