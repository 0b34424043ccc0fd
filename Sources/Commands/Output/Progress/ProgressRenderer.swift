package import Diagnostics

/// One way to show progress: a pure fold from timed events to text. It never looks at a clock or a file, so the same
/// events always give the same text.
package protocol ProgressRenderer: Sendable {
    /// Takes the next event.
    ///
    /// - Returns: the text to write at once, empty where there is none.
    mutating func take(_ event: TimedProgressEvent) -> String

    /// Learns that time has passed; called about ten times a second.
    ///
    /// - Parameter seconds: since the command started, never less than the last event's.
    /// - Returns: the text to write at once, empty where there is none.
    mutating func refresh(at seconds: Double) -> String

    /// Learns that somebody else writes to the same place for a while. Events still come; nothing that they give is
    /// written, nor is `refresh` called, until that is over.
    ///
    /// - Returns: what is to be written before.
    mutating func suspend(at seconds: Double) -> String

    /// Learns that no event follows.
    ///
    /// - Returns: all that is still to be written.
    mutating func finish(at seconds: Double) -> String
}

extension ProgressRenderer {
    /// What only ever appends has nothing to put in order.
    package mutating func suspend(at seconds: Double) -> String { "" }
}
