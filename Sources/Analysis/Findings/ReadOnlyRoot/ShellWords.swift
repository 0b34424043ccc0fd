/// Shell text as the simple commands that it has, for a look at what they name; nothing is expanded or run.
///
/// Quoting, comments, operators and redirections are known (POSIX, "Shell Command Language", 2.2, 2.3, 2.7). Words that
/// depend on variables or other commands have no value. The contents of here-documents are read as commands, which
/// they rarely look like.
struct ShellWords {
    /// A simple command.
    struct Command: Hashable {
        /// Nil for a word that is not known before the command runs.
        var words = [String?]()
        /// The files that its output goes to.
        var outputs = [String]()
    }

    /// In order, 10,000 at most.
    private(set) var commands = [Command]()

    private static let limit = 10_000
    private var current = Command()
    private var word = ""
    private var hasWord = false
    private var isUnknown = false
    /// Whether the next word is where output goes to, or where input comes from.
    private var redirection: Character?

    init(_ text: String) {
        var rest = Array(text)[...]
        while let character = rest.popFirst(), commands.count < Self.limit { take(character, &rest) }
        endCommand()
    }

    private mutating func take(_ character: Character, _ rest: inout ArraySlice<Character>) {
        switch character {
        case "\\":
            if let next = rest.popFirst(), !next.isNewline { append(next) }
        case "'":
            append(contentsOf: ShellWords.takeQuoted("'", &rest))
        case "\"":
            append(contentsOf: ShellWords.takeQuoted("\"", &rest))
        case "$", "`":
            isUnknown = true
            append(character)
        case "#" where !hasWord:
            rest = rest.drop { !$0.isNewline }
        case " ", "\t":
            endWord()
        case ">", "<":
            redirect(character, &rest)
        // Braces within words belong to variables.
        case _ where "{}".contains(character) && hasWord:
            append(character)
        case _ where character.isNewline || ";|(){}&".contains(character):
            endCommand()
        default:
            append(character)
        }
    }

    private mutating func append(_ character: Character) {
        word.append(character)
        hasWord = true
    }

    private mutating func append(contentsOf quoted: (text: String, isUnknown: Bool)) {
        word += quoted.text
        hasWord = true
        isUnknown = isUnknown || quoted.isUnknown
    }

    private static func takeQuoted(
        _ quote: Character, _ rest: inout ArraySlice<Character>
    ) -> (text: String, isUnknown: Bool) {
        var text = ""
        var isUnknown = false
        while let character = rest.popFirst(), character != quote {
            if quote == "\"", character == "\\", let next = rest.popFirst() {
                text.append(next)
                continue
            }
            if quote == "\"", character == "$" || character == "`" { isUnknown = true }
            text.append(character)
        }
        return (text, isUnknown)
    }

    /// `>`, `2>>`, `&>`, `>|`; `>&2` and the like name no file.
    private mutating func redirect(_ character: Character, _ rest: inout ArraySlice<Character>) {
        // A number before it is a descriptor.
        if word.allSatisfy(\.isNumber) { (word, hasWord) = ("", false) }
        endWord()
        redirection = character
        while let next = rest.first, next == ">" || next == "<" || next == "|" || next == "&" {
            rest = rest.dropFirst()
            if next == "<" || next == "&" { redirection = "<" }
        }
    }

    private mutating func endWord() {
        guard hasWord else { return }
        let value = isUnknown ? nil : word
        if redirection == ">" {
            if let value { current.outputs.append(value) }
        } else if redirection == nil {
            current.words.append(value)
        }
        (word, hasWord, isUnknown, redirection) = ("", false, false, nil)
    }

    private mutating func endCommand() {
        endWord()
        redirection = nil
        if current != Command() { commands.append(current) }
        current = Command()
    }
}
