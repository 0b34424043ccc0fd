/// Names one step of one build in progress events: a small number, from 1, in the order in which steps were planned.
package struct ProgressStep: Hashable, Sendable, Comparable {
    package let number: Int

    package init(_ number: Int) {
        self.number = number
    }

    package static func < (left: ProgressStep, right: ProgressStep) -> Bool { left.number < right.number }
}

/// How a step ended.
package enum StepOutcome: Hashable, Sendable {
    /// It ran.
    case done
    /// Its result was in the cache.
    case cached
    /// It was stopped because another one failed or the user interrupted.
    case cancelled
    /// It failed; the message is one line.
    case failed(String)
}

/// What is going on. Every display is a pure fold over these values.
package enum ProgressEvent: Hashable, Sendable {
    /// A step begins. Its name is what a person sees: `[build 2/4] RUN make`.
    case started(ProgressStep, name: String)
    /// Output of the step's process, as it came, not aligned to lines.
    case log(ProgressStep, [UInt8])
    /// One line that says something about the step: which source served an image, and of what date it is.
    case status(ProgressStep, String)
    /// Bytes moved so far, and in all where that is known.
    case transfer(ProgressStep, current: Int64, total: Int64?)
    case finished(ProgressStep, StepOutcome)
    case warning(Diagnostic)
}

/// An event with its time, in seconds since the command started.
package struct TimedProgressEvent: Hashable, Sendable {
    package let seconds: Double
    package let event: ProgressEvent

    package init(seconds: Double, event: ProgressEvent) {
        self.seconds = seconds
        self.event = event
    }
}

/// Takes progress events from any thread, in the order in which they happen.
package protocol ProgressSink: Sendable {
    func emit(_ event: ProgressEvent)
}

/// Shows nothing.
package struct SilentProgress: ProgressSink {
    package init() {}
    package func emit(_ event: ProgressEvent) {}
}
