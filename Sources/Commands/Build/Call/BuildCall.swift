import ArgumentParser
import Diagnostics
import Dockerfile
import Execution
import ImageModel
import Planning

/// What `build --call` does in place of building.
struct BuildCall {
    /// BuildKit's frontend requests, as buildx names them.
    enum Method: String, CaseIterable {
        case check, outline, targets
    }

    private let method: Method
    private let isForPrograms: Bool
    /// Whether a check that finds something ends with 0 all the same.
    private let ignoresStatus: Bool

    /// - Returns: nil where a build is asked for.
    /// - Throws: `usage` for an unknown method or field.
    init?(_ options: BuildOptions) throws(BuildError) {
        let text = options.call ?? (options.check ? "check" : "build")
        let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var fields = try CommaSeparatedFields(parts.count > 1 ? parts[1] : "", option: "--call")
        isForPrograms = try Self.isForPrograms(fields.take("format"), text)
        ignoresStatus = try fields.takeFlag("ignorestatus")
        try fields.finish()
        guard parts[0] != "build", !parts[0].isEmpty else { return nil }
        let name = parts[0] == "lint" ? "check" : parts[0]
        guard let method = Method(rawValue: name) else {
            let names = ["build"] + Method.allCases.map(\.rawValue)
            throw BuildError(
                .usage, "--call '\(text)': unknown method '\(parts[0])'",
                help: Suggestion.help(for: parts[0], in: names) ?? "use one of \(names.joined(separator: ", "))")
        }
        self.method = method
    }

    /// - Throws: `ExitCode` where a check found something; what the context and the Dockerfile throw.
    func run(_ settings: BuildSettings, _ session: Session) throws {
        if case .directory(let path) = settings.context, !settings.isDockerfileFetched {
            let status = try run(settings, LoadedContext(directory: path, isLocal: true))
            if status != 0 { throw ExitCode(status) }
            return
        }
        let call = self
        try IsolatedCommand.run(session) { store in
            let progress = try ProgressDisplay.onStandardError(
                mode: settings.progress, environment: session.environment)
            defer { progress.finish() }
            let remotes = RemoteSources(store, session, settings.facilities.secrets, progress)
            return try call.run(settings, try await ContextLoader(store: store, remotes: remotes).load(settings).main)
        }
    }

    /// - Returns: the exit status.
    private func run(_ settings: BuildSettings, _ context: LoadedContext) throws -> Int32 {
        switch method {
        case .check: return try check(settings, context)
        case .outline:
            let document = try BuildInput(settings, context).document
            try Planner.checkStages(document, settings.request)
            let outline = OutlineDocument(BuildOutline(document, LintRequest(settings.request)), document.file)
            Standard.output(isForPrograms ? try CanonicalJSON.encodePretty(outline) : outline.text)
        case .targets:
            let document = try BuildInput(settings, context).document
            let list = TargetsDocument(StageList(document), document.file)
            Standard.output(isForPrograms ? try CanonicalJSON.encodePretty(list) : list.text)
        }
        return 0
    }

    /// `pith check` with BuildKit's rules only, since docker's flag means these.
    private func check(_ settings: BuildSettings, _ context: LoadedContext) throws -> Int32 {
        let input = CheckInput(
            file: try BuildInput.read(settings, context), ignored: try context.ignored(settings))
        let checked = try Checker(settings.request).check(input)
        let text =
            isForPrograms
            ? try CanonicalJSON.encodePretty(LintDocument(checked)) : try CheckReport([checked]).render(.text)
        Standard.output(text)
        return checked.diagnostics.isEmpty || ignoresStatus ? 0 : 1
    }

    private static func isForPrograms(_ format: String?, _ text: String) throws(BuildError) -> Bool {
        switch format {
        case nil, "text": return false
        case "json": return true
        case let other?:
            throw BuildError(.usage, "--call '\(text)': unknown format '\(other)'", help: "use json or text")
        }
    }
}
