package import Diagnostics

/// Progress on a terminal: a header, a line a step, the last lines of those that run, redrawn in place.
///
/// ```
/// [+] Building 3.2s (5/9)
///  => [build 2/4] RUN make                                            2.1s
///  => => cc -c main.c
/// ```
package struct TerminalProgress: ProgressRenderer {
    struct Step {
        let id: ProgressStep
        let name: String
        let started: Double
        var ended: Double?
        var outcome: StepOutcome?
        var statuses = [String]()
        var transfer: TransferProgress?
    }

    /// Log lines shown below a running step.
    static let liveLines = 6
    /// Status lines kept of a step.
    private static let mostStatuses = 3
    /// Log lines shown of a failed step at the end.
    private static let mostFailureLines = 1000

    let color: Bool
    private let size: @Sendable () -> TerminalSize
    private(set) var steps = [Step]()
    private(set) var log = StepLog(limit: TerminalProgress.mostFailureLines)
    private var warnings = [Diagnostic]()
    /// Lines of the last frame; 0 before the first.
    private var drawnLines = 0

    /// - Parameter size: asked before each frame, since a window may change.
    package init(color: Bool, size: @escaping @Sendable () -> TerminalSize) {
        self.color = color
        self.size = size
    }

    package mutating func take(_ event: TimedProgressEvent) -> String {
        switch event.event {
        case .started(let id, let name):
            steps.append(Step(id: id, name: name.onOneLine, started: event.seconds))
        case .log(let id, let bytes):
            log.append(bytes, to: id)
        case .status(let id, let text):
            change(id) { $0.statuses = ($0.statuses + [text.onOneLine]).suffix(TerminalProgress.mostStatuses) }
        case .transfer(let id, let current, let total):
            change(id) { step in
                var transfer = step.transfer ?? TransferProgress(startingAt: step.started)
                transfer.update(current: current, total: total, at: event.seconds)
                step.transfer = transfer
            }
        case .finished(let id, let outcome):
            change(id) { ($0.ended, $0.outcome) = (event.seconds, outcome) }
            if case .failed = outcome {} else { log.remove(id) }
        case .warning(let diagnostic):
            warnings.append(diagnostic)
        }
        return ""
    }

    package mutating func refresh(at seconds: Double) -> String {
        guard !steps.isEmpty else { return "" }
        let size = size()
        return draw(frame(at: seconds, size: size), isLast: false)
    }

    /// Leaves the frame where it is and gives the cursor back; the next frame is drawn below.
    package mutating func suspend(at seconds: Double) -> String {
        guard drawnLines > 0 else { return "" }
        let size = size()
        let text = draw(frame(at: seconds, size: size), isLast: true)
        drawnLines = 0
        return text
    }

    package mutating func finish(at seconds: Double) -> String {
        let renderer = DiagnosticRenderer(color: color)
        let warnings = warnings.map(renderer.render).joined(separator: "\n")
        let frame = steps.isEmpty ? "" : draw(finalFrame(at: seconds, width: size().columns - 1), isLast: true)
        return frame + failures + (warnings.isEmpty ? "" : "\n" + warnings)
    }

    private mutating func change(_ id: ProgressStep, _ body: (inout Step) -> Void) {
        guard let index = steps.lastIndex(where: { $0.id == id }) else { return }
        body(&steps[index])
    }

    /// Replaces the last frame (ECMA-48: CUU, EL, ED; DEC private mode 25 hides the cursor).
    private mutating func draw(_ lines: [String], isLast: Bool) -> String {
        let hasDrawn = drawnLines > 0
        let begin = hasDrawn ? "\u{1B}[\(drawnLines)A\r" : isLast ? "" : "\u{1B}[?25l"
        let end = hasDrawn && isLast ? "\u{1B}[?25h" : ""
        drawnLines = lines.count
        return begin + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J" + end
    }

    /// What failed steps wrote, in full as far as it was kept.
    private var failures: String {
        steps.map { step in
            guard case .failed = step.outcome else { return "" }
            let lines = log.lines(of: step.id)
            guard !lines.isEmpty else { return "" }
            let rule = "------\n"
            return rule + " > \(step.name):\n" + lines.map { "\($0)\n" }.joined() + rule
        }.joined()
    }
}
