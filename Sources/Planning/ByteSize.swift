/// Sizes as docker writes them (go-units, `RAMInBytes`).
package enum ByteSize {
    /// Reads `512`, `10GB`, `1.5g`, `64MiB`: a number and a unit, which is a power of 1024 however it is spelled.
    ///
    /// - Returns: bytes; nil for anything else.
    package static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).lowercased().trimmingPrefix(" ")
        guard let number = Double(digits), let factor = factor(String(unit)) else { return nil }
        let bytes = number * factor
        return bytes < Double(Int64.max) ? Int64(bytes) : nil
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
