import Testing

@testable import Layers

@Suite struct FileTimesTests {
    private func entry(_ name: String, _ kind: TarEntry.Kind = .file, at time: Int64) -> TarEntry {
        TarEntry(path: Array(name.utf8), kind: kind, modified: time)
    }

    @Test("no file is newer than a time, and older ones keep theirs")
    func latest() {
        let times = FileTimes.upTo(100)
        #expect(times.time(of: entry("new", at: 101)) == 100)
        #expect(times.time(of: entry("old", at: 99)) == 99)
        #expect(times.time(of: entry("made", .directory, at: 0)) == 0)
    }

    @Test("directories that are named get the time too, as long as they have the one that is said")
    func directories() {
        let times = FileTimes.upTo(100, directories: ["/made": 0, "/a/b": 50])
        #expect(times.time(of: entry("made", .directory, at: 0)) == 100)
        #expect(times.time(of: entry("a/b", .directory, at: 50)) == 100)
        #expect(times.time(of: entry("a/b", .directory, at: 51)) == 51)
        #expect(times.time(of: entry("made", at: 0)) == 0)
        #expect(times.time(of: entry("other", .directory, at: 0)) == 0)
    }

    @Test("all files get a time")
    func exact() {
        for time in [Int64(0), 5, 500] { #expect(FileTimes.exactly(7).time(of: entry("x", at: time)) == 7) }
    }

    @Test("times that mean something else are described otherwise, and the same ones alike")
    func descriptions() {
        let all: [FileTimes] = [
            .upTo(7), .upTo(8), .exactly(7), .upTo(7, directories: ["/a": 0]), .upTo(7, directories: ["/a": 1]),
            .upTo(7, directories: ["/a": 0, "/b": 0]),
        ]
        #expect(Set(all.map(\.description)).count == all.count)
        #expect(FileTimes.upTo(1, directories: ["/b": 1, "/a": 2]).description == "times up to 1, 2 /a, 1 /b")
    }
}
