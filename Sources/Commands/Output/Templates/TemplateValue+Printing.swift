extension TemplateValue {
    /// The value as an action prints it.
    var printed: String {
        if case .nothing = self { return "<no value>" }
        return text
    }

    /// The value as Go's `%v` writes it.
    var text: String { text { $0.scalarText } }

    /// The value with everything in it that is not made of other values written by `scalar`.
    ///
    /// - Parameter namesFields: whether fields of structures have their names before them.
    func text(namesFields: Bool = false, _ scalar: (TemplateValue) -> String) -> String {
        func text(_ value: TemplateValue) -> String { value.text(namesFields: namesFields, scalar) }
        switch self {
        case .list(let values): return "[\((values ?? []).map(text).joined(separator: " "))]"
        case .map(let values, _):
            let members = (values ?? [:]).sortedByKey.map { "\(scalar(.string($0))):\(text($1))" }
            return "map[\(members.joined(separator: " "))]"
        case .structure(let fields):
            let members = fields.map { (namesFields ? "\($0.name):" : "") + text($0.value) }
            return "{\(members.joined(separator: " "))}"
        default: return scalar(self)
        }
    }

    private var scalarText: String {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .float(let value): value.goShortest
        case .string(let value): value
        case .duration(let value): value.goDuration
        default: "<nil>"
        }
    }
}

extension Double {
    /// The number as Go's `%v` writes it.
    var goShortest: String { shortest(withoutExponent: -4..<6, exponentDigits: 2) }

    /// As few digits as tell the number from others.
    ///
    /// - Parameters:
    ///   - powers: the powers of ten for which it is written without an exponent.
    ///   - exponentDigits: how many digits an exponent has at least.
    func shortest(withoutExponent powers: Range<Int>, exponentDigits: Int) -> String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-Inf" : "+Inf" }
        guard self != 0 else { return sign == .minus ? "-0" : "0" }
        let (digits, exponent) = magnitude.decimalDigits
        let sign = self < 0 ? "-" : ""
        if !powers.contains(exponent) {
            let fraction = digits.count > 1 ? ".\(digits.dropFirst())" : ""
            let power = String(exponent.magnitude)
            let zeros = String(repeating: "0", count: max(0, exponentDigits - power.count))
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(zeros)\(power)"
        }
        if exponent < 0 { return "\(sign)0.\(String(repeating: "0", count: -exponent - 1))\(digits)" }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
        let fraction = digits.dropFirst(exponent + 1)
        return "\(sign)\(whole)\(zeros)\(fraction.isEmpty ? "" : ".\(fraction)")"
    }

    /// The significant digits, and the power of ten of the first.
    private var decimalDigits: (digits: String, exponent: Int) {
        let parts = description.split(separator: "e")
        let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = number.count > 1 && number[1] != "0" ? String(number[1]) : ""
        let all = number[0] + fraction
        let digits = all.drop { $0 == "0" }
        var exponent = number[0].count - 1 - (all.count - digits.count)
        if parts.count > 1, let power = Int(parts[1]) { exponent += power }
        let trimmed = digits.reversed().drop { $0 == "0" }.reversed()
        return (String(trimmed), exponent)
    }
}

extension Int64 {
    /// These nanoseconds as Go writes a duration: `1m30s`, `1.5s`, `250ms`.
    var goDuration: String {
        let total = magnitude
        let sign = self < 0 ? "-" : ""
        if total == 0 { return "0s" }
        let units: [(String, UInt64)] = [("ns", 1), ("µs", 1000), ("ms", 1_000_000)]
        if total < 1_000_000_000, let unit = units.last(where: { total >= $0.1 }) {
            return sign + Self.decimal(total, per: unit.1) + unit.0
        }
        let minutes = total / 60_000_000_000
        let seconds = Self.decimal(total % 60_000_000_000, per: 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        return "\(sign)\(minutes >= 60 ? "\(minutes / 60)h" : "")\(minutes % 60)m\(seconds)"
    }

    /// A quotient with all its digits, for a divisor that is a power of ten.
    private static func decimal(_ number: UInt64, per unit: UInt64) -> String {
        let rest = String(number % unit + unit).dropFirst()
        let fraction = String(rest.reversed().drop { $0 == "0" }.reversed())
        return String(number / unit) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
