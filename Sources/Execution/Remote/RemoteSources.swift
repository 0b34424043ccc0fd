package import Diagnostics
package import ImageModel
package import Planning
import Synchronization
package import SystemPackage

/// What was fetched, on disk until the process ends.
package struct FetchedTree: Sendable {
    /// The directory that it is in.
    package let directory: FilePath
    /// The name of a file, which is stored as `file`; nil for a whole tree.
    package let name: String?
    /// For cache keys: all that reaches the image.
    package let key: Digest
    /// When it was made, as its server says, in seconds since 1970; nil where that is not known.
    package let time: Int64?

    package init(directory: FilePath, name: String?, key: Digest, time: Int64? = nil) {
        self.directory = directory
        self.name = name
        self.key = key
        self.time = time
    }
}

/// Fetches what a build takes from the network, each source once.
package actor RemoteSources {
    private let cache: RemoteCache
    private let fetcher: any FileFetcher
    private let environment: [String: String]
    private let credentials: RemoteCredentials
    private let progress: any ProgressSink
    private var fetches: [RemoteSource: Task<FetchedTree, any Error>] = [:]
    /// The number that progress shows for the next source.
    private var nextStep = 1

    /// - Parameters:
    ///   - fetcher: how files are fetched.
    ///   - environment: the user's, of which git sees the proxies, certificates and the SSH agent.
    ///   - credentials: what servers are shown.
    package init(
        cache: RemoteCache, fetcher: any FileFetcher, environment: [String: String],
        credentials: RemoteCredentials = RemoteCredentials(), progress: any ProgressSink
    ) {
        self.cache = cache
        self.fetcher = fetcher
        self.environment = environment
        self.credentials = credentials
        self.progress = progress
    }

    /// How many sources have been fetched.
    package var count: Int { fetches.count }

    /// Says which numbers progress shows for the sources to come.
    package func number(from first: Int) {
        nextStep = first
    }

    /// Fetches a source, or finds it among those fetched before.
    ///
    /// - Throws: why it can't be fetched.
    package func fetch(_ source: RemoteSource) async throws -> FetchedTree {
        if let task = fetches[source] { return try await task.value }
        let (cache, fetcher, environment, credentials) = (cache, fetcher, environment, credentials)
        let shown = FetchProgress(of: source, ProgressStep(nextStep), progress)
        nextStep += 1
        let task = Task {
            do {
                let tree =
                    switch source {
                    case .file(let file):
                        try await FileDownload(
                            file: file, cache: cache, fetcher: fetcher,
                            authorization: try credentials.authorization(forFile: file.address), progress: shown
                        ).run()
                    case .repository(let repository):
                        try await GitCheckout(
                            source: repository, cache: cache, environment: environment,
                            header: try credentials.header(forRepository: repository.remote), progress: shown
                        ).run()
                    }
                shown.end(.done)
                return tree
            } catch {
                shown.end(error.isCancellation ? .cancelled : .failed((error as? BuildError)?.message ?? "\(error)"))
                throw error
            }
        }
        fetches[source] = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// Shows one source that is fetched, once there is something to show: one that is still the same is not shown.
struct FetchProgress: Sendable {
    private let name: String
    private let step: ProgressStep
    private let progress: any ProgressSink
    private let isShown = Shown()

    private final class Shown: Sendable {
        let value = Mutex(false)
    }

    init(of source: RemoteSource, _ step: ProgressStep, _ progress: any ProgressSink) {
        name =
            switch source {
            // A query may hold secrets.
            case .file(let file): "[fetch] \(file.address.prefix { $0 != "?" })"
            case .repository(let repository): "[fetch] \(repository.shownRemote)"
            }
        self.step = step
        self.progress = progress
    }

    /// The transfer begins.
    func begin() {
        let isFirst = isShown.value.withLock { shown in
            defer { shown = true }
            return !shown
        }
        if isFirst { progress.emit(.started(step, name: name)) }
    }

    /// So many bytes have come, of so many.
    func moved(_ count: Int64, of total: Int64?) {
        begin()
        progress.emit(.transfer(step, current: count, total: total))
    }

    func end(_ outcome: StepOutcome) {
        if isShown.value.withLock({ $0 }) { progress.emit(.finished(step, outcome)) }
    }
}
