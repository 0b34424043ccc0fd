import Diagnostics

@testable import Dockerfile

/// A document as plain text for golden files: a line for each instruction, one below it for each of its parts.
enum DocumentDump {
    static func text(_ document: DockerfileDocument) -> String {
        var lines = directives(document)
        for instruction in document.globalArguments { lines += text(instruction) }
        for stage in document.stages {
            lines.append("stage \(stage.index) name=\(stage.name ?? "-") lines=\(span(stage.range))")
            lines += comments(stage.comments) + ["  text \(quote(stage.text))", "  image \(at(stage.from.image))"]
            lines += (optional("platform", stage.from.platform) + optional("alias", stage.from.alias)).map { "  " + $0 }
            for instruction in stage.instructions { lines += text(instruction).map { "  " + $0 } }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func directives(_ document: DockerfileDocument) -> [String] {
        var lines = document.escape == .backtick ? ["escape `"] : []
        if let syntax = document.directives.syntax { lines.append("syntax \(at(syntax))") }
        if let check = document.directives.check { lines.append("check \(at(check))") }
        return lines
    }

    static func text(_ instruction: Instruction) -> [String] {
        ["\(instruction.keyword.rawValue) lines=\(span(instruction.range))", "  text \(quote(instruction.text))"]
            + comments(instruction.comments) + details(instruction.kind).map { "  " + $0 }
    }

    private static func details(_ kind: Instruction.Kind) -> [String] {
        switch kind {
        case .add(let add): return text(add)
        case .arg(let names):
            return names.map { "\(at($0.name)) default \($0.value.map(at) ?? "-")" }
        case .cmd(let form), .entrypoint(let form): return [text(form)]
        case .copy(let copy): return text(copy)
        case .env(let pairs), .label(let pairs): return pairs.map { "\(at($0.key)) = \(at($0.value))" }
        case .expose(let words), .volume(let words): return words.map(at)
        case .healthcheck(let check): return text(check)
        case .maintainer(let name): return [quote(name)]
        case .onbuild(let onbuild): return ["stored \(quote(onbuild.text))"] + text(onbuild.trigger)
        case .run(let run): return text(run)
        case .shell(let words): return [words.map(quote).joined(separator: " ")]
        case .stopsignal(let word), .user(let word), .workdir(let word): return [at(word)]
        }
    }

    private static func text(_ form: CommandForm) -> String {
        switch form {
        case .shell(let text): "shell \(quote(text))"
        case .exec(let words): "exec" + words.map { " " + quote($0) }.joined()
        }
    }

    private static func text(_ run: RunInstruction) -> [String] {
        var lines = [text(run.form)]
        if run.network != .default { lines.append("network \(run.network)") }
        if run.security != .sandbox { lines.append("security \(run.security)") }
        lines += run.devices.map { "device \(at($0))" }
        for mount in run.mounts {
            lines.append("mount \(at(mount.word))")
            lines += mount.options.map { "  \($0.key.rawValue) \($0.value.map(at) ?? "-")" }
        }
        if let script = run.script { lines.append("script \(quote(script.name))") }
        return lines + run.heredocs.map(text)
    }

    private static func text(_ copy: CopyInstruction) -> [String] {
        var lines = copy.sources.map { "source \(at($0))" } + copy.heredocSources.map(text)
        lines.append("destination \(at(copy.destination))")
        lines += optional("from", copy.from) + optional("chown", copy.chown) + optional("chmod", copy.chmod)
        if copy.link { lines.append("link") }
        if copy.parents { lines.append("parents") }
        return lines + copy.excludes.map { "exclude \(at($0))" }
    }

    private static func text(_ add: AddInstruction) -> [String] {
        var lines = add.sources.map { "source \(at($0))" } + add.heredocSources.map(text)
        lines.append("destination \(at(add.destination))")
        lines += optional("chown", add.chown) + optional("chmod", add.chmod) + optional("checksum", add.checksum)
        if add.link { lines.append("link") }
        if let keep = add.keepGitDirectory { lines.append("keep-git-dir \(keep)") }
        if let unpack = add.unpack { lines.append("unpack \(unpack)") }
        return lines + add.excludes.map { "exclude \(at($0))" }
    }

    private static func text(_ check: HealthcheckInstruction) -> [String] {
        guard case .command(let form) = check.test else { return ["none"] }
        return [
            text(form), "interval \(check.interval) timeout \(check.timeout) retries \(check.retries)",
            "start-period \(check.startPeriod) start-interval \(check.startInterval)",
        ]
    }

    private static func text(_ heredoc: Heredoc) -> String {
        let marks = (heredoc.stripsTabs ? " strips-tabs" : "") + (heredoc.expands ? " expands" : "")
        return "heredoc \(quote(heredoc.name))\(marks) @\(place(heredoc.range)) \(quote(heredoc.rawContent))"
    }

    private static func optional(_ name: String, _ word: Word?) -> [String] { word.map { ["\(name) \(at($0))"] } ?? [] }

    private static func comments(_ comments: [Word]) -> [String] { comments.map { "  comment \(at($0))" } }

    private static func at(_ word: Word) -> String { "\(quote(word.text)) @\(place(word.range))" }

    private static func place(_ range: SourceRange) -> String { "\(range.line):\(range.column)+\(range.bytes.count)" }

    private static func span(_ range: SourceRange) -> String { "\(range.line)-\(range.lastLine)" }

    private static func quote(_ text: String) -> String { text.debugDescription }
}
