import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lower(_ copy: CopyInstruction, _ instruction: Instruction, _ state: inout StageState)
        throws(BuildError)
    {
        let files = CopyWords(
            keyword: "COPY", sources: copy.sources, destination: copy.destination, chown: copy.chown, chmod: copy.chmod,
            heredocs: copy.heredocSources, excludes: copy.excludes, unpacksArchives: false)
        if copy.parents { throw unsupported("COPY --parents", at: instruction.range) }
        switch copy.from.flatMap({ graph.origin(of: $0, in: state.stageIndex) }) {
        case nil: try lower(files, .context(name: nil), nil, instruction, &state)
        case .directory(let name): try lower(files, .context(name: name), nil, instruction, &state)
        case .stage(let index):
            let source = fileSystem(ofStage: index)
            try lower(files, source == nil ? .nothing : .step, source, instruction, &state)
        case .image(let need):
            try lower(files, .step, try imageStep(need, state), instruction, &state)
        case .scratch: try lower(files, .nothing, nil, instruction, &state)
        }
    }

    mutating func lower(_ add: AddInstruction, _ instruction: Instruction, _ state: inout StageState) throws(BuildError)
    {
        for source in add.sources where source.text.isRemoteSource {
            throw unsupported("ADD of a URL", at: source.range)
        }
        let files = CopyWords(
            keyword: "ADD", sources: add.sources, destination: add.destination, chown: add.chown, chmod: add.chmod,
            heredocs: add.heredocSources, excludes: add.excludes, unpacksArchives: add.unpack != false)
        if let checksum = add.checksum { throw unsupported("ADD --checksum", at: checksum.range) }
        if add.unpack == true { throw unsupported("ADD --unpack", at: instruction.range) }
        try lower(files, .context(name: nil), nil, instruction, &state)
    }

    private mutating func lower(
        _ files: CopyWords, _ from: CopySource, _ source: StepID?, _ instruction: Instruction, _ state: inout StageState
    ) throws(BuildError) {
        if let exclude = files.excludes.first { throw unsupported("\(files.keyword) --exclude", at: exclude.range) }
        if let heredoc = files.heredocs.first {
            throw unsupported("\(files.keyword) of a here-document", at: heredoc.range)
        }
        var sources = [CopyPath]()
        for word in files.sources { sources.append(CopyPath(path: try expand(word, state), range: word.range)) }
        let destination = try expand(files.destination, state)
        let owner = try files.chown.map { word throws(BuildError) in try expand(word, state) }
        let mode = try files.chmod.map { word throws(BuildError) in try expand(word, state) }
        let operation = CopyOperation(
            instruction: files.keyword, from: from, sources: sources,
            destination: WorkingPath.directoryKeepingSlash(destination, in: state.config.workingDir ?? "/"),
            owner: owner,
            mode: mode, unpacksArchives: files.unpacksArchives)
        add(.copy(operation), sources: source.map { [$0] } ?? [], text: instruction.text, &state, instruction.range)
        var text = files.keyword
        if let owner { text += " --chown=\(owner)" }
        if let mode { text += " --chmod=\(mode)" }
        state.recordStep("\(text) \((sources.map(\.path) + [destination]).joined(separator: " "))")
    }

    /// Expands a word with the variables of the stage; a name that is not set is noted.
    func expand(_ word: Word, _ state: StageState) throws(BuildError) -> String {
        try expander.expand(word) { state.value(of: $0) }.text
    }

    func unsupported(_ what: String, at range: SourceRange) -> BuildError {
        BuildError(
            .invalidInput,
            [
                Diagnostic(
                    code: "unsupported-feature", "\(what) is not supported by this version of pith", at: range)
            ])
    }
}

/// What COPY and ADD have in common.
private struct CopyWords {
    let keyword: String
    let sources: [Word]
    let destination: Word
    let chown: Word?
    let chmod: Word?
    let heredocs: [Heredoc]
    let excludes: [Word]
    let unpacksArchives: Bool
}

extension String {
    /// Whether ADD would fetch it: an http address or a git repository.
    fileprivate var isRemoteSource: Bool {
        hasPrefix("http://") || hasPrefix("https://") || hasPrefix("git@") || hasPrefix("git://") || hasPrefix("ssh://")
    }
}
