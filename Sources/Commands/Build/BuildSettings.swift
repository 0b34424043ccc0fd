import Diagnostics
import Execution
import ImageModel
import Planning
import Store

/// The options of a build, checked.
struct BuildSettings: Sendable {
    let names: [ImageReference]
    /// The Dockerfile's path; `-` for standard input.
    let file: String?
    let context: ContextAddress
    /// Whether the files of contexts get the modes that git would give them.
    let normalizesModes: Bool
    /// What says, in place of the context's own file, what is left out of it.
    let ignoreFile: String?
    let contexts: [String: NamedContext]
    /// What the planner needs to know, for the first platform.
    private(set) var request: BuildRequest
    /// In the order in which they were asked for, each once.
    let platforms: [Platform]
    /// Whether the result is an index, as that of several platforms is.
    let isIndex: Bool
    let ignoresCache: Bool
    let ignoresCacheOfStages: Set<String>
    let cacheSources: [CacheSource]
    let cacheDestinations: [CacheDestination]
    let explainsCache: Bool
    /// How many steps run at the same time; nil for all that can.
    let parallelism: Int?
    let pull: BasePullPolicy
    let outputs: [RequestedOutput]
    /// How registries are reached.
    let access: RegistryAccess
    /// The name whose images of other platforms the result is added to.
    let manifest: ImageReference?
    /// Of images that are pushed.
    let mediaTypes: MediaTypeFamily
    /// Whether the layers of the build become one.
    let squashes: Bool
    let progress: ProgressMode?
    let isQuiet: Bool
    let idFile: String?
    let metadataFile: String?
    /// Besides those of single outputs.
    let annotations: ImageAnnotations
    let mirror: String?
    let facilities: RunFacilities
    let timeLimit: StepTimeLimit??
    let authorities: HostAuthorityChoice
    let onError: OnError?

