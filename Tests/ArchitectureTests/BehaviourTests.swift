import FoundationEssentials
import Testing

/// `Tests/Judge/behaviours` lists what a Dockerfile means; each line has a case that shows it.
struct BehaviourTests {
    /// One line of the list.
    private struct Behaviour {
        let number: String
        /// The file of tests that covers it, if no case does.
        let tests: String?
        /// Why nothing covers it.
        let excuse: String?
    }

    private static let cases = "Tests/Judge/cases"
    private static let fixtures = "Tests/DockerfileTests/Fixtures"

    private func behaviours() throws -> [Behaviour] {
        try lines("Tests/Judge/behaviours").filter { !$0.hasPrefix("#") }.map { line in
            let parts = line.split(separator: " > ")
            let excuse = line.split(separator: " ! ")
            return Behaviour(
                number: String(line.prefix { $0 != " " }), tests: parts.count > 1 ? String(parts[1]) : nil,
                excuse: excuse.count > 1 ? String(excuse[1]) : nil)
        }
    }

    private func lines(_ path: String) throws -> [String] {
        try Repository.text(path).split(separator: "\n").map(String.init)
    }

    private func folders(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/\(path)").sorted().map {
            "\(path)/\($0)"
        }
    }

    private func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(Repository.root)/\(path)")
    }

    @Test("every behaviour of the list is covered by a case or by tests that there are")
    func coverage() throws {
        var covered = Set<String>()
        for folder in try folders(Self.cases) + folders(Self.fixtures) {
            covered.formUnion(try lines("\(folder)/covers"))
        }
        for behaviour in try behaviours() {
            let hasTests = behaviour.tests.map(exists) ?? false
            #expect(
                covered.contains(behaviour.number) || hasTests || behaviour.excuse != nil,
                "nothing covers \(behaviour.number)")
        }
    }

    @Test("every case names behaviours of the list, and nothing else")
    func cases() throws {
        let numbers = Set(try behaviours().map(\.number))
        let folders = try folders(Self.cases)
        #expect(folders.count >= 200)
        for folder in try folders + self.folders(Self.fixtures) {
            let covers = try lines("\(folder)/covers")
            #expect(!covers.isEmpty && covers.allSatisfy(numbers.contains), "\(folder)/covers")
        }
    }

    @Test("a case that no other builder judges says what its result rests on")
    func documentation() throws {
        for folder in try folders(Self.cases) where exists("\(folder)/judge") {
            let judge = try lines("\(folder)/judge")
            #expect(judge == ["buildah"] || judge == ["documentation"], "\(folder)/judge")
            guard judge == ["documentation"] else { continue }
            let source = exists("\(folder)/expected") ? try lines("\(folder)/expected").first : nil
            #expect(source?.hasPrefix("# ") == true || exists("\(folder)/differs"), "\(folder) names no source")
        }
    }
}
