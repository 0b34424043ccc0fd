/// Sizes as docker writes them: decimal units, three significant digits, no trailing zeros.
package enum ByteCount {
    /// `0B`, `1.83MB`, `861MB`.
    package static func text(_ bytes: Int64) -> String {
        guard bytes >= 0 else { return "-" + text(bytes == .min ? .max : -bytes) }
        var value = Double(bytes)
        var units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"][...]
        // 999.5 rounds to 1000, which is the next unit's 1.
        while value >= 999.5, units.count > 1 {
            value /= 1000
            units.removeFirst()
        }
        let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return value.fixed(decimals, droppingZeros: true) + (units.first ?? "")
    }
}
