import Debian
import Diagnostics
import Glibc
import Testing

@Suite struct PackageCacheTests {
    @Test("nobody can have the directory of a package cache alone while somebody uses the cache")
    func use() throws {
        try withTemporaryDirectory { directory in
            let other = open(directory, O_RDONLY | O_DIRECTORY)
            defer { close(other) }
            var caches = [PackageCache(directory: directory), PackageCache(directory: directory)]
            #expect(flock(other, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
            #expect(caches.count == 2)
            caches = []
            #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        }
    }
}
