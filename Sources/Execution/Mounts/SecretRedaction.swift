/// Takes secrets out of a step's output: each, and each of its lines that is long enough to be one, becomes `*****`.
///
/// Output comes in pieces, so what may be the beginning of a secret is held back until more is there.
struct SecretRedaction: Sendable {
    /// Shorter words would hide too much else.
    private static let shortest = 6
    private static let mask = Array("*****".utf8)

    /// Longest first.
    private let words: [[UInt8]]
    private var held: [UInt8] = []

    init(_ secrets: [[UInt8]]) {
        let newline = UInt8(ascii: "\n")
        var words = Set<[UInt8]>()
        for secret in secrets {
            let end = secret.lastIndex { $0 != newline && $0 != UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
            words.insert(Array(secret[..<end]))
            for line in secret.split(separator: newline) { words.insert(Array(line)) }
        }
        self.words = words.filter { $0.count >= Self.shortest }.sorted { $0.count > $1.count }
    }

    /// What of the output so far can be shown.
    mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
        if words.isEmpty { return bytes }
        held += bytes
        return release(isEnd: false)
    }

    /// What was held back, at the end.
    mutating func finish() -> [UInt8] { release(isEnd: true) }

    private mutating func release(isEnd: Bool) -> [UInt8] {
        var shown = [UInt8]()
        var position = 0
        while position < held.count {
            let rest = held[position...]
            if !isEnd, words.contains(where: { rest.count < $0.count && $0.starts(with: rest) }) {
                // Also where a shorter one is there already: it may be the beginning of a longer.
                break
            } else if let word = words.first(where: { rest.starts(with: $0) }) {
                shown += Self.mask
                position += word.count
            } else {
                shown.append(held[position])
                position += 1
            }
        }
        held.removeFirst(position)
        return shown
    }
}
