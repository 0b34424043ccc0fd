/// How much of a store stays, in bytes. The least recently used goes until all of these hold.
package struct SpaceLimits: Hashable, Sendable {
    /// The most build cache that may stay.
    package var maximumCache: Int64?
    /// The most that images and build cache together may take; images stay all the same.
    package var maximumStore: Int64?
    /// The least space that the file system should have free afterwards.
    package var minimumFree: Int64?
    /// This much build cache stays whatever the other limits say; alone, it is the limit.
    package var reserved: Int64?

    package init(
        maximumCache: Int64? = nil, maximumStore: Int64? = nil, minimumFree: Int64? = nil, reserved: Int64? = nil
    ) {
        self.maximumCache = maximumCache
        self.maximumStore = maximumStore
        self.minimumFree = minimumFree
        self.reserved = reserved
    }

    /// How many bytes of build cache have to go; nil for all, if there is no limit.
    ///
    /// - Parameters:
    ///   - cache: what build cache takes.
    ///   - store: what images and build cache take.
    ///   - free: what the file system has free.
    func excess(cache: Int64, store: Int64, free: Int64) -> Int64? {
        let wanted = [
            maximumCache.map { cache - $0 }, maximumStore.map { store - $0 }, minimumFree.map { $0 - free },
        ].compactMap(\.self).max()
        guard let reserved else { return wanted }
        return min(wanted ?? .max, cache - reserved)
    }
}
