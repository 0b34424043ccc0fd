import Diagnostics
import Glibc
import ImageModel
import Layers
import Planning
import SystemPackage

/// One file that is fetched over HTTP, and kept: as long as the server says that it has not changed, or its checksum is
/// given and matches, it is not fetched again.
struct FileDownload {
    let file: RemoteFile
    let cache: RemoteCache
    let fetcher: any FileFetcher
    /// What the file's own host is shown; nil for nothing.
    let authorization: String?
    let progress: FetchProgress

    /// The most bytes that a file may have.
    private static let maximumSize: Int64 = 256 << 30

    /// Fetches the file, or finds it.
    ///
    /// - Throws: what the fetcher throws; `corrupt` if the checksum is another one.
    func run() async throws -> FetchedTree {
        var hasher = DigestHasher()
        hasher.update(field: "download")
        hasher.update(field: file.address)
        hasher.update(field: file.checksum?.algorithm.rawValue ?? "")
        return try await cache.withDirectory(hasher.finalize()) { directory in
            let content = directory.appending("file")
            var record = DownloadRecord(reading: directory.appending("record"))
            if access(content.string, R_OK) != 0 { record = nil }
            let isKnown = record.flatMap(\.checksum).map { $0 == file.checksum?.description } ?? false
            if !isKnown, let fresh = try await fetch(after: record, to: content) {
                try fresh.write(to: directory.appending("record"))
                record = fresh
            }
            guard let record else { throw BuildError(.internalError, "'\(file.address)' was fetched and is not there") }
            if let expected = file.checksum, record.checksum != expected.description {
                throw mismatch(expected, record.checksum ?? record.digest.description)
            }
            let work = try cache.makeWorkDirectory()
            guard link(content.string, work.appending("file").string) == 0 else {
                throw RemoteCache.failure("'\(content)' can't be linked")
            }
            return FetchedTree(
                directory: work, name: file.name, key: record.key(named: file.name),
                time: record.validators.modified.flatMap(HTTPDate.time)?.seconds)
        }
    }

    /// Fetches the file; nil if it is still what it was.
    private func fetch(after known: DownloadRecord?, to path: FilePath) async throws(BuildError) -> DownloadRecord? {
        let partial = "\(path).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RemoteCache.failure("'\(partial)' can't be made") }
        defer {
            close(descriptor)
            unlink(partial)
        }
        var digest = DigestHasher()
        var checksum = ChecksumHasher(file.checksum?.algorithm ?? .sha256)
        var count: Int64 = 0
        let validators = known?.validators.isEmpty == false ? known?.validators : nil
        let said = try await fetcher.fetch(
            file.address, authorization: authorization, unlessStill: validators
        ) { bytes, total throws(BuildError) in
            count += Int64(bytes.count)
            guard count <= Self.maximumSize else {
                throw BuildError(.corrupt, "'\(file.address)' can't be fetched: it is too large")
            }
            digest.update(bytes)
            checksum.update(bytes)
            try Self.write(bytes, to: descriptor, partial)
            progress.moved(count, of: total)
        }
        guard let said else { return nil }
        let found = checksum.finalize()
        if let expected = file.checksum, found != expected { throw mismatch(expected, found.description) }
        if let time = said.modified.flatMap(HTTPDate.time) {
            let stamp = timespec(tv_sec: time_t(time.seconds), tv_nsec: 0)
            futimens(descriptor, [stamp, stamp])
        }
        // Until the new record is there nothing says what the file has.
        unlink(path.removingLastComponent().appending("record").string)
        guard fsync(descriptor) == 0, rename(partial, path.string) == 0 else {
            throw RemoteCache.failure("'\(path)' can't be made")
        }
        return DownloadRecord(digest: digest.finalize(), checksum: found.description, validators: said)
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String
    ) throws(BuildError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RemoteCache.failure("'\(path)' can't be written") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func mismatch(_ expected: Checksum, _ found: String) -> BuildError {
        BuildError(.corrupt, "'\(file.address)' is not what it should be: expected \(expected), found \(found)")
    }
}

/// What is known of a file that was fetched.
struct DownloadRecord: Sendable {
    let digest: Digest
    /// As it was asked for.
    let checksum: String?
    let validators: FileValidators

    init(digest: Digest, checksum: String, validators: FileValidators) {
        self.digest = digest
        self.checksum = checksum
        self.validators = validators
    }

    /// Reads a record; nil for one that is missing or damaged.
    init?(reading path: FilePath) {
        guard let root = try? RootedDirectory(path.removingLastComponent()), let name = path.lastComponent,
            let bytes = try? root.read(FilePath("/").appending(name), limit: 64 << 10)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, let digest = try? Digest(parsing: String(lines[0])) else { return nil }
        self.digest = digest
        checksum = lines[1].isEmpty ? nil : String(lines[1])
        validators = FileValidators(
            entityTag: lines[2].isEmpty ? nil : String(lines[2]), modified: lines[3].isEmpty ? nil : String(lines[3]))
    }

    func write(to path: FilePath) throws(BuildError) {
        let fields = [digest.description, checksum ?? "", validators.entityTag ?? "", validators.modified ?? "", ""]
        guard fields.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "\n")) }) else { return }
        try AtomicFile.write(Array(fields.joined(separator: "\n").utf8), to: path)
    }

    /// For cache keys: the content, and the name and time that the file gets.
    func key(named name: String) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "download")
        hasher.update(field: name)
        hasher.update(digest: digest)
        hasher.update(field: validators.modified ?? "")
        return hasher.finalize()
    }
}
