import Diagnostics
import Execution
import Glibc
import Layers
import Planning
import Sandbox
import Store
import SystemPackage

/// A build context that is in a directory now.
struct LoadedContext: Sendable {
    /// Absolute.
    let directory: String
    /// Whether it is the user's own directory, whose ignore file counts and whose links may lead anywhere.
    let isLocal: Bool
    /// Whether git made it: its modes are git's then.
    var isRepository = false
    /// Whether it came as an archive: files belong to whom that names.
    var isArchive = false
    /// The Dockerfile that came in place of a context.
    var dockerfile: [UInt8]?
    /// When it was made, in seconds since 1970: of a repository the commit, of a file what the server says, of an archive
    /// without that its newest member. Nil for a directory, and where it is not known.
    var time: Int64?
}

/// The contexts of one build.
struct LoadedContexts: Sendable {
    let main: LoadedContext
    let named: [String: LoadedContext]
}

/// Brings build contexts that are no directories into directories of this process's own.
struct ContextLoader: Sendable {
    let store: ImageStore
    let remotes: RemoteSources

    /// - Throws: why a context can't be fetched or unpacked.
    func load(_ settings: BuildSettings) async throws -> LoadedContexts {
        var address = settings.context
        let keepsGit = settings.request.buildArguments["BUILDKIT_CONTEXT_KEEP_GIT_DIR"]?.lowercased()
        if case .remote(.repository(let source)) = address, ["1", "t", "true"].contains(keepsGit),
            source.keepsGitDirectory == nil
        {
            address = .remote(.repository(try source.with(keepsGitDirectory: true, commit: nil)))
        }
        // As in BuildKit, times are to be the same wherever it is checked out.
        if case .remote(.repository(let source)) = address, settings.request.buildArguments["SOURCE_DATE_EPOCH"] != nil
        {
            address = .remote(.repository(source.withCommitTime()))
        }
        var main = try await load(address)
        if let file = settings.file, main.dockerfile == nil, case .file(let remote)? = try RemoteSource(parsing: file) {
            main.dockerfile = try TextFile.read(
                try await remotes.fetch(.file(remote)).directory.appending("file").string)
        } else if main.dockerfile != nil, let file = settings.file {
            throw BuildError(
                .usage, "two Dockerfiles are given: '-f \(file)', and one in place of the build context")
        }
        var named = [String: LoadedContext]()
        for (name, context) in settings.contexts {
            switch context {
            case .directory(let path): named[name] = LoadedContext(directory: path, isLocal: true)
            case .remote(.file(let file)): named[name] = try await fileContext(file)
            case .remote(let source): named[name] = try await load(.remote(source))
            case .image: break
            }
        }
        return LoadedContexts(main: main, named: named)
    }

    private func load(_ address: ContextAddress) async throws -> LoadedContext {
        switch address {
        case .directory(let path): return LoadedContext(directory: path, isLocal: true)
        case .standardInput: return try await standardInput()
        case .remote(.file(let file)):
            let fetched = try await remotes.fetch(.file(file))
            var context = try await archive(fetched.directory.appending("file").string, name: file.name)
            let newest = context.isArchive ? try Self.newestTime(in: FilePath(context.directory)) : nil
            context.time = fetched.time ?? newest
            return context
        case .remote(.repository(let repository)):
            let fetched = try await remotes.fetch(.repository(repository))
            let root = try RootedDirectory(fetched.directory, failureCode: .notFound)
            let path = try root.resolve(FilePath("/\(repository.subdirectory ?? "")"))
            guard try root.status(of: path)?.isDirectory == true else {
                throw BuildError(
                    .notFound, "'\(repository.shownRemote)' has no directory '\(repository.subdirectory ?? "")'")
            }
            let directory = fetched.directory.pushing(path.removingRoot())
            return LoadedContext(directory: directory.string, isLocal: false, isRepository: true, time: fetched.time)
        }
    }

