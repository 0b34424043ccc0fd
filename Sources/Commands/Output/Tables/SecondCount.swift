/// Times as people measure them: milliseconds or seconds, three significant digits at most.
package enum SecondCount {
    /// `8ms`, `1.38s`, `48.2s`, `250s`.
    package static func text(_ seconds: Double) -> String {
        if seconds < 0.9995 { return "\((seconds * 1000).fixed(0))ms" }
        return seconds.fixed(seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0, droppingZeros: true) + "s"
    }
}
