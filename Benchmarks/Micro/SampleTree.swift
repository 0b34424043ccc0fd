import Glibc
import Layers
import SystemPackage

/// A directory with files that are the same in each run.
struct SampleTree {
    let path: FilePath

    /// Makes `count` files of `size` bytes, 100 in a directory.
    init(count: Int, size: Int) throws {
        path = try Self.makeTemporary(in: Self.all)
        var bytes = SampleBytes()
        mkdir(files.string, 0o755)
        for number in 0..<count {
            let directory = files.appending(String(number / 100))
            mkdir(directory.string, 0o755)
            let file = try FileDescriptor.open(
                directory.appending(String(number)), .writeOnly, options: .create, permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll(bytes.next(size)) }
        }
    }

    /// Where the files are; what stands beside them is the benchmark's.
    var files: FilePath { path.appending("files") }

    /// Makes an empty directory beside the files.
    func makeDirectory(_ name: String) throws -> FilePath {
        let directory = path.appending(name)
        guard mkdir(directory.string, 0o755) == 0 else { throw Errno(rawValue: errno) }
        return directory
    }

    func remove(_ name: String) throws { try RootedDirectory(path).removeTree(FilePath("/").appending(name)) }

    /// Removes all trees that this process made.
    static func removeAll() throws {
        guard let name = all.lastComponent else { return }
        try RootedDirectory(all.removingLastComponent()).removeTree(FilePath("/").appending(name))
    }

    /// Of this process, on a disk: `/tmp` may be memory.
    private static let all = FilePath("/var/tmp/pith-micro.\(getpid())")

    private static func makeTemporary(in directory: FilePath) throws -> FilePath {
        mkdir(directory.string, 0o700)
        var template = Array(directory.appending("XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        return FilePath(platformString: template)
    }
}

/// Bytes that compress about as programs do: noise, and words out of a few.
struct SampleBytes {
    private var state: UInt64 = 1

    mutating func next(_ count: Int) -> [UInt8] {
        var bytes = [UInt8]()
        bytes.reserveCapacity(count + 64)
        while bytes.count < count {
            let value = random()
            if value & 3 == 0 {
                withUnsafeBytes(of: value) { bytes += $0 }
            } else {
                bytes += Self.words[Int(value >> 58)]
            }
        }
        return Array(bytes.prefix(count))
    }

    private static let words = (0..<64).map { number in Array("word\(number &* 7919 % 1009) ".utf8) }

    private mutating func random() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }
}
