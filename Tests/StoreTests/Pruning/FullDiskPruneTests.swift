import Diagnostics
import Glibc
import ImageModel
import Store
import Testing

/// On a small file system of its own, which needs root.
@Suite(.serialized, .enabled(if: getuid() == 0, "mounts a small file system, which needs root"))
struct FullDiskPruneTests {
    @Test("a prune succeeds on a disk without a free byte, and gives the space back", arguments: ["ext4", "tmpfs"])
    func fullDisk(type: String) throws {
        try withDirectory { directory in
            let root = "\(directory)/root"
            mkdir(root, 0o755)
            if type == "ext4" {
                try run("truncate -s 100M '\(directory)/disk' && mkfs.ext4 -q -m 0 '\(directory)/disk'")
                try run("mount -o loop '\(directory)/disk' '\(root)'")
            } else {
                try run("mount -t tmpfs -o size=100M tmpfs '\(root)'")
            }
            defer { _ = try? run("umount '\(root)'") }
            let path = "\(root)/store"
            try fill(path)
            _ = try? run("head -c 200M /dev/zero > '\(path)/snapshots/41/fill' 2> \(directory)/error")
            _ = try? run("head -c 1M /dev/zero >> '\(path)/snapshots/41/fill' 2> \(directory)/error")
            #expect(throws: (any Error).self) { try openStore(path).makeSnapshot("one more") }

            SpaceReserve.release(in: StoreDirectory(path: path))
            let store = try openStore(path)
            #expect(try store.prune(.cache).snapshots.count == 41)
            #expect(try store.usage().size < 8 << 20)
            _ = try store.makeSnapshot("one more")
            store.close()
            try openStore(path).close()
            #expect(exists("\(path)/reserve"))
        }
    }

    private func fill(_ path: String) throws {
        let store = try openStore(path)
        defer { store.close() }
        for number in 1...40 { _ = try store.makeSnapshot("\(number)") }
        _ = try store.commit("large") { try run("head -c 1000000 /dev/urandom > '\($0)/large'") }
        #expect(exists("\(path)/reserve"))
    }
}
