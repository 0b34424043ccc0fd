/// A `Packages` file: the packages of one suite, component and architecture (Debian's repository format, "Packages
/// Indices").
///
/// Where each package's stanza is, is looked up once; a stanza is parsed when it is asked for.
struct PackageIndex: Sendable {
    let suite: String
    /// Nil where there are none.
    private let file: MappedFile?
    private let stanzas: [String: [Range<Int>]]
    /// The stanzas of the packages that provide a name.
    private let providers: [String: [Range<Int>]]

    /// - Parameters:
    ///   - suite: its code name: `trixie-security`.
    ///   - hasProviders: whether virtual packages will be asked for.
    init(_ file: MappedFile, suite: String, hasProviders: Bool) {
        self.suite = suite
        self.file = file
        (stanzas, providers) = PackageIndex.scan(file, hasProviders: hasProviders)
    }

    /// An index of no packages: a suite's may have none.
    init(suite: String) {
        self.suite = suite
        (file, stanzas, providers) = (nil, [:], [:])
    }

    /// The names of all packages.
    var names: some Sequence<String> { stanzas.keys }

    /// The versions of a package.
    func packages(named name: String) -> [AvailablePackage] { (stanzas[name] ?? []).compactMap(package) }

    /// The packages that provide a name, but not those that have it.
    func packages(providing name: String) -> [AvailablePackage] {
        (providers[name] ?? []).compactMap(package).filter { $0.name != name }
    }

    /// The names of the packages that are essential.
    var essentialNames: [String] {
        guard let file else { return [] }
        let starts = stanzas.flatMap { name, ranges in ranges.map { (name: name, range: $0) } }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        var names = [String]()
        var (next, position) = (0, 0)
        while let found = file.firstIndex(of: "\nEssential: yes\n", in: position..<file.count) {
            while next < starts.count, starts[next].range.upperBound <= found { next += 1 }
            guard next < starts.count else { break }
            names.append(starts[next].name)
            position = found + 1
        }
        return names
    }

    private func package(_ range: Range<Int>) -> AvailablePackage? {
        let stanza = file.flatMap { ControlFile.stanzas(of: $0.text(range)).first }
        return stanza.flatMap { AvailablePackage($0, suite: suite) }
    }

    private static func scan(
        _ file: MappedFile, hasProviders: Bool
    ) -> (stanzas: [String: [Range<Int>]], providers: [String: [Range<Int>]]) {
        var stanzas = [String: [Range<Int>]]()
        var providers = [String: [Range<Int>]]()
        var start = 0
        while start < file.count {
            let end = file.firstIndex(of: "\n\n", in: start..<file.count) ?? file.count
            let range = start..<end
            if let name = field("Package: ", "\nPackage: ", of: range, in: file) {
                stanzas[name, default: []].append(range)
            }
            start = end + 2
        }
        guard hasProviders else { return (stanzas, providers) }
        let starts = stanzas.values.flatMap(\.self).sorted { $0.lowerBound < $1.lowerBound }
        var next = 0
        var position = 0
        while let found = file.firstIndex(of: "\nProvides: ", in: position..<file.count) {
            while next < starts.count, starts[next].upperBound <= found { next += 1 }
            guard next < starts.count else { break }
            let end = file.firstIndex(of: "\n", in: found + 1..<file.count) ?? file.count
            for group in file.text(found + 11..<end).split(separator: ",") {
                if let relation = PackageRelation(parsing: group) {
                    providers[relation.name, default: []].append(starts[next])
                }
            }
            position = end
        }
        return (stanzas, providers)
    }

    /// The value of a field that stands first in nearly every stanza.
    private static func field(
        _ atStart: StaticString, _ later: StaticString, of range: Range<Int>, in file: MappedFile
    ) -> String? {
        var start = range.lowerBound + atStart.utf8CodeUnitCount
        if !file.has(atStart, at: range.lowerBound) {
            guard let found = file.firstIndex(of: later, in: range) else { return nil }
            start = found + later.utf8CodeUnitCount
        }
        let end = file.firstIndex(of: "\n", in: start..<max(start, range.upperBound)) ?? range.upperBound
        return start < end ? file.text(start..<end) : nil
    }
}
