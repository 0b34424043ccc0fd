import Glibc
import ImageModel
import Store
import Testing

@Suite struct CacheUseTests {
    @Test("a hit renews the time of use when the store is closed, if that is older than a minute")
    func hits() throws {
        try withDirectory { path in
            let first = try openStore(path)
            for name in ["hit", "recent", "other"] { _ = try first.makeSnapshot(name) }
            first.close()
            let now = Int64(time(nil))
            try set("\(now - 5000)", "hit", path)
            try set("\(now - 30)", "recent", path)
            try set("\(now - 5000)", "other", path)
            let second = try openStore(path)
            _ = try second.cache.snapshot(for: key("hit"))
            _ = try second.cache.snapshot(for: key("recent"))
            second.close()
            #expect(try used("hit", path) >= now)
            #expect(try used("recent", path) == now - 30)
            #expect(try used("other", path) == now - 5000)
        }
    }

    private func set(_ time: String, _ name: String, _ path: String) throws {
        try run("sqlite3 '\(path)/pith.db' \"UPDATE cache SET used = \(time) WHERE key = x'\(key(name).hex)'\"")
    }

    private func used(_ name: String, _ path: String) throws -> Int64 {
        let output = try run("sqlite3 '\(path)/pith.db' \"SELECT used FROM cache WHERE key = x'\(key(name).hex)'\"")
        return Int64(output.dropLast()) ?? 0
    }
}