    /// A file that is a context by name: it is called `context`, whatever it is, as BuildKit has it.
    private func fileContext(_ file: RemoteFile) async throws -> LoadedContext {
        let fetched = try await remotes.fetch(.file(file))
        let directory = fetched.directory.appending("named")
        let place = directory.appending("context").string
        // Another name may stand for the same file.
        guard mkdir(directory.string, 0o700) == 0 || errno == EEXIST,
            link(fetched.directory.appending("file").string, place) == 0 || errno == EEXIST
        else { throw BuildError(.store, "'\(place)' can't be made: \(String(cString: strerror(errno)))") }
        return LoadedContext(directory: directory.string, isLocal: false)
    }

    /// Standard input can't be read twice: it goes to a file first.
    private func standardInput() async throws -> LoadedContext {
        let path = "\(store.workDirectory)/standard-input"
        try await blockingThread { () throws(BuildError) in
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw BuildError(.store, "'\(path)' can't be made") }
            defer { close(descriptor) }
            let (input, output) = (FileDescriptor(rawValue: STDIN_FILENO), FileDescriptor(rawValue: descriptor))
            try FileSink(output).takeAll(of: FileSource(input), limit: Self.maximumSize)
        }
        let context = try await archive(path, name: "-")
        unlink(path)
        return context
    }

    /// An archive's contents, or a directory without files beside the Dockerfile that the file is.
    private func archive(_ path: String, name: String) async throws -> LoadedContext {
        let directory = "\(path).context"
        guard mkdir(directory, 0o700) == 0 else { throw BuildError(.store, "'\(directory)' can't be made") }
        return try await blockingThread { () throws(BuildError) in
            let isArchive = try Self.reading(path) { ArchiveUnpacker.isArchive($0) }
            var context = LoadedContext(directory: directory, isLocal: false)
            if isArchive {
                let root = try RootedDirectory(FilePath(directory))
                try Self.reading(path) { source throws(BuildError) in
                    // With a single id all files are its own.
                    let owner: FileOwner? = try Self.hasSingleID() ? .root : nil
                    try ArchiveUnpacker(owner: owner).unpack(source, into: "/", of: root)
                }
                context.isArchive = true
            } else {
                context.dockerfile = try TextFile.read(path)
                guard context.dockerfile?.isEmpty == false else {
                    throw BuildError(.usage, "build context '\(name)' is empty")
                }
            }
            return context
        }
    }

    private static func newestTime(in directory: FilePath) throws(BuildError) -> Int64? {
        let root = try RootedDirectory(directory)
        var newest: Int64?
        var pending: [FilePath] = ["/"]
        while let path = pending.popLast() {
            guard let status = try root.status(of: path) else { continue }
            if status.isDirectory {
                // An archive need not name it, so that its time may be that of the unpacking.
                for name in try root.names(in: path) { pending.append(path.appending(name)) }
            } else {
                newest = max(newest ?? .min, status.modified.seconds)
            }
        }
        return newest
    }

    private static func hasSingleID() throws(BuildError) -> Bool {
        let map = String(decoding: try TextFile.read("/proc/self/uid_map"), as: UTF8.self)
        return IdentityMap(parsing: map)?.isSingle == true
    }

    private static func reading<Value>(
        _ path: String, _ body: (FileSource) throws(BuildError) -> Value
    ) throws(BuildError) -> Value {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw BuildError(.store, "'\(path)' can't be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        return try body(FileSource(FileDescriptor(rawValue: descriptor)))
    }

    private static let maximumSize: Int64 = 256 << 30
}

extension FileSink {
    /// Takes all that a source gives.
    fileprivate func takeAll(of source: FileSource, limit: Int64) throws(BuildError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var rest = limit
        while case let count = try source.read(into: buffer), count > 0 {
            rest -= Int64(count)
            guard rest >= 0 else { throw BuildError(.usage, "the build context is larger than \(limit) bytes") }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        try finish()
    }
}

extension RemoteSources {
    /// What a build fetches, kept in the store.
    init(
        _ store: ImageStore, _ session: Session, _ secrets: [String: SecretSource], _ progress: any ProgressSink
    ) {
        self.init(
            cache: RemoteCache(store: store), fetcher: HTTPFileFetcher(session), environment: session.environment,
            credentials: RemoteCredentials(secrets), progress: progress)
    }
}
