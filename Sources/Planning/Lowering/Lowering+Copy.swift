import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lower(_ copy: CopyInstruction, _ instruction: Instruction, _ state: inout StageState)
        throws(BuildError)
    {
        let words = CopyWords(copy)
        switch copy.from.flatMap({ graph.origin(of: $0, in: state.stageIndex) }) {
        case nil: try lower(words, .context(name: nil), nil, instruction, &state)
        case .directory(let name): try lower(words, .context(name: name), nil, instruction, &state)
        case .stage(let index):
            let source = fileSystem(ofStage: index)
            try lower(words, source == nil ? .nothing : .step, source, instruction, &state)
        case .image(let need):
            try lower(words, .step, try imageStep(need, state), instruction, &state)
        case .scratch: try lower(words, .nothing, nil, instruction, &state)
        }
    }

    mutating func lower(_ add: AddInstruction, _ instruction: Instruction, _ state: inout StageState) throws(BuildError)
    {
        try lower(CopyWords(add), .context(name: nil), nil, instruction, &state)
    }

    private mutating func lower(
        _ words: CopyWords, _ from: CopySource, _ source: StepID?, _ instruction: Instruction, _ state: inout StageState
    ) throws(BuildError) {
        var sources = [CopyPath]()
        for word in words.sources { sources.append(try self.source(word, words, state)) }
        _ = try IgnorePatterns(words.excludes)
        let destination = try expand(words.destination, state)
        let owner = try given(words.chown, state)
        let mode = try given(words.chmod, state)
        let operation = CopyOperation(
            instruction: words.keyword, from: from, sources: sources, files: try inlineFiles(words.heredocs, state),
            destination: WorkingPath.directoryKeepingSlash(destination, in: state.config.workingDir ?? "/"),
            owner: owner, mode: mode, excludes: words.excludes.map { CopyPath(path: $0.text, range: $0.range) },
            keepsParents: words.keepsParents, isLinked: words.isLinked && mode == nil,
            unpacksArchives: words.unpacksArchives,
            unpacksDownloads: words.unpacksDownloads)
        add(.copy(operation), sources: source.map { [$0] } ?? [], text: instruction.text, &state, instruction.range)
        var text = words.keyword
        if words.keepsParents { text += " --parents" }
        if let owner { text += " --chown=\(owner)" }
        if let mode { text += " --chmod=\(mode)" }
        let names = sources.map(\.path) + operation.files.map { "<<\($0.name)" } + [destination]
        state.recordStep("\(text) \(names.joined(separator: " "))")
    }

    /// The value of a flag; nil for none, and for an empty one.
    private func given(_ word: Word?, _ state: StageState) throws(BuildError) -> String? {
        guard let word else { return nil }
        let text = try expand(word, state)
        return text.isEmpty ? nil : text
    }

    /// One source, expanded; what ADD would fetch is told by its form.
    private func source(_ word: Word, _ words: CopyWords, _ state: StageState) throws(BuildError) -> CopyPath {
        let text = try expand(word, state)
        let checksum = try words.checksum.map { word throws(BuildError) in (try expand(word, state), word.range) }
        if let checksum, words.sources.count + words.heredocs.count > 1 {
            throw refusal("checksum-of-several", "'--checksum' is for one source only", at: checksum.1)
        }
        do throws(BuildError) {
            switch try RemoteSource(parsing: text) {
            case nil:
                guard let checksum else { return CopyPath(path: text, range: word.range) }
                throw refusal(
                    "checksum-of-file", "'--checksum' is for what is fetched, and '\(text)' is a local path",
                    at: checksum.1)
            case _ where words.keyword == "COPY":
                throw refusal(
                    "copy-of-address", "COPY takes local files only, and '\(text)' is an address", at: word.range,
                    help: "use ADD")
            case .file(let file):
                let expected = try checksum.map { text, range throws(BuildError) in
                    do throws(BuildError) { return try Checksum(parsing: text) } catch {
                        throw error.located(at: range)
                    }
                }
                let remote = RemoteFile(address: file.address, checksum: expected)
                return CopyPath(path: text, range: word.range, remote: .file(remote))
            case .repository(let source):
                let remote = try source.with(keepsGitDirectory: words.keepsGitDirectory, commit: checksum?.0)
                return CopyPath(path: text, range: word.range, remote: .repository(remote))
            }
        } catch {
            throw error.located(at: word.range)
        }
    }

    private func refusal(_ code: String, _ message: String, at range: SourceRange, help: String? = nil) -> BuildError {
        BuildError(.invalidInput, [Diagnostic(code: code, message, at: range, help: help)])
    }

    /// The here-documents of an instruction as files, their contents expanded.
    private func inlineFiles(_ heredocs: [Heredoc], _ state: StageState) throws(BuildError) -> [InlineFile] {
        var files = [InlineFile]()
        for heredoc in heredocs {
            guard !heredoc.name.contains("/"), heredoc.name != ".", heredoc.name != "..", heredoc.name.utf8.count <= 255
            else {
                throw BuildError(
                    .invalidInput,
                    [
                        Diagnostic(
                            code: "invalid-heredoc-name", "a file can't be named '\(heredoc.name)'", at: heredoc.range)
                    ])
            }
            let content = try expander.expand(heredoc) { state.value(of: $0) }.text
            files.append(InlineFile(name: heredoc.name, content: content, range: heredoc.range))
        }
        return files
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
