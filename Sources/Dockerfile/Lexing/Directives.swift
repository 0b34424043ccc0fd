import Diagnostics

/// The parser directives at the head of a Dockerfile: `# syntax=`, `# escape=`, `# check=`.
///
/// Dockerfile reference, "Parser directives". The search ends at the first line that is no known directive.
package struct Directives: Sendable {
    /// The frontend the file asks for, with its command line.
    package internal(set) var syntax: Word?
    package internal(set) var escape = Escape.backslash
    /// What the build checks skip or treat as errors, as written: `skip=StageNameCasing;error=true`.
    package internal(set) var check: Word?
}

/// Reads the directives and says at which line (from 1) the rest of the file begins.
struct DirectiveScanner {
    private let file: SourceFile
    private var seen: Set<Name> = []
    private(set) var directives = Directives()
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var nextLine = 1

    private enum Name: String {
        case syntax, escape, check
    }

    init(scanning file: SourceFile) {
        self.file = file
        if file.bytes.starts(with: "#!".utf8) { nextLine = 2 }
        while nextLine <= file.lineCount, diagnostics.count < DockerfileParser.mostDiagnostics,
            let (name, value) = directive(at: file.lineRange(nextLine))
        {
            accept(name, value)
            nextLine += 1
        }
    }

    /// `#`, blanks, a known name in any case, blanks, `=`, blanks, a value.
    private func directive(at line: Range<Int>) -> (Name, Word)? {
        let bytes = file.bytes
        func skippingBlanks(_ start: Int) -> Int {
            (start..<line.upperBound).first { !bytes[$0].isBlank } ?? line.upperBound
        }
        let hash = skippingBlanks(line.lowerBound)
        guard hash < line.upperBound, bytes[hash] == UInt8(ascii: "#") else { return nil }
        let start = skippingBlanks(hash + 1)
        let end = (start..<line.upperBound).first { !bytes[$0].isLetter && !bytes[$0].isDigit } ?? line.upperBound
        let equals = skippingBlanks(end)
        guard equals < line.upperBound, bytes[equals] == UInt8(ascii: "="),
            let name = Name(rawValue: file.text(start..<end).lowercased())
        else { return nil }
        let first = skippingBlanks(equals + 1)
        guard let last = (first..<line.upperBound).last(where: { !bytes[$0].isBlank }) else { return nil }
        let value = first..<last + 1
        return (name, Word(text: file.text(value), range: SourceRange(file, value)))
    }

    private mutating func accept(_ name: Name, _ value: Word) {
        guard seen.insert(name).inserted else {
            let message = "only one '\(name.rawValue)' directive can be used"
            diagnostics.append(Diagnostic(code: "duplicate-directive", message, at: value.range))
            return
        }
        switch name {
        case .syntax: acceptSyntax(value)
        case .check: directives.check = value
        case .escape: acceptEscape(value)
        }
    }

    private mutating func acceptEscape(_ value: Word) {
        guard value.text.utf8.count == 1, let escape = value.text.utf8.first.flatMap(Escape.init) else {
            diagnostics.append(
                Diagnostic(
                    code: "invalid-escape", "invalid escape character '\(value.text)'", at: value.range,
                    help: "use '\\' or '`'"))
            return
        }
        directives.escape = escape
    }

    /// The language read here is that of `docker/dockerfile`, of any version and from any registry.
    private mutating func acceptSyntax(_ value: Word) {
        directives.syntax = value
        let image = value.text.prefix { $0 != " " && $0 != "\t" && $0 != "@" }
        let components = image.split(separator: "/")
        let repository = components.last?.prefix { $0 != ":" } ?? ""
        let isDockers = components.dropLast().last == "docker"
        let isKnown = isDockers && (repository == "dockerfile" || repository == "dockerfile-upstream")
        guard !isKnown, image != "dockerfile.v0" else { return }
        diagnostics.append(
            Diagnostic(
                .warning, code: "unsupported-syntax",
                "frontend '\(image)' is not used: the file is read as the language of 'docker/dockerfile'",
                at: value.range))
    }
}
