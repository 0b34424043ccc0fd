import CLinux
import Diagnostics
import Glibc

/// A pipe whose ends no started program inherits.
struct Pipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() throws(BuildError) {
        var ends: [Int32] = [-1, -1]
        try check(linux_pipe(&ends), "making a pipe failed")
        (reading, writing) = (ends[0], ends[1])
    }

    func closeReading() { close(reading) }
    func closeWriting() { close(writing) }

    /// Whether every writing end is closed, without waiting.
    var isAbandoned: Bool {
        var entry = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLHUP) != 0
    }
}
