import FoundationEssentials

/// A point in time as image configurations and progress write it (RFC 3339).
package struct Timestamp: Hashable, Sendable {
    package let secondsSince1970: Double

    package init(secondsSince1970: Double) {
        self.secondsSince1970 = secondsSince1970
    }

    /// The time of the system's clock.
    package static var now: Timestamp { Timestamp(secondsSince1970: Date().timeIntervalSince1970) }

    /// Reads `2024-05-01T12:00:00Z`, also with a fraction of any length or an offset; nil for anything else.
    package init?(rfc3339 text: String) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        guard let date = try? Date(text, strategy: style) else { return nil }
        secondsSince1970 = date.timeIntervalSince1970
    }

    /// `2024-05-01T12:00:00.000Z`, to the nearest millisecond.
    package var rfc3339: String {
        // The style cuts, so half a millisecond rounds.
        Date(timeIntervalSince1970: secondsSince1970 + 0.0005)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
