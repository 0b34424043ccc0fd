import Diagnostics
import Glibc
import ImageModel
import SystemPackage

/// What is remembered of one file.
struct StatEntry {
    let identity: FileIdentity
    let size: Int64
    let modified: FileTime
    let changed: FileTime
    let digest: Digest
    /// How many times the index was written since the entry was last of use.
    var age: UInt64

    init(_ status: FileStatus, _ digest: Digest) {
        identity = status.identity
        size = status.size
        modified = status.modified
        changed = status.changed
        self.digest = digest
        age = 0
    }

    func describes(_ status: FileStatus) -> Bool {
        identity == status.identity && size == status.size && modified == status.modified && changed == status.changed
    }
}

/// The entries of an index file, in the bytes that the file has, sorted by device and inode.
///
/// The file is only ever read by the machine that wrote it: eight bytes of mark and version, the entries, and the
/// SHA-256 of all that. An entry is eight native 64-bit numbers and the 32 bytes of a digest.
struct StatTable {
    private let bytes: [UInt8]
    let count: Int

    private static let mark = Array("PithSti1".utf8)
    private static let entrySize = 96
    private static let digestSize = 32
    /// Two million files.
    private static let sizeLimit = 192 << 20
    /// An entry that was of no use so many times in a row goes.
    private static let oldestAge: UInt64 = 64

    /// An empty table.
    init() {
        (bytes, count) = ([], 0)
    }

    /// Reads a file; what isn't sound is empty.
    init(reading path: FilePath) {
        let content = StatTable.read(path) ?? []
        let body = content.count - StatTable.mark.count - StatTable.digestSize
        let isSound =
            body >= 0 && body % StatTable.entrySize == 0 && content.starts(with: StatTable.mark)
            && Digest(of: content.dropLast(StatTable.digestSize)).bytes.elementsEqual(
                content.suffix(StatTable.digestSize))
        bytes = isSound ? content : []
        count = isSound ? body / StatTable.entrySize : 0
    }

    subscript(position: Int) -> StatEntry {
        bytes.withUnsafeBytes { buffer in
            StatEntry(
                UnsafeRawBufferPointer(rebasing: buffer[StatTable.offset(position)..<StatTable.offset(position + 1)]))
        }
    }

    /// Where a file's entry is.
    func position(of identity: FileIdentity) -> Int? {
        bytes.withUnsafeBytes { buffer in
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) / 2
                let offset = StatTable.offset(middle)
                let found = FileIdentity(
                    device: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                    inode: buffer.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
                if found == identity { return middle }
                if found < identity { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    /// The entries that the next file holds: the fresh ones, and the stored ones that were of use lately.
    func merging(_ fresh: [FileIdentity: StatEntry], isUsed: [Bool]) -> [StatEntry] {
        var entries = Array(fresh.values)
        for position in 0..<count {
            var entry = self[position]
            entry.age = isUsed[position] ? 0 : entry.age + 1
            if fresh[entry.identity] == nil, entry.age <= StatTable.oldestAge { entries.append(entry) }
        }
        return entries.sorted { $0.identity < $1.identity }
    }

    /// Writes a file that is either whole or not there.
    static func write(_ entries: [StatEntry], to path: FilePath) throws(BuildError) {
        var content = mark
        content.reserveCapacity(mark.count + entries.count * entrySize + digestSize)
        for entry in entries { entry.append(to: &content) }
        content += Digest(of: content).bytes
        try AtomicFile.write(content, to: path)
    }

    private static func offset(_ position: Int) -> Int { mark.count + position * entrySize }

    private static func read(_ path: FilePath) -> [UInt8]? {
        let descriptor = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { return nil }
        let file = OpenFile(taking: FileDescriptor(rawValue: descriptor))
        return try? file.readAll(limit: sizeLimit)
    }
}

extension StatEntry {
    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
        func number(_ position: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: position * 8, as: UInt64.self) }
        func time(_ position: Int) -> FileTime {
            FileTime(seconds: Int64(bitPattern: number(position)), nanoseconds: Int64(bitPattern: number(position + 1)))
        }
        identity = FileIdentity(device: number(0), inode: number(1))
        size = Int64(bitPattern: number(2))
        modified = time(3)
        changed = time(5)
        age = number(7)
        digest = Digest(bytes: Array(bytes[64...]))
    }

    fileprivate func append(to content: inout [UInt8]) {
        let numbers = [
            identity.device, identity.inode, UInt64(bitPattern: size),
            UInt64(bitPattern: modified.seconds), UInt64(bitPattern: modified.nanoseconds),
            UInt64(bitPattern: changed.seconds), UInt64(bitPattern: changed.nanoseconds), age,
        ]
        numbers.withUnsafeBytes { content += $0 }
        content += digest.bytes
    }
}
