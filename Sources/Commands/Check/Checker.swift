import Diagnostics
import Dockerfile
import ImageModel
import Planning

/// A Dockerfile with all that is to be said about it, in the order of its lines.
struct CheckedFile {
    let file: SourceFile
    let diagnostics: [Diagnostic]
}

/// Checks Dockerfiles one after the other.
struct Checker {
    private let build: BuildRequest
    private let appliesOwnRules: Bool

    /// - Throws: `usage` for options that can't be used.
    init(_ options: CheckOptions, _ session: Session, appliesOwnRules: Bool) throws(BuildError) {
        let arguments = try BuildSettings.buildArguments(options.buildArg, session.environment)
        var contexts: Set<String> = []
        for text in options.buildContext { contexts.insert(try BuildSettings.pair(text, "--build-context").0) }
        let platform = try options.platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host
        build = BuildRequest(
            target: options.target, buildArguments: arguments, platform: platform, imageContexts: contexts)
        self.appliesOwnRules = appliesOwnRules
    }

    /// Checks for a build that has been asked for.
    init(_ build: BuildRequest) {
        self.build = build
        appliesOwnRules = false
    }

    /// - Throws: nothing about the Dockerfile itself: its errors are among the diagnostics.
    func check(_ input: CheckInput) throws(BuildError) -> CheckedFile {
        let (document, parsed) = DockerfileParser.parse(input.file)
        let isValid = !parsed.contains { $0.severity == .error }
        var diagnostics = parsed
        do throws(BuildError) {
            var request = LintRequest(build)
            request.ignored = input.ignored
            request.appliesOwnRules = appliesOwnRules
            let result = try Linter.lint(document, request, isValid: isValid)
            diagnostics += result.findings + result.failures
            if isValid { try Planner.checkStages(document, build) }
        } catch {
            guard error.code != .usage || !error.diagnostics.isEmpty else { throw error }
            diagnostics += error.diagnostics.isEmpty ? [Self.diagnostic(error, input.file)] : error.diagnostics
        }
        return CheckedFile(file: input.file, diagnostics: Self.inSourceOrder(diagnostics))
    }

    private static func diagnostic(_ error: BuildError, _ file: SourceFile) -> Diagnostic {
        Diagnostic(code: error.code.rawValue, error.message, at: SourceRange(file, 0..<0), help: error.help)
    }

    private static func inSourceOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let lines = diagnostics.map { $0.range?.line ?? 0 }
        return diagnostics.indices.sorted { (lines[$0], $0) < (lines[$1], $1) }.map { diagnostics[$0] }
    }
}

extension LintRequest {
    /// What linting needs to know of a build.
    init(_ build: BuildRequest) {
        self.init()
        target = build.target
        buildArguments = build.buildArguments
        platformArguments = Planner.platformArguments(build)
        contexts = build.imageContexts.union(build.directoryContexts)
        isImageName = { $0 == "scratch" || (try? ImageReference(parsing: $0)) != nil }
        platformParts = { text in
            (try? Platform(parsing: text)).map { [$0.os, $0.architecture] + ($0.variant.map { [$0] } ?? []) }
        }
    }
}
