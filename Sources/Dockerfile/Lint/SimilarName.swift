/// Finds the name that was probably meant, as BuildKit's build checks do: at most two characters are inserted, deleted or
/// replaced, and case matters.
enum SimilarName {
    private static let longestName = 128

    static func find(_ name: String, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8)
        guard wanted.count <= longestName else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where abs(candidate.utf8.count - wanted.count) <= 2 {
            let distance = distance(wanted, Array(candidate.utf8))
            if (distance, candidate) < (best?.distance ?? 3, best?.candidate ?? "") { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Levenshtein's distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
