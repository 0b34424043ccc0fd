import Diagnostics

extension TerminalProgress {
    /// The lines of a frame that fits the terminal: when room is short, finished steps go first, oldest first.
    func frame(at seconds: Double, size: TerminalSize) -> [String] {
        let width = size.columns - 1
        var room = max(0, size.rows - 2)
        var surplus = max(0, steps.count - room)
        var shown = steps.filter { step in
            guard surplus > 0, step.outcome != nil else { return true }
            surplus -= 1
            return false
        }
        shown = shown.suffix(room)
        room -= shown.count
        var lines = [header(at: seconds, isLast: false, width: width)]
        for step in shown {
            lines.append(line(for: step, at: seconds, width: width))
            guard step.outcome == nil else { continue }
            let details = liveDetails(of: step).suffix(room)
            room -= details.count
            lines += details.map { detail($0, width: width) }
        }
        return lines
    }

    /// The lines that stay: every step with what it said about itself, without its log.
    func finalFrame(at seconds: Double, width: Int) -> [String] {
        [header(at: seconds, isLast: true, width: width)]
            + steps.flatMap { step in
                [line(for: step, at: seconds, width: width)] + step.statuses.map { detail($0, width: width) }
            }
    }

    private func header(at seconds: Double, isLast: Bool, width: Int) -> String {
        let finished = steps.count { $0.outcome != nil }
        let isWhole = isLast && steps.allSatisfy { $0.outcome == .done || $0.outcome == .cached }
        let text = "[+] Building \(seconds.fixed(1))s (\(finished)/\(steps.count))" + (isWhole ? " FINISHED" : "")
        return styled(text.cut(toWidth: width), isWhole ? .done : nil)
    }

    private func line(for step: Step, at seconds: Double, width: Int) -> String {
        let (verdict, style) = appearance(of: step)
        let time = " \(max(0, (step.ended ?? seconds) - step.started).fixed(1))s"
        let room = max(0, width - time.count)
        let text = " => \(verdict)\(step.name)".cut(toWidth: room).padded(toWidth: room)
        return styled((text + time).cut(toWidth: width), style)
    }

    private func appearance(of step: Step) -> (verdict: String, style: TextStyle?) {
        switch step.outcome {
        case nil: ("", nil)
        case .done: ("", .done)
        case .cached: ("CACHED ", .done)
        case .cancelled: ("CANCELED ", .cancelled)
        case .failed: ("ERROR ", .failed)
        }
    }

    private func liveDetails(of step: Step) -> [String] {
        step.statuses + (step.transfer.map { [$0.text] } ?? [])
            + log.lines(of: step.id).suffix(TerminalProgress.liveLines)
    }

    private func detail(_ text: String, width: Int) -> String {
        styled(" => => \(text.expandingTabs)".cut(toWidth: width), .dim)
    }

    private func styled(_ text: String, _ style: TextStyle?) -> String {
        guard color, let style else { return text }
        return style.applied(to: text)
    }
}
