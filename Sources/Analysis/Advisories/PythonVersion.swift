/// A version of a Python package, in the order of PEP 440.
struct PythonVersion: Hashable {
    /// Alphas, betas and release candidates come before the release; development releases of a release before them.
    enum PreRelease: Hashable, Comparable {
        case developmentOnly
        case alpha(DecimalNumber), beta(DecimalNumber), candidate(DecimalNumber)
        case none
    }

    /// A development release comes before what it leads to.
    enum Development: Hashable, Comparable {
        case number(DecimalNumber)
        case none
    }

    /// A part of a local version; numbers come after words.
    enum LocalPart: Hashable, Comparable {
        case text(String)
        case number(DecimalNumber)
    }

    let epoch: DecimalNumber
    /// Without the zeros at its end, which do not count.
    let release: [DecimalNumber]
    let preRelease: PreRelease
    /// Nil for what is no post-release, which comes first.
    let post: DecimalNumber?
    let development: Development
    /// Empty for public versions, which come first.
    let local: [LocalPart]
}

extension PythonVersion: Comparable {
    static func < (left: PythonVersion, right: PythonVersion) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        if left.release != right.release { return left.release.lexicographicallyPrecedes(right.release) }
        if left.preRelease != right.preRelease { return left.preRelease < right.preRelease }
        if left.post != right.post {
            guard let number = left.post else { return true }
            return right.post.map { number < $0 } ?? false
        }
        if left.development != right.development { return left.development < right.development }
        return left.local.lexicographicallyPrecedes(right.local)
    }
}
