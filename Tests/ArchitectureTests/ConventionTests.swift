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

    @Test("the program without its symbols has at most 45 MB")
    func programSize() throws {
        let path = "\(Repository.root)/.build/release/pith"
        guard FileManager.default.fileExists(atPath: path) else { return }
        let program = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        #expect(try loadedSize(program) <= 45_000_000)
    }

    /// Where the last loaded segment ends: all that `strip` leaves but for section headers (ELF-64, "Program Header").
    private func loadedSize(_ program: Data) throws -> UInt64 {
        func number(_ offset: Int, _ size: Int) -> UInt64 {
            program[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        try #require(program.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]))
        let (table, size, count) = (Int(number(32, 8)), Int(number(54, 2)), Int(number(56, 2)))
        let segments = (0..<count).map { table + $0 * size }.filter { number($0, 4) == 1 }
        return segments.map { number($0 + 8, 8) + number($0 + 32, 8) }.max() ?? 0
    }
}
