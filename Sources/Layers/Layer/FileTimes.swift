/// What becomes of the times of a layer's files, in seconds since 1970.
package enum FileTimes: Hashable, Sendable {
    /// Files that are newer get this time, and so do these directories, absolute, where they still have the time that is
    /// said here.
    case upTo(Int64, directories: [String: Int64] = [:])
    /// All files get this time.
    case exactly(Int64)

    /// The time of an entry that has had another.
    func time(of entry: TarEntry) -> Int64 {
        switch self {
        case .upTo(let latest, let directories):
            let isDated = entry.kind == .directory && directories["/\(entry.name)"] == entry.modified
            return isDated ? latest : min(entry.modified, latest)
        case .exactly(let time): return time
        }
    }

    /// What tells it apart from others.
    package var description: String {
        switch self {
        case .upTo(let latest, let directories):
            "times up to \(latest)" + directories.sorted { $0.key < $1.key }.map { ", \($0.value) \($0.key)" }.joined()
        case .exactly(let time): "times of \(time)"
        }
    }
}
