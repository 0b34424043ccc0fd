package import Diagnostics

/// One instruction of a stage, or one ARG before the first stage. FROM begins a `Stage` instead.
///
/// A class, since hostile files have a million of them, which are passed around a lot and never changed.
package final class Instruction: Sendable {
    package let keyword: Keyword
    package let kind: Kind
    /// From the keyword to the end of the last line, heredoc bodies included.
    package let range: SourceRange
    /// The instruction as one line: continuations joined, comments removed, heredoc bodies left out.
    package let text: String
    /// The comment lines directly above, without `#` and the blanks around.
    package let comments: [Word]
    /// The last line of an instruction that has a blank line among its own.
    package let emptyContinuation: SourceRange?

    init(
        keyword: Keyword, kind: Kind, range: SourceRange, text: String, comments: [Word],
        emptyContinuation: SourceRange?
    ) {
        self.keyword = keyword
        self.kind = kind
        self.range = range
        self.text = text
        self.comments = comments
        self.emptyContinuation = emptyContinuation
    }

    /// What the instruction says, a case for each keyword.
    package indirect enum Kind: Sendable {
        case add(AddInstruction)
        case arg([ArgumentDeclaration])
        case cmd(CommandForm)
        case copy(CopyInstruction)
        case entrypoint(CommandForm)
        case env([KeyValue])
        case expose([Word])
        case healthcheck(HealthcheckInstruction)
        case label([KeyValue])
        case maintainer(String)
        case onbuild(OnbuildInstruction)
        case run(RunInstruction)
        case shell([String])
        case stopsignal(Word)
        case user(Word)
        case volume([Word])
        case workdir(Word)
    }
}

/// A command line in one of its two forms. Neither is expanded.
package enum CommandForm: Sendable, Hashable {
    /// Text for the stage's shell.
    case shell(String)
    /// The arguments of a program that is started without a shell; may be empty.
    case exec([String])
}