    init(_ options: BuildOptions, _ session: Session) throws(BuildError) {
        names = try Self.names(options.tag)
        file = options.file
        context = try ContextAddress(parsing: options.context, session)
        normalizesModes = options.normalizeModes
        ignoreFile = options.ignorefile
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
        timeLimit = steps.timeLimit
        authorities = steps.authorities
        onError = try options.onError.map { text throws(BuildError) in try OnError(parsing: text) }
        var texts = [String]()
        for file in options.buildArgFile { texts += try Self.lines(ofArgumentFile: file) }
        var arguments = try Self.buildArguments(texts + options.buildArg, session.environment)
        if options.steps.httpProxy == true { Self.addProxies(of: session, to: &arguments) }
        if let epoch = try Self.epoch(options) { arguments["SOURCE_DATE_EPOCH"] = epoch }
        if arguments["SOURCE_DATE_EPOCH"] == nil {
            arguments["SOURCE_DATE_EPOCH"] = session.environment["SOURCE_DATE_EPOCH"]
        }
        platforms = try Self.platforms(options.platform)
        isIndex = platforms.count > 1 || Self.isTrue(arguments["BUILDKIT_MULTI_PLATFORM"])
        var request = BuildRequest(
            target: options.target, buildArguments: arguments, labels: Self.labels(options.label),
            platform: platforms[0],
            directoryContexts: Set(contexts.filter { $0.value.isDirectory }.keys),
            imageContexts: Set(contexts.filter { !$0.value.isDirectory }.keys),
            network: steps.network, entitlements: steps.entitlements, resources: steps.resources)
        request.isOneOfSeveral = platforms.count > 1
        self.request = request
        ignoresCache = options.noCache
        ignoresCacheOfStages = Set(options.noCacheFilter.flatMap { $0.split(separator: ",").map { $0.lowercased() } })
        var cacheSources = [CacheSource]()
        for text in options.cacheFrom { cacheSources.append(try CacheSource(parsing: text, session)) }
        self.cacheSources = cacheSources
        var cacheDestinations = [CacheDestination]()
        for text in options.cacheTo { cacheDestinations.append(try CacheDestination(parsing: text, session)) }
        if Self.isTrue(request.buildArguments["BUILDKIT_INLINE_CACHE"]) {
            cacheDestinations.append(try CacheDestination(parsing: "inline", session))
        }
        self.cacheDestinations = cacheDestinations
        explainsCache = options.explainCache
        parallelism = try options.jobs.map { text throws(BuildError) in try Self.parallelism(text) } ?? nil
        pull = options.pull
        access = try RegistryAccess(options.transfers, session)
        manifest = try Self.manifest(options.manifest, names)
        mediaTypes = options.format.mediaTypes
        outputs = try Self.dated(
            Self.outputs(
                options.output, names, pushes: options.push, keeps: options.load || options.manifest != nil),
            options)
        if isIndex { try Self.checkIndex(outputs) }
        squashes = options.squash
        isQuiet = options.quiet
        progress = options.quiet ? .quiet : options.progress
        idFile = options.iidfile
        metadataFile = options.metadataFile
        annotations = try Self.annotations(options.annotation, outputs, isIndex: isIndex)
        try options.compatibility.check()
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

    /// The variables that reach steps without an ARG, in either spelling, as far as they are set.
    private static func addProxies(of session: Session, to arguments: inout [String: String]) {
        for name in BuildRequest.proxyNames {
            let isGiven = arguments[name] != nil || arguments[name.lowercased()] != nil
            if isGiven { continue }
            arguments[name] = session.environment[name.lowercased()] ?? session.environment[name]
        }
    }

    /// A `name=value` each line; empty lines and those that begin with `#` say nothing.
    private static func lines(ofArgumentFile file: String) throws(BuildError) -> [String] {
        String(decoding: try TextFile.read(file), as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { String($0.drop { $0 == " " || $0 == "\t" }) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    /// - Throws: `usage` for annotations that no output would carry.
    private static func annotations(
        _ texts: [String], _ outputs: [RequestedOutput], isIndex: Bool
    ) throws(BuildError) -> ImageAnnotations {
        var annotations = ImageAnnotations()
        for text in texts { try annotations.add(parsing: text) }
        guard let first = texts.first else { return annotations }
        guard outputs.contains(where: \.output.carriesAnnotations) else {
            throw BuildError(
                .usage, "--annotation '\(first)' can't be used: the store keeps no annotations",
                help: "add --push, or -o type=oci,dest=FILE")
        }
        guard isIndex || !annotations.needsIndex else {
            throw BuildError(
                .usage, "--annotation can't be used on an index: one platform has none",
                help: "annotate the manifest, or build for several platforms")
        }
        return annotations
    }

    /// The names that an image gets, each once.
    ///
    /// - Throws: `usage` for what is no name, and for a digest.
    static func names(_ tags: [String]) throws(BuildError) -> [ImageReference] {
        var names = [ImageReference]()
        for tag in tags {
            let name = try ImageReference(parsing: tag)
            guard name.digest == nil else { throw BuildError(.usage, "an image can't be named by a digest: '\(tag)'") }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Where the result goes.
    ///
    /// - Parameters:
    ///   - pushes: whether the image is pushed, whatever the texts say.
    ///   - keeps: whether it gets into the store, whatever the texts say.
    /// - Throws: `usage` for an output that can't be used, or that needs a name.
    static func outputs(
        _ texts: [String], _ names: [ImageReference], pushes: Bool, keeps: Bool
    ) throws(BuildError) -> [RequestedOutput] {
        var outputs = [RequestedOutput]()
        for text in texts { outputs.append(try RequestedOutput(parsing: text)) }
        if pushes { outputs = pushing(outputs) }
        if outputs.isEmpty || (keeps && !outputs.contains(where: \.output.isImage)) {
            outputs.append(RequestedOutput(.image(ImageOutput())))
        }
        for requested in outputs {
            guard case .image(let image) = requested.output else { continue }
            if image.isPushed && names.isEmpty && image.names.isEmpty {
                throw BuildError(.usage, "an image without a name can't be pushed", help: "add -t REGISTRY/NAME")
            }
        }
        return outputs
    }

    /// `--timestamp` and `--rewrite-timestamp`, where an output says nothing of its own.
    private static func dated(
        _ outputs: [RequestedOutput], _ options: BuildOptions
    ) throws(BuildError) -> [RequestedOutput] {
        let outputs = options.rewriteTimestamp ? outputs.map { $0.rewritten() } : outputs
        guard let text = options.timestamp else { return outputs }
        let time = try Planner.sourceDateEpoch(text, of: "--timestamp")
        return outputs.map { $0.dated(time) }
    }

    /// `--source-date-epoch`.
    private static func epoch(_ options: BuildOptions) throws(BuildError) -> String? {
        guard let text = options.sourceDateEpoch else { return nil }
        guard options.timestamp == nil else {
            throw BuildError(.usage, "--timestamp and --source-date-epoch exclude each other")
        }
        _ = try Planner.sourceDateEpoch(text, of: "--source-date-epoch")
        return text
    }

    /// - Returns: nil for no limit.
    /// - Throws: `usage` for what is no number.
    private static func parallelism(_ text: String) throws(BuildError) -> Int? {
        guard let count = Int(text), count >= 0 else {
            throw BuildError(.usage, "--jobs '\(text)' is not a number of steps", help: "0 is for all that can run")
        }
        return count == 0 ? nil : count
    }

    private static func manifest(_ text: String?, _ names: [ImageReference]) throws(BuildError) -> ImageReference? {
        guard let text else { return nil }
        let name = try ImageReference(parsing: text)
        guard name.digest == nil else { throw BuildError(.usage, "a manifest can't be named by a digest: '\(text)'") }
        guard !names.contains(name) else {
            throw BuildError(.usage, "'\(text)' can't be the name of the image and of a manifest that it is added to")
        }
        return name
    }

    /// `--push`: the image that is put out anyway is pushed too, or one more is.
    private static func pushing(_ outputs: [RequestedOutput]) -> [RequestedOutput] {
        guard outputs.contains(where: \.output.isImage) else {
            return outputs + [RequestedOutput(.image(ImageOutput(isPushed: true)))]
        }
        return outputs.map { requested in
            guard case .image(var image) = requested.output else { return requested }
            image.isPushed = true
            var requested = requested
            requested.output = .image(image)
            return requested
        }
    }

    /// The platforms of a comma-separated option, each once; this machine's if there are none.
    ///
    /// - Throws: `usage` for what is no platform.
    static func platforms(_ texts: [String]) throws(BuildError) -> [Platform] {
        var platforms = [Platform]()
        for text in texts.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let text = text.trimmingBlanks
            let platform = text == "local" ? Platform.host : try Platform(parsing: text)
            if !platforms.contains(platform) { platforms.append(platform) }
        }
        return platforms.isEmpty ? [.host] : platforms
    }

    /// - Throws: `usage` for an archive that holds one platform only.
    static func checkIndex(_ outputs: [RequestedOutput]) throws(BuildError) {
        for case .archive(.docker, let destination, _) in outputs.map(\.output) {
            throw BuildError(
                .usage, "--output 'type=docker,dest=\(destination)': docker's archives hold one platform only",
                help: "use type=oci, or build one platform at a time")
        }
    }

    private static func isTrue(_ text: String?) -> Bool { ["1", "true"].contains(text?.lowercased()) }

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

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension BuildSettings {
    /// What the planner needs to know, for each platform.
    var requests: [BuildRequest] {
        platforms.map { platform in
            var request = request
            request.platform = platform
            return request
        }
    }

    /// The same with `SOURCE_DATE_EPOCH=context` as the time of the build context; nothing where that has none.
    func dated(by context: LoadedContext) -> BuildSettings {
        var settings = self
        settings.request.contextTime = context.time
        if request.buildArguments["SOURCE_DATE_EPOCH"] == BuildRequest.timeOfContext {
            settings.request.buildArguments["SOURCE_DATE_EPOCH"] = context.time.map { "\($0)" }
        }
        return settings
    }

    /// What RUN steps get that no plan knows of, the configuration's part too.
    ///
    /// - Throws: as `HostAuthorityChoice.authorities`.
    func facilities(in configuration: Configuration) throws(BuildError) -> RunFacilities {
        var facilities = facilities
        facilities.authorities = try authorities.authorities(usually: configuration.sharesAuthorities)
        facilities.timeLimit = timeLimit ?? configuration.timeLimit
        return facilities
    }

    /// How the plan is solved.
    ///
    /// - Parameter cache: what other machines left.
    func solveOptions(_ cache: ImportedCache) -> SolveOptions {
        SolveOptions(
            ignoresCache: ignoresCache, ignoresCacheOfStages: ignoresCacheOfStages, parallelism: parallelism,
            importedCache: cache)
    }

    /// Whether the Dockerfile is at an address.
    var isDockerfileFetched: Bool { file?.hasPrefix("http://") == true || file?.hasPrefix("https://") == true }

    /// The build context that serves the image of this name.
    func context(forImage name: String) -> NamedContext? {
        request.context(name, in: request.imageContexts).flatMap { contexts[$0] }
    }
}
