import Diagnostics

/// Reads and writes the amounts of rules.
enum RuleAmount {
    /// Decimal units are powers of 1000, binary ones of 1024 (IEC 80000-13).
    private static let units: [(name: String, factor: Double)] = [
        ("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776),
    ]

    /// Reads `50MB`, `1.5 GiB`, `1000`; capitals do not matter.
    ///
    /// - Throws: `usage`; a unit of one letter could be either and is none.
    static func bytes(_ text: String, in rule: String) throws(BuildError) -> Int64 {
        let (number, unit) = try split(text, in: rule)
        guard !unit.isEmpty else { return try whole(number, in: rule) }
        if let known = units.first(where: { $0.name.lowercased() == unit.lowercased() }) {
            return try whole(number * known.factor, in: rule)
        }
        let letter = unit.uppercased()
        if ["K", "M", "G", "T"].contains(letter) {
            let decimal = letter == "K" ? "kB" : "\(letter)B"
            throw BuildError(
                .usage, "rule '\(rule)': '\(unit)' is not a unit of size",
                help: "write \(decimal) for powers of 1000, or \(letter)iB for powers of 1024")
        }
        let names = units.map(\.name)
        throw BuildError(
            .usage, "rule '\(rule)': '\(unit)' is not a unit of size",
            help: "units are: \(names.joined(separator: ", "))")
    }

    /// Reads `0.95` or `95%`.
    ///
    /// - Parameter limit: the largest share there is, nil for none.
    /// - Throws: `usage`.
    static func share(_ text: String, limit: Double?, in rule: String) throws(BuildError) -> Double {
        let (number, unit) = try split(text, in: rule)
        guard unit.isEmpty || unit == "%" else {
            throw BuildError(.usage, "rule '\(rule)': expected a share", help: "write it as 0.95 or 95%")
        }
        let share = unit == "%" ? number / 100 : number
        if let limit, share > limit {
            throw BuildError(.usage, "rule '\(rule)': a share is 1 at most", help: "write it as 0.95 or 95%")
        }
        return share
    }

    /// `61.2 MB`, `999 B`: decimal units, one decimal where it says something.
    static func text(bytes: Int64) -> String {
        let magnitude = Double(bytes.magnitude)
        let sign = bytes < 0 ? "-" : ""
        // 999.95 would be written as 1000.0.
        for unit in units[1...4] where magnitude < unit.factor * 999.95 || unit.name == "TB" {
            if magnitude < 1000 { return "\(sign)\(bytes.magnitude) B" }
            return "\(sign)\(decimals(magnitude / unit.factor, 1)) \(unit.name)"
        }
        return "\(bytes) B"
    }

    /// `12.5%`, `-3%`
    static func text(share: Double) -> String { "\(decimals(share * 100, 1))%" }

    /// Rounded, without zeros at the end.
    static func decimals(_ value: Double, _ places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
        guard value.magnitude < 1e14 else { return "\(value)" }
        let scaled = Int64((value * factor).rounded())
        let (whole, fraction) = (scaled.magnitude / UInt64(factor), scaled.magnitude % UInt64(factor))
        let sign = scaled < 0 ? "-" : ""
        guard fraction > 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        var text = String(repeating: "0", count: max(0, places - digits.count)) + digits
        while text.last == "0" { text.removeLast() }
        return "\(sign)\(whole).\(text)"
    }

    private static func split(_ text: String, in rule: String) throws(BuildError) -> (Double, String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard digits.first?.isNumber == true, digits.last?.isNumber == true, let number = Double(digits) else {
            throw BuildError(.usage, "rule '\(rule)': '\(text)' is not a number")
        }
        return (number, String(text.dropFirst(digits.count)).trimmed)
    }

    private static func whole(_ value: Double, in rule: String) throws(BuildError) -> Int64 {
        guard value < 9e18 else { throw BuildError(.usage, "rule '\(rule)': the size is too large") }
        return Int64(value.rounded())
    }
}
