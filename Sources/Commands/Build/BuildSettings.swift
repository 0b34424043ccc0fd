import Diagnostics
import Execution
import ImageModel
import Planning

/// The options of a build, checked.
struct BuildSettings: Sendable {
    let names: [ImageReference]
    /// The Dockerfile's path; `-` for standard input.
    let file: String?
    let context: ContextAddress
    /// Whether the files of contexts get the modes that git would give them.
    let normalizesModes: Bool
    let contexts: [String: NamedContext]
    /// What the planner needs to know.
    let request: BuildRequest
    let ignoresCache: Bool
    let ignoresCacheOfStages: Set<String>
    let cacheSources: [CacheSource]
    let cacheDestinations: [CacheDestination]
    let explainsCache: Bool
    let renewsImages: Bool
    let outputs: [BuildOutput]
    let progress: ProgressMode?
    let isQuiet: Bool
    let idFile: String?
    let mirror: String?
    let facilities: RunFacilities
    let onError: OnError?

    init(_ options: BuildOptions, _ session: Session) throws(BuildError) {
        var names = [ImageReference]()
        for tag in options.tag {
            let name = try ImageReference(parsing: tag)
            guard name.digest == nil else { throw BuildError(.usage, "an image can't be named by a digest: '\(tag)'") }
            if !names.contains(name) { names.append(name) }
        }
        self.names = names
        file = options.file
        context = try ContextAddress(parsing: options.context, session)
        normalizesModes = options.normalizeModes
        guard options.context != "-" || options.file != "-" else {
            throw BuildError(.usage, "standard input can't be both the Dockerfile and the build context")
        }
        var contexts = [String: NamedContext]()
        for text in options.buildContext {
            let (name, source) = try Self.pair(text, "--build-context")
            contexts[name] = try NamedContext(parsing: source, session)
        }
        self.contexts = contexts
        let steps = try RunStepSettings(options.steps, session)
        facilities = steps.facilities
        onError = try options.onError.map { text throws(BuildError) in try OnError(parsing: text) }
        request = BuildRequest(
            target: options.target, buildArguments: try Self.buildArguments(options.buildArg, session.environment),
            labels: Self.labels(options.label),
            platform: try options.platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host,
            directoryContexts: Set(contexts.filter { $0.value.isDirectory }.keys),
            imageContexts: Set(contexts.filter { !$0.value.isDirectory }.keys),
            network: steps.network, entitlements: steps.entitlements, resources: steps.resources)
        ignoresCache = options.noCache
        ignoresCacheOfStages = Set(options.noCacheFilter.flatMap { $0.split(separator: ",").map { $0.lowercased() } })
        var cacheSources = [CacheSource]()
        for text in options.cacheFrom { cacheSources.append(try CacheSource(parsing: text, session)) }
        self.cacheSources = cacheSources
        var cacheDestinations = [CacheDestination]()
        for text in options.cacheTo { cacheDestinations.append(try CacheDestination(parsing: text, session)) }
        if let text = request.buildArguments["BUILDKIT_INLINE_CACHE"], ["1", "true"].contains(text.lowercased()) {
            cacheDestinations.append(try CacheDestination(parsing: "inline", session))
        }
        self.cacheDestinations = cacheDestinations
        explainsCache = options.explainCache
        renewsImages = options.pull
        outputs = try Self.outputs(options, names)
        isQuiet = options.quiet
        progress = options.quiet ? .quiet : options.progress
        idFile = options.iidfile
        mirror = options.mirror
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
    ///
    /// - Parameter cache: what other machines left.
    func solveOptions(_ cache: ImportedCache) -> SolveOptions {
        SolveOptions(
            ignoresCache: ignoresCache, ignoresCacheOfStages: ignoresCacheOfStages, importedCache: cache)
    }

    /// The build context that serves the image of this name.
    func context(forImage name: String) -> NamedContext? {
        request.context(name, in: request.imageContexts).flatMap { contexts[$0] }
    }
}
