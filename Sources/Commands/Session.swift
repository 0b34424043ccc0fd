import Diagnostics
import Glibc
import Store

/// What every command shares: the environment, the store's place, and how to speak to the person.
struct Session: Sendable {
    let environment: [String: String]
    /// Whether messages are coloured.
    let hasColor: Bool

    init() {
        var environment = [String: String]()
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { environment[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        self.environment = environment
        hasColor = ColorPolicy.allowsColor(isTerminal: isatty(STDERR_FILENO) == 1, environment: environment)
    }

    /// Where all state is: `PITH_ROOT`, else `/var/lib/pith` for root, else below the user's data directory.
    func storeDirectory() throws(BuildError) -> StoreDirectory {
        if let root = environment["PITH_ROOT"], !root.isEmpty { return StoreDirectory(path: absolute(root)) }
        if geteuid() == 0 { return StoreDirectory(path: "/var/lib/pith") }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return StoreDirectory(path: "\(data)/pith") }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw BuildError(.usage, "there is no place for images: neither PITH_ROOT nor HOME is set")
        }
        return StoreDirectory(path: "\(home)/.local/share/pith")
    }

    /// Opens the store to read and write names, images and blobs.
    func openStore() throws(BuildError) -> ImageStore {
        try ImageStore(at: try storeDirectory(), idMap: nil)
    }

    /// A path of the user's, absolute, without resolving links.
    func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let buffer = getcwd(nil, 0) else { return path }
        defer { free(buffer) }
        return path == "." ? String(cString: buffer) : "\(String(cString: buffer))/\(path)"
    }
}
