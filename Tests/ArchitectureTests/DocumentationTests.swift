import Testing

struct DocumentationTests {
    /// Functions that the standard library's protocols ask for, and ArgumentParser's.
    private let standardRequirements: Set<String> = ["==", "<", "hash", "encode", "next", "run", "validate"]

    private func undocumented(_ files: [SourceText]) -> [String] {
        let requirements = files.reduce(standardRequirements) { $0.union($1.requirements) }
        return files.flatMap(\.declarations).filter { !$0.isDocumented && $0.needsComment(requirements: requirements) }
            .map { "\($0.place): \($0.keyword) \($0.name)" }
    }

    @Test("what other targets can use says what it is")
    func everything() throws {
        for place in undocumented(try Repository.sources()) { Issue.record("no doc comment: \(place)") }
    }

    @Test("the rule asks for comments where it should, and only there")
    func rule() {
        let text = """
            package struct Bare {
                package enum Nested {}
                package let stored: Int
                package init() {}
                package init(parsing text: String) throws(BuildError) {
                }
                package init(from decoder: any Decoder) throws {
                }
                package func short() -> Int {
                    1
                }
                package static func long() {
                    a()
                    b()
                }
                package func asked() {
                    a()
                    b()
                }
                /// Says.
                @discardableResult
                package func told(
                    a: Int
                ) {
                    a()
                }
                func internal() {
                    a()
                    b()
                }
            }
            /// Says.
            package protocol Asking {
                func asked()
            }
            package func free() {}
            """
        let found = undocumented([SourceText(path: "f", text: text)])
        #expect(found == ["f:1: struct Bare", "f:5: init parsing", "f:12: func long", "f:36: func free"])
    }
}
