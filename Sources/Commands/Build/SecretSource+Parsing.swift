import Diagnostics
import Execution
import Glibc
import SystemPackage

extension SecretSource {
    /// Reads `id=NAME[,type=file|env][,src=FILE][,env=NAME]`. A name alone is that of a variable, if it is set, else that
    /// of a file, as in buildx.
    ///
    /// - Throws: `usage`; `notFound` for a file that is not there.
    static func parse(_ text: String, _ session: Session) throws(BuildError) -> (id: String, source: SecretSource) {
        var fields = try CommaSeparatedFields(text, option: "--secret")
        let id = fields.take("id")
        let kind = fields.take("type")
        let file = fields.take("src") ?? fields.take("source")
        let variable = fields.take("env")
        try fields.finish()
        guard let id, !id.isEmpty else { throw fields.error("it has no id", help: "write 'id=NAME,src=FILE'") }
        guard file == nil || variable == nil else { throw fields.error("it has both 'src' and 'env'") }
        switch kind {
        case "env": return (id, .value(session.environment[variable ?? file ?? id]))
        case nil, "file":
            if let variable { return (id, .value(session.environment[variable])) }
            if file == nil, kind == nil, let value = session.environment[id] { return (id, .value(value)) }
            return (id, try self.file(file ?? id, of: id, session))
        case let other?:
            throw fields.error(
                "unknown type '\(other)'", help: Suggestion.help(for: other, in: ["file", "env"]))
        }
    }

    private static func file(_ path: String, of id: String, _ session: Session) throws(BuildError) -> SecretSource {
        let absolute = session.absolute(path)
        guard access(absolute, R_OK) == 0 else {
            throw BuildError(
                .notFound, "secret '\(id)' can't be used: '\(path)': \(String(cString: strerror(errno)))")
        }
        return .file(FilePath(absolute))
    }
}

extension AgentSource {
    /// Reads `ID`, `ID=SOCKET` or `ID=KEY[,KEY]`; an id alone is the agent of `SSH_AUTH_SOCK`.
    ///
    /// - Throws: `usage`; `notFound` for a file that is not there.
    static func parse(_ text: String, _ session: Session) throws(BuildError) -> (id: String, source: AgentSource) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard !parts[0].isEmpty else { throw BuildError(.usage, "--ssh '\(text)' has no id") }
        guard parts.count > 1 else {
            guard let socket = session.environment["SSH_AUTH_SOCK"], !socket.isEmpty else {
                throw BuildError(
                    .usage, "--ssh '\(text)' can't be used: SSH_AUTH_SOCK is not set",
                    help: "start an agent, or name a key: '--ssh \(text)=FILE'")
            }
            return (parts[0], .socket(FilePath(session.absolute(socket))))
        }
        let paths = parts[1].split(separator: ",").map(String.init)
        var keys = [FilePath]()
        for path in paths {
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw BuildError(
                    .notFound, "--ssh '\(text)' can't be used: '\(path)': \(String(cString: strerror(errno)))")
            }
            switch status.st_mode & S_IFMT {
            case S_IFSOCK where paths.count == 1: return (parts[0], .socket(FilePath(session.absolute(path))))
            case S_IFREG: keys.append(FilePath(session.absolute(path)))
            default:
                throw BuildError(.usage, "--ssh '\(text)' can't be used: '\(path)' is neither one socket nor keys")
            }
        }
        guard !keys.isEmpty else { throw BuildError(.usage, "--ssh '\(text)' names no socket and no key") }
        return (parts[0], .keys(keys))
    }
}
