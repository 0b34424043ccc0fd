/// Durations as Go's `time.ParseDuration` reads them: `1h30m`, `1.5s`, `-2ms`, `0`.
package enum GoDuration {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("\u{B5}s", 1_000), ("\u{3BC}s", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Nil if the text is no duration, or too long a one for 64 bits of nanoseconds.
    package static func nanoseconds(_ text: String) -> Int64? {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            guard let term = term(&rest) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(term)
            guard !overflow else { return nil }
            total = sum
        }
        return isNegative ? -total : total
    }

    /// A duration as Go's `Duration.String` writes it: `0s`, `500ms`, `1m30s`, `1h0m0s`.
    ///
    /// - Parameter nanoseconds: 0, or at least a millisecond.
    package static func text(_ nanoseconds: Int64) -> String {
        if nanoseconds > 0, nanoseconds < 1_000_000_000 { return "\(decimal(nanoseconds, 1_000_000))ms" }
        let (minutes, rest) = nanoseconds.quotientAndRemainder(dividingBy: 60_000_000_000)
        let seconds = "\(decimal(rest, 1_000_000_000))s"
        if minutes == 0 { return seconds }
        return minutes < 60 ? "\(minutes)m\(seconds)" : "\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    /// A count in a unit a power of ten as large, without zeros at the end.
    private static func decimal(_ count: Int64, _ unit: Int64) -> String {
        let (whole, rest) = count.quotientAndRemainder(dividingBy: unit)
        guard rest > 0 else { return String(whole) }
        var fraction = String(String(unit + rest).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return "\(whole).\(fraction)"
    }

    /// One number with its unit.
    private static func term(_ rest: inout Substring) -> Int64? {
        let whole = digits(&rest)
        var fraction: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = digits(&rest)
        }
        guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
        let name = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
        guard let unit = units.first(where: { $0.name == name })?.nanoseconds else { return nil }
        rest = rest[name.endIndex...]
        guard let count = whole.isEmpty ? 0 : Int64(whole) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        let part = (Double("0.\(fraction)0") ?? 0) * Double(unit)
        let (sum, sumOverflow) = product.addingReportingOverflow(Int64(part))
        return overflow || sumOverflow ? nil : sum
    }

    private static func digits(_ rest: inout Substring) -> Substring {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest[digits.endIndex...]
        return digits
    }
}
