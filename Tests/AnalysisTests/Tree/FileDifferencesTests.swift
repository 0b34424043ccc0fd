import Analysis
import Testing

struct FileDifferencesTests {
    private typealias Sample = SampleImage

    @Test("what came, what went and what has other content is counted, the largest first, whatever layers it is in")
    func differences() throws {
        let before = try Sample.inspect([
            [
                Sample.file("same", "x"), Sample.file("content", "one"), Sample.file("gone/file", size: 70),
                Sample.link("link", to: "one"), Sample.directory("kind"), Sample.file("kind/inside", "k"),
            ],
            [Sample.file("hidden", "h"), Sample.file("gone/other", "12")],
            [Sample.file(".wh.hidden")],
        ])
        let after = try Sample.inspect([
            [Sample.file("new", size: 90), Sample.link("link", to: "two"), Sample.file("content", "two")],
            [Sample.file("same", "x", mode: 0o600), Sample.file("kind", "now a file")],
        ])
        let differences = FileDifferences(from: before, to: after)
        #expect(differences.added == 2 && differences.removed == 3 && differences.changed == 2)
        let named = differences.details.map { "\($0.path) \($0.before ?? -1) \($0.after ?? -1)" }
        #expect(named.prefix(3) == ["/new -1 90", "/gone/file 70 -1", "/kind -1 10"])
        #expect(
            Set(named.dropFirst(3)) == ["/content 3 3", "/gone/other 2 -1", "/kind/inside 1 -1", "/link 0 0"])
    }

    @Test("an image has no differences from itself, and only so many are named as were asked for")
    func limits() throws {
        let files = (0..<30).map { Sample.file("\($0)", size: $0 + 1) }
        let image = try Sample.inspect([files])
        let none = FileDifferences(from: image, to: image)
        #expect(none.details.isEmpty && none.added + none.removed + none.changed == 0)
        let all = FileDifferences(from: image, to: try Sample.inspect([]), limit: 5)
        #expect(all.removed == 30 && all.details.map(\.before) == [30, 29, 28, 27, 26])
    }
}
