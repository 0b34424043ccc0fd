import Diagnostics
import Glibc
import Store

/// The `--filter` options of a prune. Several of them must all hold.
struct PruneFilters {
    /// `KEY=VALUE`, or `KEY!=VALUE`.
    private struct Filter {
        let text: String
        let key: String
        let isNegated: Bool
        let value: String
    }

    private let filters: [Filter]
    /// The earliest time that is asked for, seconds since 1970.
    private let before: Int64?

    /// Filters that may say `!=`.
    private static let negatable: Set = ["label", "id", "type"]
    /// The types of build cache that BuildKit knows. This store's is `regular`, but for cache mounts.
    private static let types = [
        "regular", "internal", "frontend", "source.local", "source.git.checkout", "exec.cachemount",
    ]

    /// - Throws: `usage` for a filter that this kind of prune does not have.
    init(_ texts: [String], allowing keys: [String]) throws(BuildError) {
        var filters = [Filter]()
        for text in texts { filters.append(try Self.parse(text, keys)) }
        var times = [Int64]()
        for filter in filters where filter.key == "until" || filter.key == "unused-for" {
            times.append(try PruneTime.parse(filter.value, of: "--filter \(filter.key)", now: Int64(time(nil))))
        }
        self.filters = filters
        before = times.min()
    }

    private static func parse(_ text: String, _ keys: [String]) throws(BuildError) -> Filter {
        guard let equals = text.firstIndex(of: "=") else {
            throw BuildError(
                .usage, "--filter '\(text)' can't be used: it is not 'key=value'",
                help: "use one of \(keys.joined(separator: ", "))")
        }
        let isNegated = text[..<equals].hasSuffix("!")
        let key = String(text[..<equals].dropLast(isNegated ? 1 : 0))
        guard keys.contains(key) else {
            throw BuildError(
                .usage, "--filter '\(text)' can't be used: there is no filter '\(key)' here",
                help: Suggestion.help(for: key, in: keys) ?? "use one of \(keys.joined(separator: ", "))")
        }
        guard !isNegated || negatable.contains(key) else {
            throw BuildError(.usage, "--filter '\(text)' can't be used: '\(key)' can't be negated")
        }
        return Filter(text: text, key: key, isNegated: isNegated, value: String(text[equals...].dropFirst()))
    }

    /// The images that the filters leave.
    func images(_ reach: ImageSelection.Reach) -> ImageSelection {
        let labels = filters.filter { $0.key == "label" }.map {
            LabelCondition(parsing: $0.value, isNegated: $0.isNegated)
        }
        return ImageSelection(reach, before: before, labels: labels)
    }

    /// The build cache that the filters leave.
    ///
    /// - Parameters:
    ///   - duration: what was used within this time stays, too.
    ///   - withPackages: whether package files and indexes are among it.
    func cache(
        keeping duration: String? = nil, withPackages: Bool = false
    ) throws(BuildError) -> CacheSelection {
        var selection = CacheSelection(unusedSince: before, packages: withPackages)
        if let duration {
            let time = try PruneTime.parse(duration, of: "--keep-duration", now: Int64(time(nil)))
            selection.unusedSince = min(time, before ?? time)
        }
        for filter in filters {
            switch filter.key {
            case "id": try choose(filter, &selection)
            case "type": try checkType(filter, &selection)
            default: continue
            }
        }
        return selection
    }

    /// The value of a filter that is true or false; nil if it is not given.
    func flag(_ key: String) throws(BuildError) -> Bool? {
        guard let filter = filters.last(where: { $0.key == key }) else { return nil }
        switch filter.value {
        case "true", "1": return true
        case "false", "0": return false
        default: throw BuildError(.usage, "--filter '\(filter.text)' can't be used: expected true or false")
        }
    }

    private func choose(_ filter: Filter, _ selection: inout CacheSelection) throws(BuildError) {
        if !filter.isNegated, filter.value.count >= 12, filter.value.allSatisfy({ $0.isHexDigit || $0 == "." }) {
            selection.mounts = selection.mounts?.intersection([filter.value]) ?? [filter.value]
            selection.snapshots = []
            return
        }
        guard let id = Int64(filter.value) else {
            throw BuildError(
                .usage, "--filter '\(filter.text)' can't be used: '\(filter.value)' is not the ID of a cache record",
                help: "see 'pith df -v'")
        }
        if filter.isNegated {
            selection.spared.insert(id)
        } else {
            selection.snapshots = selection.snapshots?.intersection([id]) ?? [id]
            selection.mounts = []
        }
    }

    private func checkType(_ filter: Filter, _ selection: inout CacheSelection) throws(BuildError) {
        guard Self.types.contains(filter.value) else {
            throw BuildError(
                .usage, "--filter '\(filter.text)' can't be used: there is no type '\(filter.value)'",
                help: Suggestion.help(for: filter.value, in: Self.types))
        }
        if (filter.value == "regular") == filter.isNegated { selection.snapshots = [] }
        if (filter.value == "exec.cachemount") == filter.isNegated { selection.mounts = [] }
    }
}
