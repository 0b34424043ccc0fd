import Glibc

extension Timestamp {
    /// `2024-05-01 14:00:00 +0200 CEST`: Go's `Time.String`, in the zone of the process.
    var goText: String { formatted("%Y-%m-%d %H:%M:%S %z %Z") }

    /// `2024-05-01T14:00:00+02:00`: RFC 3339 in whole seconds, in the zone of the process.
    var localRFC3339: String {
        let offset = formatted("%z")
        let zone = offset == "+0000" ? "Z" : "\(offset.prefix(3)):\(offset.suffix(2))"
        return formatted("%Y-%m-%dT%H:%M:%S") + zone
    }

    /// What `strftime` makes of it.
    private func formatted(_ format: String) -> String {
        var time = time_t(max(-1e12, min(1e12, secondsSince1970.rounded(.down))))
        var parts = tm()
        localtime_r(&time, &parts)
        var buffer = [CChar](repeating: 0, count: 100)
        let count = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
