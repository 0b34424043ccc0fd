/// What a report says of one property of an image, in a few words.
package struct Verdict: Hashable, Sendable {
    package enum Level: String, Sendable, CaseIterable {
        case good, neutral, notice, bad

        /// What tells it without colour.
        package var sign: String {
            switch self {
            case .good: "✓"
            case .neutral: "○"
            case .notice: "!"
            case .bad: "✕"
            }
        }

        /// 0 for the worst.
        package var rank: Int {
            switch self {
            case .bad: 0
            case .notice: 1
            case .neutral: 2
            case .good: 3
            }
        }
    }

    package let level: Level
    package let text: String

    package init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}
