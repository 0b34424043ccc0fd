package import Analysis

/// What `pith compare --format json` says of images side by side.
package struct ComparisonDocument: Decodable, Sendable {
    /// What became of the files between the first image and the last.
    package struct FileChanges: Decodable, Sendable {
        package struct Change: Decodable, Sendable {
            package let path: String
            /// The bytes in the first image and in the last; nil where the file is not in it.
            package let before, after: Int64?

            package init(path: String, before: Int64?, after: Int64?) {
                self.path = path
                self.before = before
                self.after = after
            }
        }

        package let added, removed, changed: Int
        /// The largest of them.
        package let details: [Change]

        package init(added: Int, removed: Int, changed: Int, details: [Change]) {
            self.added = added
            self.removed = removed
            self.changed = changed
            self.details = details
        }
    }

    /// In the order in which they were named.
    package let images: [ReportDocument]
    /// nil where it was not looked at.
    package let fileChanges: FileChanges?
    package let packageChanges: [PackageDifference]

    package init(images: [ReportDocument], fileChanges: FileChanges?, packageChanges: [PackageDifference] = []) {
        self.images = images
        self.packageChanges = packageChanges
        self.fileChanges = fileChanges
    }

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
    package var factor: String { number + "×" }

    /// `923× smaller`, `the same`.
    package var short: String { isSame ? "the same" : "\(factor) \(value > 1 ? "smaller" : "larger")" }

    /// `923 times smaller than`, `as large as`: to stand between two names.
    package var words: String { "\(relation) \(conjunction)" }

    /// `923 times smaller`, `as large`.
    package var relation: String { isSame ? "as large" : "\(number) times \(value > 1 ? "smaller" : "larger")" }

    /// `than`, `as`.
    package var conjunction: String { isSame ? "as" : "than" }

    /// Whether the second is the smaller one; nil where they are about the same.
    package var isGain: Bool? { isSame ? nil : value > 1 }

    private var times: Double { max(value, 1 / value) }

    /// `1.5`, `2,025`.
    private var number: String {
        times < 9.95 ? times.fixed(1) : Int64(min(times, 1e15).rounded()).grouped
    }

    /// Whether it would read 1.0.
    private var isSame: Bool { times < 1.05 }
}

extension PackageDifference {
    /// `removed`, `added`, `changed`.
    var word: String { after == nil ? "removed" : before == nil ? "added" : "changed" }
}
