import Diagnostics

import Commands

/// Feeds events, each at its second, to a renderer and gives all it writes.
func show(_ renderer: inout some ProgressRenderer, _ events: [(Double, ProgressEvent)], end: Double) -> String {
    var text = ""
    for (seconds, event) in events { text += renderer.take(TimedProgressEvent(seconds: seconds, event: event)) }
    return text + renderer.finish(at: end)
}

extension ProgressEvent {
    static func started(_ number: Int, _ name: String) -> ProgressEvent { .started(ProgressStep(number), name: name) }

    static func log(_ number: Int, _ text: String) -> ProgressEvent { .log(ProgressStep(number), Array(text.utf8)) }

    static func status(_ number: Int, _ text: String) -> ProgressEvent { .status(ProgressStep(number), text) }

    static func moved(_ number: Int, _ current: Int64, of total: Int64?) -> ProgressEvent {
        .transfer(ProgressStep(number), current: current, total: total)
    }

    static func finished(_ number: Int, _ outcome: StepOutcome = .done) -> ProgressEvent {
        .finished(ProgressStep(number), outcome)
    }
}
