package import Diagnostics

/// Sizes as docker's options take them.
package enum PruneSize {
    /// Reads `512`, `10GB`, `1.5g`, `64MiB`: a number and a unit, which is a power of 1024 however it is spelled.
    ///
    /// - Parameter option: what asked for it, for the error.
    /// - Returns: bytes.
    /// - Throws: `usage`.
    package static func parse(_ text: String, of option: String) throws(BuildError) -> Int64 {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).lowercased().trimmingPrefix(" ")
        if let number = Double(digits), let factor = factor(String(unit)) {
            let bytes = number * factor
            if bytes < Double(Int64.max) { return Int64(bytes) }
        }
        throw BuildError(
            .usage, "\(option) '\(text)' can't be used: it is not a size", help: "use a number and a unit, such as 10GB"
        )
    }

    private static func factor(_ unit: String) -> Double? {
        let letters = ["b", "k", "m", "g", "t", "p"]
        guard let first = unit.first else { return 1 }
        guard let power = letters.firstIndex(of: String(first)) else { return nil }
        let rest = unit.dropFirst()
        guard rest.isEmpty || (power > 0 && (rest == "b" || rest == "ib")) else { return nil }
        return (0..<power).reduce(1) { factor, _ in factor * 1024 }
    }
}
