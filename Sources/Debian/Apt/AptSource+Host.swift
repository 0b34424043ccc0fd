import Diagnostics
import Layers
package import SystemPackage

extension AptSource {
    /// What this machine's apt is told of, in apt's order; empty where there is no apt. A file that can't be read is
    /// passed over.
    ///
    /// - Parameter root: the directory that holds `etc/apt`.
    package static func host(root: FilePath = "/") -> [AptSource] {
        guard let root = try? RootedDirectory(root, failureCode: .notFound) else { return [] }
        func read(_ path: FilePath, as form: Form) -> [AptSource] {
            guard let bytes = try? root.read(path, limit: 16 << 20) else { return [] }
            return parse(String(decoding: bytes, as: UTF8.self), as: form)
        }
        var sources = read("/etc/apt/sources.list", as: .oneLine)
        let parts: FilePath = "/etc/apt/sources.list.d"
        for name in ((try? root.names(in: parts)) ?? []).prefix(1000) {
            switch parts.appending(name).extension {
            case "list": sources += read(parts.appending(name), as: .oneLine)
            case "sources": sources += read(parts.appending(name), as: .deb822)
            default: continue
            }
        }
        return sources
    }
}
