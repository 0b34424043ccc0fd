/// Tries until it succeeds, or until the task is cancelled: a thread that waited in the kernel could not be told to stop.
func withBackoff<Value>(_ attempt: () async throws -> Value?) async throws -> Value {
    var pause = Duration.milliseconds(1)
    while true {
        if let value = try await attempt() { return value }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(50))
    }
}
