package import Diagnostics
package import ImageModel
import Synchronization

/// Adds up what several transfers at the same time have moved, and shows it as one.
package final class TransferCounter: Sendable {
    private let step: ProgressStep
    private let progress: any ProgressSink
    private let total: Int64
    private let moved = Mutex((sum: Int64(0), byBlob: [Digest: Int64]()))

    /// - Parameter blobs: what may be moved.
    package init(of blobs: [Descriptor], _ step: ProgressStep, _ progress: any ProgressSink) {
        self.step = step
        self.progress = progress
        var sizes = [Digest: Int64]()
        for blob in blobs { sizes[blob.digest] = blob.size }
        total = sizes.values.reduce(0, +)
    }

    /// Takes how many bytes of a blob have been moved so far.
    package func moved(_ blob: Descriptor, _ count: Int64) {
        moved.withLock { moved in
            moved.sum += count - (moved.byBlob[blob.digest] ?? 0)
            moved.byBlob[blob.digest] = count
            progress.emit(.transfer(step, current: moved.sum, total: total))
        }
    }
}
