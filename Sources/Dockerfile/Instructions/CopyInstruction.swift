import Diagnostics

/// `COPY [FLAGS] SOURCE… DESTINATION`
///
/// Sources, destination, owner and mode are expanded; `from` and the excludes are not.
package struct CopyInstruction: Sendable {
    package let sources: [Word]
    /// The files that stand in the Dockerfile itself, each named after its delimiter.
    package let heredocSources: [Heredoc]
    package let destination: Word
    /// The stage, its number, the named context or the image that the sources are in; nil for the build context.
    package let from: Word?
    package let chown: Word?
    package let chmod: Word?
    package let link: Bool
    package let parents: Bool
    package let excludes: [Word]
}

/// `ADD [FLAGS] SOURCE… DESTINATION`
///
/// Sources, destination, owner, mode and checksum are expanded; the excludes are not.
package struct AddInstruction: Sendable {
    package let sources: [Word]
    /// The files that stand in the Dockerfile itself, each named after its delimiter.
    package let heredocSources: [Heredoc]
    package let destination: Word
    package let chown: Word?
    package let chmod: Word?
    package let checksum: Word?
    package let link: Bool
    /// Whether the `.git` directory of a repository is kept; nil where nothing is said.
    package let keepGitDirectory: Bool?
    /// Whether an archive is unpacked; nil leaves it to the kind of source.
    package let unpack: Bool?
    package let excludes: [Word]
}

extension InstructionParser {
    mutating func copy() -> CopyInstruction? {
        let flags = flags([
            "from": .text, "chown": .text, "chmod": .text, "link": .boolean, "parents": .boolean, "exclude": .list,
        ])
        if let from = flags["from"] { checkConstant(from, "flag '--from'") }
        guard let paths = paths() else { return nil }
        return CopyInstruction(
            sources: paths.sources, heredocSources: paths.heredocs, destination: paths.destination,
            from: flags["from"], chown: flags["chown"], chmod: flags["chmod"], link: flags.booleans["link"] ?? false,
            parents: flags.booleans["parents"] ?? false, excludes: flags.all("exclude"))
    }

    mutating func add() -> AddInstruction? {
        let flags = flags([
            "chown": .text, "chmod": .text, "checksum": .text, "link": .boolean, "keep-git-dir": .boolean,
            "unpack": .boolean, "exclude": .list,
        ])
        guard let paths = paths() else { return nil }
        return AddInstruction(
            sources: paths.sources, heredocSources: paths.heredocs, destination: paths.destination,
            chown: flags["chown"], chmod: flags["chmod"], checksum: flags["checksum"],
            link: flags.booleans["link"] ?? false, keepGitDirectory: flags.booleans["keep-git-dir"],
            unpack: flags.booleans["unpack"], excludes: flags.all("exclude"))
    }

    /// A stage or image is named as it is: what it depends on must be known before anything is expanded.
    mutating func checkConstant(_ word: Word, _ what: String) {
        guard word.hasVariable else { return }
        report(
            "variable-not-allowed", "\(what) does not expand variables", at: word.range,
            help: "give the image a stage of its own, 'FROM \(word.text) AS NAME', and name that")
    }

    private mutating func paths() -> (sources: [Word], heredocs: [Heredoc], destination: Word)? {
        let words: [Word]
        switch arrayForm() {
        case .strings(let members): words = members
        case .otherMember: return nil
        case .invalid: words = wordsBetweenHeredocs()
        }
        if let last = heredocs.last, last.part.upperBound == arguments.upperBound {
            let message = "a heredoc can't be the destination of \(keyword.rawValue)"
            report("heredoc-destination", message, at: last.heredoc.range)
            return nil
        }
        guard let destination = words.last, words.count + heredocs.count >= 2 else {
            reportMissing("a source and a destination")
            return nil
        }
        return (words.dropLast(), heredocs.map(\.heredoc), destination)
    }

    private func wordsBetweenHeredocs() -> [Word] {
        let starts = [arguments.lowerBound] + heredocs.map(\.part.upperBound)
        let ends = heredocs.map(\.part.lowerBound) + [arguments.upperBound]
        return zip(starts, ends).flatMap { text.blankSeparated($0..<$1) }.map(text.word)
    }
}
