import Diagnostics

extension LintRule {
    /// COPY and ADD name nothing that `.dockerignore` leaves out. One with exceptions can't be judged without the files.
    static let copyIgnoredFile = LintRule(
        "CopyIgnoredFile", "Attempting to Copy file that is excluded by .dockerignore"
    ) { subject in
        let ignored = subject.request.ignored
        guard !ignored.isEmpty, !ignored.hasExceptions else { return [] }
        return subject.steps.flatMap { step in
            step.paths.filter { step.instruction.keyword != .workdir && !isRemote($0) }.compactMap { path in
                let path = cleaned(path)
                let isRoot = path == "." || path == "/"
                guard isRoot ? excludesAll(ignored) : ignored.isExcluded(path) else { return nil }
                let keyword = step.instruction.keyword == .add ? "Add" : "Copy"
                let message =
                    "Attempting to \(keyword) file \(path.goQuoted) that is excluded by .dockerignore"
                return LintFinding(message, at: step.statement)
            }
        }
    }

    private static func isRemote(_ path: String) -> Bool {
        ["http://", "https://", "git@", "git://", "ssh://"].contains { path.hasPrefix($0) }
    }

    /// Whether no name whatever is left.
    private static func excludesAll(_ ignored: IgnorePatterns) -> Bool {
        ["\u{1}", "z\u{1}.\u{1}z"].allSatisfy(ignored.isExcluded)
    }

    /// As Go's `path.Clean` does: without `.`, without `..` where it can be resolved, without doubled slashes.
    private static func cleaned(_ path: String) -> String {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component)
            } else if let last = components.last, last != ".." {
                components.removeLast()
            } else if !path.hasPrefix("/") {
                components.append(component)
            }
        }
        let relative = components.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + relative }
        return relative.isEmpty ? "." : relative
    }
}
