/// What `pith compare --format json` says of images side by side.
package struct ComparisonDocument: Decodable, Sendable {
    /// What became of the files between the first image and the last.
    package struct FileChanges: Decodable, Sendable {
        package struct Change: Decodable, Sendable {
            package let path: String
            /// The bytes in the first image and in the last; nil where the file is not in it.
            package let before, after: Int64?
        }

        package let added, removed, changed: Int
        /// The largest of them.
        package let details: [Change]
    }

    /// In the order in which they were named.
    package let images: [ReportDocument]
    /// The first image's size divided by the last one's; nil if that is empty.
    package let sizeRatio, compressedSizeRatio: Double?
    /// nil where it was not looked at.
    package let fileChanges: FileChanges?

    /// `app is 923 times smaller than app:single-stage`; that they are compared, where one of them is empty.
    package var conclusion: String {
        guard let first = images.first, let last = images.last else { return "nothing to compare" }
        guard let ratio = SizeRatio(before: first.size, after: last.size) else {
            return "\(last.reference) and \(first.reference)"
        }
        return "\(last.reference) is \(ratio.words) \(first.reference)"
    }
}

/// How two sizes relate, in words.
package struct SizeRatio: Hashable, Sendable {
    /// The first divided by the second.
    package let value: Double

    /// nil where one of them is nothing.
    package init?(before: Int64, after: Int64) {
        guard before > 0, after > 0 else { return nil }
        value = Double(before) / Double(after)
    }

    /// `923×`, `1.5×`.
    package var factor: String { times.fixed(times < 10 ? 1 : 0, droppingZeros: true) + "×" }

    /// `923× smaller`, `the same`.
    package var short: String { isSame ? "the same" : "\(factor) \(value > 1 ? "smaller" : "larger")" }

    /// `923 times smaller than`, `as large as`: to stand between two names.
    package var words: String {
        isSame ? "as large as" : "\(times.fixed(times < 10 ? 1 : 0)) times \(value > 1 ? "smaller" : "larger") than"
    }

    private var times: Double { max(value, 1 / value) }

    /// Whether it would read 1.0.
    private var isSame: Bool { times < 1.05 }
}
