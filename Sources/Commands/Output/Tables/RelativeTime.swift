/// How long ago something was, in docker's words.
package enum RelativeTime {
    /// `2 minutes ago`; `N/A` for an image without a date, and for docker's zero date.
    package static func text(from created: String?, to now: Timestamp) -> String {
        guard let created, let then = Timestamp(rfc3339: created), then.secondsSince1970 > -62_000_000_000 else {
            return "N/A"
        }
        return describe(seconds: max(0, now.secondsSince1970 - then.secondsSince1970)) + " ago"
    }

    private static func describe(seconds: Double) -> String {
        let seconds = Int64(min(seconds, 1e12))
        let minutes = seconds / 60
        let hours = (seconds + 1800) / 3600
        let days = hours / 24
        return switch true {
        case seconds < 1: "Less than a second"
        case seconds == 1: "1 second"
        case minutes < 1: "\(seconds) seconds"
        case minutes == 1: "About a minute"
        case minutes < 60: "\(minutes) minutes"
        case hours == 1: "About an hour"
        case hours < 48: "\(hours) hours"
        case days < 14: "\(days) days"
        case days < 60: "\(days / 7) weeks"
        case days < 730: "\(days / 30) months"
        default: "\(days / 365) years"
        }
    }
}
