package import Diagnostics
import Dispatch
import Glibc
import Synchronization

/// Shows progress as it happens: stamps events with their time, feeds them to a renderer one after the other, and writes
/// what it makes of them. Events may come from any thread.
package final class ProgressDisplay: ProgressSink {
    private struct State {
        var renderer: any ProgressRenderer
        var isFinished = false
        /// What is to be written once it may be; nil while that is so.
        var waiting: String?
    }

    private let state: Mutex<State>
    private let writer: DescriptorWriter
    private let start = ContinuousClock.now
    private let queue = DispatchQueue(label: "progress")

    /// - Parameter descriptor: where the renderer's text goes; stays open, and its owner's.
    package init(renderer: any ProgressRenderer, descriptor: Int32 = STDERR_FILENO) {
        state = Mutex(State(renderer: renderer))
        writer = DescriptorWriter(descriptor: descriptor)
        scheduleRefresh()
    }

    /// Progress on standard error, as the flag or the environment asks for.
    ///
    /// - Throws: `usage` if the mode is unknown or can't be had.
    package static func onStandardError(
        mode: ProgressMode?, environment: [String: String]
    ) throws(BuildError) -> ProgressDisplay {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let mode = try ProgressMode.chosen(flag: mode, environment: environment)
        let color = ColorPolicy.allowsColor(isTerminal: isTerminal, environment: environment)
        switch try mode.resolved(isTerminal: isTerminal, environment: environment) {
        case .tty:
            return ProgressDisplay(
                renderer: TerminalProgress(color: color, size: { TerminalSize.of(STDERR_FILENO) }))
        case .rawjson:
            return ProgressDisplay(renderer: RawJSONProgress(epoch: Timestamp.now.secondsSince1970))
        case .quiet, .none:
            return ProgressDisplay(renderer: QuietProgress())
        case .plain, .auto:
            return ProgressDisplay(renderer: PlainProgress())
        }
    }

    package func emit(_ event: ProgressEvent) {
        state.withLock { state in
            guard !state.isFinished else { return }
            write(state.renderer.take(TimedProgressEvent(seconds: seconds, event: event)), &state)
        }
    }

    /// Writes what is left and gives the terminal back. Events that come later are dropped.
    package func finish() {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            let rest = state.waiting ?? ""
            state.waiting = nil
            write(rest + state.renderer.finish(at: seconds), &state)
        }
    }

    /// Writes nothing more until `resume`, so that somebody else can write to the same place.
    package func suspend() {
        state.withLock { state in
            guard !state.isFinished, state.waiting == nil else { return }
            write(state.renderer.suspend(at: seconds), &state)
            state.waiting = ""
        }
    }

    /// Writes what has come up since `suspend`, and goes on.
    package func resume() {
        state.withLock { state in
            guard let text = state.waiting else { return }
            state.waiting = nil
            write(text, &state)
        }
    }

    /// Refreshes every tenth of a second, on a thread apart from those that build, until `finish`.
    private func scheduleRefresh() {
        queue.asyncAfter(deadline: .now() + .milliseconds(100)) { [weak self] in
            guard let self else { return }
            let isFinished = state.withLock { state in
                if !state.isFinished, state.waiting == nil { write(state.renderer.refresh(at: seconds), &state) }
                return state.isFinished
            }
            if !isFinished { scheduleRefresh() }
        }
    }

    /// Writes under the lock, so that what is written keeps the order of events.
    private func write(_ text: String, _ state: inout State) {
        if let waiting = state.waiting {
            state.waiting = waiting + text
        } else if !text.isEmpty {
            writer.write(text)
        }
    }

    private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
