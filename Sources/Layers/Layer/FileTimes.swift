/// What becomes of the times of a layer's files, in seconds since 1970.
package enum FileTimes: Hashable, Sendable {
    /// Files that are newer get this time, and so do these directories, absolute, if they still have none of their own
    /// (1970).
    case upTo(Int64, undated: Set<String> = [])
    /// All files get this time.
    case exactly(Int64)

    /// The time of an entry that has had another.
    func time(of entry: TarEntry) -> Int64 {
        switch self {
        case .upTo(let latest, let undated):
            let isUndated = entry.modified == 0 && entry.kind == .directory && undated.contains("/\(entry.name)")
            return isUndated ? latest : min(entry.modified, latest)
        case .exactly(let time): return time
        }
    }

    /// What tells it apart from others.
    package var description: String {
        switch self {
        case .upTo(let latest, let undated): "times up to \(latest)" + undated.sorted().map { ", \($0)" }.joined()
        case .exactly(let time): "times of \(time)"
        }
    }
}
