package import Diagnostics

/// Progress as lines that are only ever appended, in BuildKit's plain form, for logs and pipes.
///
/// ```
/// #4 [build 2/4] RUN make
/// #4 0.412 cc -c main.c
/// #4 DONE 2.1s
/// ```
///
/// Steps that run at the same time take turns: one keeps the floor until it ends, falls silent for a second, or has had
/// it for five; what the others say waits until then.
package struct PlainProgress: ProgressRenderer {
    private struct Step {
        let name: String
        let started: Double
        var log = LogLines()
        var transfer: TransferProgress
        var shownTransfer: (bytes: Int64, seconds: Double)
        var waiting = [String]()
    }

    private var steps = [ProgressStep: Step]()
    /// Steps that wait for the floor, longest first.
    private var queue = [ProgressStep]()
    private var floor: (step: ProgressStep, since: Double, last: Double)?
    private var hasWritten = false

    private static let longestTurn = 5.0
    private static let longestSilence = 1.0
    private static let mostWaitingLines = 500

    package init() {}

    package mutating func take(_ event: TimedProgressEvent) -> String {
        let seconds = event.seconds
        switch event.event {
        case .started(let step, let name):
            steps[step] = Step(
                name: name.onOneLine, started: seconds, transfer: TransferProgress(startingAt: seconds),
                shownTransfer: (0, seconds))
            return say([], of: step, at: seconds)
        case .log(let step, let bytes):
            guard let lines = steps[step]?.log.append(bytes), !lines.isEmpty else { return "" }
            return say(lines.map { "\(stamp(step, seconds)) \($0)" }, of: step, at: seconds)
        case .status(let step, let text):
            return say([text.onOneLine], of: step, at: seconds)
        case .transfer(let step, let current, let total):
            guard let line = transferLine(step, current, total, seconds) else { return "" }
            return say([line], of: step, at: seconds)
        case .finished(let step, let outcome):
            return end(step, outcome, at: seconds)
        case .warning(let diagnostic):
            return yieldFloor() + paragraph(DiagnosticRenderer().render(diagnostic))
        }
    }

    package mutating func refresh(at seconds: Double) -> String {
        guard let next = queue.first, isFloorFree(at: seconds) else { return "" }
        return giveFloor(to: next, at: seconds)
    }

    package mutating func finish(at seconds: Double) -> String {
        var text = ""
        for step in steps.keys.sorted() {
            if let line = steps[step]?.log.flush() {
                text += say(["\(stamp(step, seconds)) \(line)"], of: step, at: seconds)
            }
            if queue.contains(step) { text += giveFloor(to: step, at: seconds) }
        }
        return text
    }

    // MARK: Taking turns

    /// Writes lines of a step if it has or may have the floor, else keeps them.
    private mutating func say(_ lines: [String], of step: ProgressStep, at seconds: Double) -> String {
        guard steps[step] != nil else { return "" }
        if floor?.step == step {
            floor?.last = seconds
            return written(lines, of: step)
        }
        steps[step]?.waiting += lines
        if !queue.contains(step) { queue.append(step) }
        let isFull = (steps[step]?.waiting.count ?? 0) > PlainProgress.mostWaitingLines
        return isFull || isFloorFree(at: seconds) ? giveFloor(to: step, at: seconds) : ""
    }

    private func isFloorFree(at seconds: Double) -> Bool {
        guard let floor else { return true }
        return seconds - floor.since >= PlainProgress.longestTurn
            || seconds - floor.last >= PlainProgress.longestSilence
    }

    private mutating func giveFloor(to step: ProgressStep, at seconds: Double) -> String {
        let farewell = yieldFloor()
        queue.removeAll { $0 == step }
        floor = (step, seconds, seconds)
        let lines = steps[step]?.waiting ?? []
        steps[step]?.waiting = []
        return farewell + paragraph("#\(step.number) \(steps[step]?.name ?? "")\n") + written(lines, of: step)
    }

    private mutating func yieldFloor() -> String {
        defer { floor = nil }
        return floor.map { "#\($0.step.number) ...\n" } ?? ""
    }

    /// Writes how a step ended, at once, and gives the floor to the one that waits longest.
    private mutating func end(_ step: ProgressStep, _ outcome: StepOutcome, at seconds: Double) -> String {
        guard let state = steps[step] else { return "" }
        var text = floor?.step == step ? "" : giveFloor(to: step, at: seconds)
        if let line = steps[step]?.log.flush() { text += written(["\(stamp(step, seconds)) \(line)"], of: step) }
        text += written([verdict(outcome, elapsed: seconds - state.started)], of: step)
        steps[step] = nil
        floor = nil
        if let next = queue.first { text += giveFloor(to: next, at: seconds) }
        return text
    }

    // MARK: Lines

    private func verdict(_ outcome: StepOutcome, elapsed: Double) -> String {
        switch outcome {
        case .done: "DONE \(elapsed.fixed(1))s"
        case .cached: "CACHED"
        case .cancelled: "CANCELED"
        case .failed(let message): "ERROR: \(message.onOneLine)"
        }
    }

    private func written(_ lines: [String], of step: ProgressStep) -> String {
        lines.map { "#\(step.number) \($0)\n" }.joined()
    }

    private mutating func paragraph(_ text: String) -> String {
        defer { hasWritten = true }
        return (hasWritten ? "\n" : "") + text
    }

    /// Seconds since the step began, in five characters while that is enough.
    private func stamp(_ step: ProgressStep, _ seconds: Double) -> String {
        let elapsed = seconds - (steps[step]?.started ?? seconds)
        return elapsed.fixed(elapsed < 9.9995 ? 3 : elapsed < 99.995 ? 2 : 1)
    }

    /// A line for a transfer that is over, or has moved on by a twentieth in a second or more, or for five seconds,
    /// since its last line.
    private mutating func transferLine(
        _ step: ProgressStep, _ current: Int64, _ total: Int64?, _ seconds: Double
    ) -> String? {
        guard let state = steps[step] else { return nil }
        var transfer = state.transfer
        transfer.update(current: current, total: total, at: seconds)
        let shown = current < state.shownTransfer.bytes ? (bytes: 0, seconds: seconds) : state.shownTransfer
        let moved = current - shown.bytes
        let silence = seconds - shown.seconds
        let isFurther = silence >= 1 && total.map { Double(moved) >= Double($0) / 20 } ?? false
        let isDue = moved > 0 && (isFurther || transfer.isComplete || silence >= 5)
        steps[step]?.transfer = transfer
        steps[step]?.shownTransfer = isDue ? (current, seconds) : shown
        return isDue ? transfer.text : nil
    }
}
