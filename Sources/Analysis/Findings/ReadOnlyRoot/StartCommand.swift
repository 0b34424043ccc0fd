package import ImageModel

/// What an image runs when a container starts, as far as its configuration says.
package struct StartCommand: Hashable, Sendable {
    /// Last names of the programs that are named, those that only start others left out: `nginx`.
    private(set) var programs = [String]()
    /// Paths of shell scripts that run first, without leading slashes; several for a name that is searched for.
    private(set) var scripts = [String]()

    /// Programs that run what their arguments name.
    private static let starters: Set<String> = [
        "busybox", "catatonit", "chroot", "command", "dumb-init", "env", "exec", "gosu", "ionice", "nice", "nohup",
        "s6-setuidgid", "setpriv", "setsid", "stdbuf", "su-exec", "sudo", "tini", "tini-static", "timeout",
    ]
    /// Those whose first argument is a user or a number.
    private static let takesOne: Set<String> = ["gosu", "su-exec", "s6-setuidgid", "chroot", "timeout"]
    private static let shells: Set<String> = ["ash", "bash", "dash", "ksh", "sh", "zsh"]
    private static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// - Parameter config: whose entry point and arguments are looked at.
    package init(_ config: ContainerConfig) {
        let path = config.environmentValue("PATH") ?? Self.searchPath
        add(((config.entrypoint ?? []) + (config.cmd ?? [])).map { $0 }, path: path, depth: 0)
    }

    private mutating func add(_ words: [String?], path: String, depth: Int) {
        let words = Self.withoutStarters(words[...])
        guard depth < 4, let first = words.first, let program = first else { return }
        let name = Self.lastName(program)
        if Self.shells.contains(name) {
            addShell(words.dropFirst(), path: path, depth: depth)
        } else if Self.isScript(name) {
            addScript(program, path: path)
            // Entry points of this kind run their arguments in the end.
            add(Array(words.dropFirst()), path: path, depth: depth + 1)
        } else {
            programs.append(name)
        }
    }

    /// `-c TEXT`, or the path of a script.
    private mutating func addShell(_ words: ArraySlice<String?>, path: String, depth: Int) {
        let options = words.prefix { $0?.hasPrefix("-") == true }
        guard let next = words.dropFirst(options.count).first, let argument = next else { return }
        guard options.contains(where: { $0?.hasPrefix("--") == false && $0?.contains("c") == true }) else {
            return addScript(argument, path: path)
        }
        for command in ShellWords(argument).commands { add(command.words, path: path, depth: depth + 1) }
    }

    private mutating func addScript(_ script: String, path: String) {
        func relative(_ path: String) -> String {
            path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        }
        if script.contains("/") {
            scripts.append(relative(script))
        } else {
            scripts += path.split(separator: ":").prefix(32).map { relative("\($0)/\(script)") }
        }
    }

    /// The command that is run in the end.
    private static func withoutStarters(_ words: ArraySlice<String?>) -> [String?] {
        var words = words
        while let first = words.first, let word = first {
            if word.contains("="), !word.hasPrefix("/") {
                words = words.dropFirst()
            } else if starters.contains(lastName(word)) {
                words = words.dropFirst().drop { $0?.hasPrefix("-") == true }
                if takesOne.contains(lastName(word)) { words = words.dropFirst() }
            } else {
                break
            }
        }
        return Array(words)
    }

    private static func isScript(_ name: String) -> Bool { name.hasSuffix(".sh") || name.contains("entrypoint") }

    private static func lastName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }
}
