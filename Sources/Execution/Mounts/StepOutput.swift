import Diagnostics

/// What a step writes, on its way to progress, without its secrets.
struct StepOutput: Sendable {
    private let step: ProgressStep
    private let progress: any ProgressSink
    private var redaction: SecretRedaction
    private var log = StepLog(limit: 10)

    init(step: ProgressStep, hiding secrets: [[UInt8]], _ progress: any ProgressSink) {
        self.step = step
        self.progress = progress
        redaction = SecretRedaction(secrets)
    }

    mutating func take(_ bytes: [UInt8]) { show(redaction.pass(bytes)) }

    /// The last lines, once there is no more.
    mutating func finish() -> [String] {
        show(redaction.finish())
        return log.lines(of: step)
    }

    private mutating func show(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        log.append(bytes, to: step)
        progress.emit(.log(step, bytes))
    }
}
