import ImageModel
import Store

/// The result of a step, as far as it is known after a build.
package struct CachedResult: Sendable {
    /// The keys that lead to it.
    let keys: Set<Digest>
    let place: Place

    enum Place: Sendable {
        case stored(Snapshot)
        /// It was not needed here, and is still where another machine left it.
        case imported(ImportedResult)
    }
}

/// Which results a cache for other machines gets.
package enum CacheMode: String, Sendable, CaseIterable {
    /// Those that the image's own layers are.
    case min
    /// Those of all steps, other stages' too.
    case max
}
