import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    /// The mounts of a RUN instruction, and the steps whose files they show.
    mutating func mounts(
        _ run: RunInstruction, _ state: StageState
    ) throws(BuildError) -> (mounts: [StepMount], sources: [StepID]) {
        var mounts = [StepMount]()
        var sources = [StepID]()
        var agents = 0
        for written in run.mounts {
            let options = try MountOptions(written) { word throws(BuildError) in try expand(word, state) }
            let mount: StepMount
            switch options.kind {
            case .bind:
                let source = try source(options, &sources, state)
                mount = try self.mount(.bind(source, isReadOnly: options.isReadOnly ?? true), options, state)
            case .cache: mount = try self.mount(.cache(try cache(options, &sources, state)), options, state)
            case .tmpfs:
                let kind = StepMount.Kind.tmpfs(limit: try options.size(), isReadOnly: options.isReadOnly ?? false)
                mount = try self.mount(kind, options, state)
            case .secret: mount = try secret(options, state)
            case .ssh:
                mount = try agent(options, number: agents, state)
                agents += 1
            }
            // What is mounted later at the same place hides the earlier.
            mounts.removeAll { $0.target == mount.target && $0.isVisible && mount.isVisible }
            mounts.append(mount)
        }
        return (mounts.inMountingOrder, sources)
    }

    private func mount(
        _ kind: StepMount.Kind, _ options: MountOptions, _ state: StageState, target: String? = nil
    ) throws(BuildError) -> StepMount {
        let written = target ?? options[.target]?.text ?? ""
        let path = WorkingPath.clean(written, in: state.config.workingDir ?? "/")
        guard path != "/" else {
            throw MountOptions.refusal(
                "nothing can be mounted on the root directory", options[.target]?.range ?? options.range,
                help: "add 'target=PATH'")
        }
        return StepMount(kind, at: path, range: options.range)
    }

    /// What `from` and `source` name.
    private mutating func source(
        _ options: MountOptions, _ sources: inout [StepID], _ state: StageState
    ) throws(BuildError) -> MountSource {
        let path = WorkingPath.clean(options[.source]?.text ?? "", in: "/")
        guard let from = options.text(.from), let range = options[.from]?.range else {
            return MountSource(.context(name: nil), path: path)
        }
        let step: StepID?
        switch graph.origin(of: Word(text: from, range: range), in: state.stageIndex) {
        case .directory(let name): return MountSource(.context(name: name), path: path)
        case .stage(let index): step = fileSystem(ofStage: index)
        case .image(let need): step = try imageStep(need, state)
        case .scratch, nil: step = nil
        }
        guard let step else { return MountSource(.nothing, path: path) }
        let place = sources.firstIndex(of: step) ?? sources.count
        if place == sources.count { sources.append(step) }
        return MountSource(.step(place), path: path)
    }

    private mutating func cache(
        _ options: MountOptions, _ sources: inout [StepID], _ state: StageState
    ) throws(BuildError) -> CacheMount {
        let id = options.text(.id) ?? WorkingPath.cleanName(options[.target]?.text ?? "")
        let namespace = request.buildArguments["BUILDKIT_CACHE_MOUNT_NS"] ?? ""
        return CacheMount(
            id: namespace.isEmpty ? id : "\(namespace)/\(id)", sharing: try options.sharing(),
            contents: options.text(.from) == nil ? nil : try source(options, &sources, state),
            access: try options.access(mode: 0o755) ?? FileAccess(mode: 0o755), isReadOnly: options.isReadOnly ?? false)
    }

    private func secret(_ options: MountOptions, _ state: StageState) throws(BuildError) -> StepMount {
        let target = options.text(.target)
        guard let id = options.text(.source) ?? options.text(.id) ?? target.map({ WorkingPath.lastName(of: $0) }) else {
            throw MountOptions.refusal(
                "a secret needs a name or a target", options.range, help: "add 'id=NAME'")
        }
        let variable = options.text(.environment)
        let secret = SecretMount(
            id: id, isFile: target != nil || variable == nil, variable: variable,
            isRequired: try options.flag(.required),
            access: try options.access(mode: 0o400) ?? FileAccess(mode: 0o400))
        return try mount(
            .secret(secret), options, state, target: target ?? "/run/secrets/\(WorkingPath.lastName(of: id))")
    }

    private func agent(_ options: MountOptions, number: Int, _ state: StageState) throws(BuildError) -> StepMount {
        let agent = AgentMount(
            id: options.text(.id) ?? "default", isNamed: number == 0, isRequired: try options.flag(.required),
            access: try options.access(mode: 0o600) ?? FileAccess(mode: 0o600))
        return try mount(
            .agent(agent), options, state, target: options.text(.target) ?? "/run/buildkit/ssh_agent.\(number)")
    }
}

extension StepMount {
    /// Whether it shows at its target.
    fileprivate var isVisible: Bool {
        if case .secret(let secret) = kind { secret.isFile } else { true }
    }
}

extension [StepMount] {
    /// Sorted so that what lies inside of another mount comes after it.
    fileprivate var inMountingOrder: [StepMount] {
        enumerated().sorted { ($0.element.target, $0.offset) < ($1.element.target, $1.offset) }.map(\.element)
    }
}
