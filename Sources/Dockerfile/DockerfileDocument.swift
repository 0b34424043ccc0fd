package import Diagnostics

/// What a Dockerfile says, as far as it could be understood.
package struct DockerfileDocument: Sendable {
    package let file: SourceFile
    package let directives: Directives
    /// The ARG instructions before the first stage, which FROM lines may use.
    package let globalArguments: [Instruction]
    package let stages: [Stage]

    package var escape: Escape { directives.escape }
}

/// A FROM instruction with those that follow it, up to the next FROM.
package struct Stage: Sendable {
    /// From 0, as `COPY --from=0` counts.
    package let index: Int
    package let from: FromInstruction
    /// In lower case; names are looked up without regard to case.
    package let name: String?
    /// Without the FROM.
    package let instructions: [Instruction]
    /// The FROM instruction.
    package let range: SourceRange
    /// The FROM instruction as one line.
    package let text: String
    /// The comment lines directly above, without `#` and the blanks around.
    package let comments: [Word]
    /// The last line of a FROM that has a blank line among its own.
    package let emptyContinuation: SourceRange?
}
