import Glibc

/// How long to wait before a request is sent again.
enum RetryDelay {
    /// Twice as long after each attempt, of which a random half is left out lest many clients come back at once.
    ///
    /// - Parameter attempt: the number of attempts so far, from 1.
    static func backoff(after attempt: Int, _ settings: HTTPSettings) -> Duration {
        settings.retryDelay * Double(1 << min(attempt - 1, 5)) * Double.random(in: 0.5...1)
    }

    /// What `Retry-After` asks for, in seconds or as a date (RFC 9110 section 10.2.3); nil where it says nothing that
    /// can be understood.
    static func asked(by response: HTTPResponse, now: time_t = time(nil)) -> Duration? {
        guard let value = response.headers["Retry-After"] else { return nil }
        if let seconds = UInt32(value) { return .seconds(seconds) }
        return date(value).map { .seconds(max(0, $0 - now)) }
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that dates may still be sent in (RFC 9110 section 5.6.7).
    private static func date(_ text: String) -> time_t? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split { " :,".contains($0) }
        guard words.count == 8, words[7] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let numbers = [1, 3, 4, 5, 6].compactMap { Int32(words[$0]) }
        guard numbers.count == 5, (1970...9999).contains(numbers[1]) else { return nil }
        var parts = tm()
        (parts.tm_mday, parts.tm_mon, parts.tm_year) = (numbers[0], Int32(month), numbers[1] - 1900)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[2], numbers[3], numbers[4])
        return timegm(&parts)
    }
}
