/// Says which files of a tree count as absent: what an ignore file says.
package struct TreeFilter: Sendable {
    /// Whether a path below the root, without a leading slash, is excluded, on its own account or because a directory
    /// above it is. The second argument says whether it is a directory.
    package let isExcluded: @Sendable (String, Bool) -> Bool
    /// Whether something below an excluded directory, given by its path, may be included all the same, so that it has to
    /// be looked into.
    package let mayContainIncluded: @Sendable (String) -> Bool

    /// - Parameter hasExceptions: whether any excluded directory may have something included in it.
    package init(hasExceptions: Bool, isExcluded: @escaping @Sendable (String, Bool) -> Bool) {
        self.init(mayContainIncluded: { _ in hasExceptions }, isExcluded: isExcluded)
    }

    package init(
        mayContainIncluded: @escaping @Sendable (String) -> Bool, isExcluded: @escaping @Sendable (String, Bool) -> Bool
    ) {
        self.isExcluded = isExcluded
        self.mayContainIncluded = mayContainIncluded
    }
}
