package import Diagnostics

/// Points in time as docker's filters take them.
package enum PruneTime {
    /// Reads `24h`, `1h30m`, `7d` (that long ago), seconds since 1970, `2026-11-01`, `2026-11-01T12:00:00` (both in UTC), or
    /// RFC 3339.
    ///
    /// - Parameters:
    ///   - name: what asked for it, for the error.
    ///   - now: seconds since 1970.
    /// - Returns: seconds since 1970.
    /// - Throws: `usage`.
    package static func parse(_ text: String, of name: String, now: Int64) throws(BuildError) -> Int64 {
        if let seconds = seconds(text) { return now - Int64(seconds) }
        if let seconds = Int64(text), seconds >= 0 { return seconds }
        for form in [text, text + "Z", text + "T00:00:00Z"] {
            guard let time = Timestamp(rfc3339: form)?.secondsSince1970, abs(time) < limit else { continue }
            return Int64(time)
        }
        throw BuildError(
            .usage, "\(name) '\(text)' can't be used: it is neither a duration nor a date",
            help: "use a duration such as 24h, or a date such as 2026-11-01")
    }

    /// More seconds than there is use for, far from overflow.
    private static let limit = 1e12

    /// Numbers with units, one after another (Go's `time.ParseDuration`, and `d`), in seconds; nil for anything else.
    package static func seconds(_ text: String) -> Double? {
        let units = ["d": 86_400.0, "h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9]
        var rest = text[...]
        var seconds = 0.0
        if rest.isEmpty { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0.isLetter }
            rest = rest[unit.endIndex...]
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            seconds += number * factor
        }
        return seconds < limit ? seconds : nil
    }
}
