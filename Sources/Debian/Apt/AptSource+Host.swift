import FoundationEssentials

extension AptSource {
    /// What this machine's apt is told of, in apt's order; empty where there is no apt. A file that can't be read is
    /// passed over.
    ///
    /// - Parameter root: the directory that holds `etc/apt`.
    package static func host(root: String = "/") -> [AptSource] {
        let directory = root + (root.hasSuffix("/") ? "" : "/") + "etc/apt/"
        var sources = read(directory + "sources.list", as: .oneLine)
        let parts = directory + "sources.list.d/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parts)) ?? []
        for name in names.sorted().prefix(1000) {
            if name.hasSuffix(".list") {
                sources += read(parts + name, as: .oneLine)
            } else if name.hasSuffix(".sources") {
                sources += read(parts + name, as: .deb822)
            }
        }
        return sources
    }

    private static func read(_ path: String, as form: Form) -> [AptSource] {
        guard let bytes = try? SmallFile.read(path) else { return [] }
        return parse(String(decoding: bytes, as: UTF8.self), as: form)
    }
}
