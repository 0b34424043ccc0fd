/// Finds what a person probably meant.
package enum Suggestion {
    /// The candidate nearest to `text`, if it is near enough to be a slip: at most a third of its characters differ.
    ///
    /// Comparison ignores case; the distance counts insertions, deletions, substitutions and swaps of neighbours.
    package static func closest(to text: String, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(text.lowercased())
        guard !wanted.isEmpty else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(wanted, Array(candidate.lowercased()))
            guard distance <= max(1, max(wanted.count, candidate.count) / 3) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// `did you mean 'X'?`, or nil where nothing is near.
    package static func help(for text: String, in candidates: some Sequence<String>) -> String? {
        closest(to: text, in: candidates).map { "did you mean '\($0)'?" }
    }

    /// Damerau's restricted edit distance.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast = [Int]()
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column] + (character == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
