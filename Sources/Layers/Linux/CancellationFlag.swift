import Synchronization

/// Tells work on a thread of its own, which doesn't see its task's cancellation, that it is to end early.
package final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    package init() {}

    package var isSet: Bool { value.load(ordering: .relaxed) }

    package func set() { value.store(true, ordering: .relaxed) }
}
