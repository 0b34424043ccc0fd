import Diagnostics
import Execution
import Glibc
import ImageModel
import Planning

/// The options of a build, checked.
struct BuildSettings: Sendable {
    let names: [ImageReference]
    /// The Dockerfile's path; `-` for standard input.
    let file: String?
    /// The context directory, absolute.
    let contextDirectory: String
    let contexts: [String: NamedContext]
    /// What the planner needs to know.
    let request: BuildRequest
    let ignoresCache: Bool
    let ignoresCacheOfStages: Set<String>
    let renewsImages: Bool
    let outputs: [BuildOutput]
    let progress: ProgressMode?
    let isQuiet: Bool
    let idFile: String?
    let mirror: String?

    init(_ options: BuildOptions, _ session: Session) throws(BuildError) {
        var names = [ImageReference]()
        for tag in options.tag {
            let name = try ImageReference(parsing: tag)
            guard name.digest == nil else { throw BuildError(.usage, "an image can't be named by a digest: '\(tag)'") }
            if !names.contains(name) { names.append(name) }
        }
        self.names = names
        file = options.file
        contextDirectory = try Self.contextDirectory(options.context, session)
        var contexts = [String: NamedContext]()
        for text in options.buildContext {
            let (name, source) = try Self.pair(text, "--build-context")
            contexts[name] = try NamedContext(parsing: source, session)
        }
        self.contexts = contexts
        request = BuildRequest(
            target: options.target, buildArguments: try Self.buildArguments(options.buildArg, session.environment),
            labels: Self.labels(options.label),
            platform: try options.platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host,
            directoryContexts: Set(contexts.filter { $0.value.isDirectory }.keys),
            imageContexts: Set(contexts.filter { !$0.value.isDirectory }.keys))
        ignoresCache = options.noCache
        ignoresCacheOfStages = Set(options.noCacheFilter.flatMap { $0.split(separator: ",").map { $0.lowercased() } })
        renewsImages = options.pull
        outputs = try Self.outputs(options, names)
        isQuiet = options.quiet
        progress = options.quiet ? .quiet : options.progress
        idFile = options.iidfile
        mirror = options.mirror
    }

    private static func contextDirectory(_ path: String, _ session: Session) throws(BuildError) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw BuildError(.notFound, "build context '\(path)' can't be used: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw BuildError(
                .usage, "build context '\(path)' is not a directory", help: "use its directory, and -f '\(path)'")
        }
        return session.absolute(path)
    }

    static func buildArguments(
        _ texts: [String], _ environment: [String: String]
    ) throws(BuildError) -> [String: String] {
        var arguments = [String: String]()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard !parts[0].isEmpty else { throw BuildError(.usage, "--build-arg '\(text)' has no name") }
            arguments[parts[0]] = parts.count > 1 ? parts[1] : environment[parts[0]]
        }
        return arguments
    }

    private static func outputs(
        _ options: BuildOptions, _ names: [ImageReference]
    ) throws(BuildError) -> [BuildOutput] {
        var outputs = [BuildOutput]()
        for text in options.output { outputs.append(try BuildOutput(parsing: text)) }
        if options.push { outputs = outputs.filter { !$0.isImage } + [.image(ImageOutput(isPushed: true))] }
        if outputs.isEmpty || (options.load && !outputs.contains(where: \.isImage)) {
            outputs.append(.image(ImageOutput()))
        }
        for case .image(let image) in outputs where image.isPushed && names.isEmpty && image.names.isEmpty {
            throw BuildError(.usage, "an image without a name can't be pushed", help: "add -t REGISTRY/NAME")
        }
        return outputs
    }

    private static func labels(_ texts: [String]) -> [String: String] {
        var labels = [String: String]()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            labels[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
        return labels
    }

    static func pair(_ text: String, _ option: String) throws(BuildError) -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw BuildError(.usage, "\(option) '\(text)' is not 'name=value'") }
        return (parts[0], parts[1])
    }
}

extension BuildSettings {
    /// How the plan is solved.
    var solveOptions: SolveOptions {
        SolveOptions(ignoresCache: ignoresCache, ignoresCacheOfStages: ignoresCacheOfStages)
    }

    /// The build context that serves the image of this name.
    func context(forImage name: String) -> NamedContext? {
        request.context(name, in: request.imageContexts).flatMap { contexts[$0] }
    }
}
