/// What a person looks for among the files: a part of a name, or a pattern with `*` (anything but a slash), `**`
/// (anything) and `?` (one byte but a slash). With a slash it is about the whole path. Capital letters count only if the
/// text has some.
package struct ExplorerFilter: Hashable, Sendable {
    private let pattern: [UInt8]
    private let isPattern: Bool
    private let isCaseSensitive: Bool
    /// Whether paths are asked for rather than names.
    package let isAboutPath: Bool

    /// - Returns: nil for an empty text.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        isCaseSensitive = text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        isPattern = text.contains("*") || text.contains("?")
        isAboutPath = text.contains("/")
        // A pattern for paths that does not start at the root may start in any directory.
        pattern = Array((isPattern && isAboutPath && !text.hasPrefix("/") ? "**/" + text : text).utf8)
    }

    /// - Parameter text: a name, or a path with a leading slash if the filter is about paths.
    package func matches(_ text: some RandomAccessCollection<UInt8>) -> Bool {
        let text = isCaseSensitive ? Array(text) : text.map(Self.lowered)
        return isPattern ? matchesPattern(text) : Self.contains(text, pattern)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 0x20 : byte
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, text.count >= part.count else { return false }
        return (0...text.count - part.count).contains { start in
            text[start] == first && text[start..<start + part.count].elementsEqual(part)
        }
    }

    /// Goes back to the last star that could take one byte more: to `*` first, then to `**`.
    private func matchesPattern(_ text: [UInt8]) -> Bool {
        let (star, slash) = (UInt8(ascii: "*"), UInt8(ascii: "/"))
        var (at, next) = (0, 0)
        var single: (at: Int, next: Int)?
        var double: (at: Int, next: Int)?
        while true {
            if next < pattern.count, pattern[next] == star {
                let isDouble = next + 1 < pattern.count && pattern[next + 1] == star
                next += isDouble ? 2 : 1
                if isDouble { (double, single) = ((at, next), nil) } else { single = (at, next) }
            } else if at < text.count, next < pattern.count,
                pattern[next] == text[at] || pattern[next] == UInt8(ascii: "?") && text[at] != slash
            {
                (at, next) = (at + 1, next + 1)
            } else if at == text.count, next == pattern.count {
                return true
            } else if let last = single, last.at < text.count, text[last.at] != slash {
                (at, next) = (last.at + 1, last.next)
                single = (at, next)
            } else if let last = double, last.at < text.count {
                (at, next) = (last.at + 1, last.next)
                (double, single) = ((at, next), nil)
            } else {
                return false
            }
        }
    }
}
