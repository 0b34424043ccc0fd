package import Diagnostics

/// A directory of a git repository at some commit (Docker's documentation, "Git contexts").
package struct GitSource: Hashable, Sendable {
    /// What git is given: `https://HOST/PATH.git`, `git://…`, `ssh://…` or `USER@HOST:PATH`.
    package let remote: String
    /// A branch, tag, full name or commit; nil for the repository's default branch.
    package private(set) var reference: String?
    /// The directory that is taken; nil for the whole tree.
    package private(set) var subdirectory: String?
    /// The commit, or the beginning of it, that the reference must lead to.
    package private(set) var commit: String?
    /// Whether `.git` is kept; nil where nothing is said.
    package private(set) var keepsGitDirectory: Bool?
    package private(set) var hasSubmodules = true
    /// Whether files get the time of the commit rather than that of the checkout.
    package private(set) var usesCommitTime = false

    /// Reads an address, and what follows it: `#REF:SUBDIRECTORY`, or `?ref=`, `tag=`, `branch=`, `commit=`, `checksum=`,
    /// `subdir=`, `submodules=`, `keep-git-dir=`, `mtime=` and `fetch-by-commit=`.
    ///
    /// - Parameter allowsShortForm: whether `github.com/OWNER/NAME` is one, which could be a directory too.
    /// - Returns: nil for what is no repository's address.
    /// - Throws: `invalidInput` for one that can't be used.
    package init?(parsing text: String, allowsShortForm: Bool = false) throws(BuildError) {
        let (rest, fragment) = Self.cut(text, at: "#")
        let (address, query) = Self.cut(rest, at: "?")
        guard let remote = Self.remote(String(address), allowsShortForm: allowsShortForm) else { return nil }
        guard !remote.hasPrefix("-"), !remote.utf8.contains(where: { $0 < 0x20 }) else {
            throw BuildError(.invalidInput, "'\(text)' can't be used: it is no address of a repository")
        }
        self.remote = remote
        if let fragment {
            let (reference, directory) = Self.cut(fragment, at: ":")
            if !reference.isEmpty { self.reference = String(reference) }
            try setSubdirectory(directory.map(String.init) ?? "", text)
        }
        try readQuery(query.map(String.init) ?? "", text)
        if reference?.hasPrefix("-") == true || reference?.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) == true {
            throw BuildError(
                .invalidInput, "'\(text)' can't be used: '\(reference ?? "")' is no name of a branch or tag")
        }
    }

    /// The address for messages: without a user's name and password.
    package var shownRemote: String {
        guard let start = remote.firstRange(of: "://")?.upperBound,
            let at = remote[start...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return remote }
        return String(remote[..<start] + remote[remote.index(after: at)...])
    }

    /// The same source with what the flags of `ADD` say.
    ///
    /// - Throws: `invalidInput` where the address says otherwise.
    package func with(keepsGitDirectory keeps: Bool?, commit expected: String?) throws(BuildError) -> GitSource {
        var source = self
        if let keeps {
            if let own = keepsGitDirectory, own != keeps {
                throw BuildError(
                    .invalidInput, "'--keep-git-dir' and the address's 'keep-git-dir' say different things")
            }
            source.keepsGitDirectory = keeps
        }
        if let expected { try source.setCommit(expected, "--checksum=\(expected)") }
        return source
    }

    /// The same source, whose files have the time of the commit.
    package func withCommitTime() -> GitSource {
        var source = self
        source.usesCommitTime = true
        return source
    }

    private mutating func readQuery(_ query: String, _ text: String) throws(BuildError) {
        for field in query.split(separator: "&") {
            let (key, encoded) = Self.cut(String(field), at: "=")
            let value = PercentEncoding.decoded(encoded ?? "")
            switch key {
            case "ref": try setReference(value, text)
            case "tag": try setReference("refs/tags/\(value)", text)
            case "branch": try setReference("refs/heads/\(value)", text)
            case "commit", "checksum": try setCommit(value, text)
            case "subdir":
                guard subdirectory == nil else { throw Self.conflict("subdirectories", text) }
                try setSubdirectory(value, text)
            case "submodules": hasSubmodules = try Self.boolean(value, "submodules", text)
            case "keep-git-dir": keepsGitDirectory = try Self.boolean(value, "keep-git-dir", text)
            case "mtime":
                guard value == "commit" || value == "checkout" else {
                    throw BuildError(
                        .invalidInput, "'\(text)' can't be used: 'mtime' is commit or checkout, not '\(value)'")
                }
                usesCommitTime = value == "commit"
            // A commit is always fetched as such.
            case "fetch-by-commit": _ = try Self.boolean(value, "fetch-by-commit", text)
            default:
                throw BuildError(
                    .invalidInput, "'\(text)' can't be used: '\(key)' is not known",
                    help: Suggestion.help(for: String(key), in: Self.keys))
            }
        }
    }

    private mutating func setReference(_ value: String, _ text: String) throws(BuildError) {
        guard reference == nil || reference == value else { throw Self.conflict("references", text) }
        reference = value
    }

    private mutating func setCommit(_ value: String, _ text: String) throws(BuildError) {
        let isCommit = (4...64).contains(value.utf8.count) && value.allSatisfy { "0123456789abcdef".contains($0) }
        guard isCommit else {
            throw BuildError(
                .invalidInput, "'\(text)' can't be used: '\(value)' is no commit, which has hex digits only")
        }
        guard commit == nil || commit == value else { throw Self.conflict("commits", text) }
        commit = value
    }

    private mutating func setSubdirectory(_ value: String, _ text: String) throws(BuildError) {
        var names = [Substring]()
        for name in value.split(separator: "/") where name != "." {
            guard name != ".." else {
                throw BuildError(.invalidInput, "'\(text)' can't be used: a subdirectory can't have '..' in it")
            }
            names.append(name)
        }
        subdirectory = names.isEmpty ? nil : names.joined(separator: "/")
    }

    private static let keys = [
        "ref", "tag", "branch", "commit", "checksum", "subdir", "submodules", "keep-git-dir", "mtime",
        "fetch-by-commit",
    ]

    private static func boolean(_ value: String, _ key: String, _ text: String) throws(BuildError) -> Bool {
        switch value.lowercased() {
        case "true", "1", "t", "": return true
        case "false", "0", "f": return false
        default: throw BuildError(.invalidInput, "'\(text)' can't be used: '\(key)' is true or false, not '\(value)'")
        }
    }

    private static func conflict(_ what: String, _ text: String) -> BuildError {
        BuildError(.invalidInput, "'\(text)' can't be used: it names two different \(what)")
    }

    /// The text before a character and after it; nil where it is not there.
    private static func cut(_ text: some StringProtocol, at separator: Character) -> (Substring, Substring?) {
        let text = Substring(text)
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }
}

extension GitSource {
    /// What git is given for an address; nil for what is no repository's.
    private static func remote(_ address: String, allowsShortForm: Bool) -> String? {
        if address.hasPrefix("git://") || address.hasPrefix("ssh://") { return address }
        if address.hasPrefix("http://") || address.hasPrefix("https://") {
            return address.hasSuffix(".git") ? address : nil
        }
        if allowsShortForm, address.hasPrefix("github.com/") { return "https://\(address)" }
        return isSecureCopyForm(address) ? address : nil
    }

    /// Whether it is `USER@HOST:PATH`, as scp(1) and git have it.
    private static func isSecureCopyForm(_ address: String) -> Bool {
        guard let at = address.firstIndex(of: "@"), let colon = address[at...].firstIndex(of: ":") else { return false }
        let isName = { (text: Substring) in
            !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
        }
        let rest = address[address.index(after: colon)...]
        return isName(address[..<at]) && isName(address[address.index(after: at)..<colon]) && !rest.isEmpty
            && !rest.hasPrefix("//")
    }
}
