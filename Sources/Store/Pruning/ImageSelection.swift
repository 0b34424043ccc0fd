/// Chooses images.
package struct ImageSelection: Hashable, Sendable {
    /// How far pruning goes.
    package enum Reach: Hashable, Sendable {
        case none
        /// Images without a name that no build stands on: docker's dangling images.
        case dangling
        /// Images composed here that have no name.
        case composed
        /// All images.
        case all
    }

    package var reach: Reach
    /// Only images that came into the store before this, seconds since 1970.
    package var before: Int64?
    /// All of these must hold.
    package var labels: [LabelCondition]

    package init(_ reach: Reach, before: Int64? = nil, labels: [LabelCondition] = []) {
        self.reach = reach
        self.before = before
        self.labels = labels
    }

    func selects(_ image: ImageRecord) -> Bool {
        let isReached =
            switch reach {
            case .none: false
            case .dangling: image.names.isEmpty && !image.isComposed
            case .composed: image.names.isEmpty && image.isComposed
            case .all: true
            }
        return isReached && !image.isClaimed && image.recorded < before ?? .max
            && labels.allSatisfy { $0.holds(for: image.labels) }
    }
}

/// A condition on an image's labels: `label=KEY`, `label=KEY=VALUE`, and the same with `!=`.
package struct LabelCondition: Hashable, Sendable {
    private let key: String
    private let value: String?
    private let isNegated: Bool

    /// - Parameter value: nil for any value.
    package init(key: String, value: String?, isNegated: Bool = false) {
        self.key = key
        self.value = value
        self.isNegated = isNegated
    }

    /// Reads `KEY` or `KEY=VALUE`.
    package init(parsing text: String, isNegated: Bool = false) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self.init(key: parts[0], value: parts.count > 1 ? parts[1] : nil, isNegated: isNegated)
    }

    /// Whether an image with these labels meets it.
    package func holds(for labels: [String: String]) -> Bool {
        let isThere = labels[key].map { value == nil || $0 == value } ?? false
        return isThere != isNegated
    }
}
