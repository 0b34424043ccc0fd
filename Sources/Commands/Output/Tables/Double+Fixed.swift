extension Double {
    /// The number with that many digits after the point, rounded; a number too large for that is cut at 10^15.
    package func fixed(_ decimals: Int, droppingZeros: Bool = false) -> String {
        guard isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((min(max(self, -1e15), 1e15) * scale).rounded())
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var fraction = String(padded.suffix(decimals))
        if droppingZeros { while fraction.last == "0" { fraction.removeLast() } }
        return (scaled < 0 ? "-" : "") + padded.dropLast(decimals) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
