/// One simple command of a shell text: a program and its arguments, as far as they can be told without running it.
struct ShellCommand {
    /// The last component of the program's path: `apt-get`.
    let program: String
    let arguments: [String]

    /// Words that come before a program and are not what runs.
    private static let prefixes: Set<String> = [
        "sudo", "exec", "env", "time", "nice", "command", "then", "do", "else", "if", "while", "until", "!", "{", "(",
    ]

    private init?(_ words: [String]) {
        let rest = words.drop { Self.prefixes.contains($0) || Self.isAssignment($0) }
        guard let first = rest.first else { return nil }
        program = first.split(separator: "/").last.map(String.init) ?? first
        arguments = Array(rest.dropFirst())
    }

    /// The commands of a RUN instruction.
    static func all(in run: RunInstruction) -> [ShellCommand] {
        switch run.form {
        case .shell(let text): all(in: text)
        case .exec(let words):
            words.count == 3 && words[1] == "-c" ? all(in: words[2]) : [ShellCommand(words)].compactMap(\.self)
        }
    }

    /// The commands of a shell text, between `;`, `&`, `|`, line feeds and parentheses outside of quotes.
    static func all(in text: String) -> [ShellCommand] {
        var commands: [[String]] = [[]]
        var word: [UInt8] = []
        var quote: UInt8?
        func endWord() {
            if !word.isEmpty { commands[commands.count - 1].append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8 {
            if let open = quote {
                if byte == open { quote = nil } else { word.append(byte) }
            } else if byte.isQuote {
                quote = byte
            } else if byte == UInt8(ascii: "\n") || ";&|()".utf8.contains(byte) {
                endWord()
                commands.append([])
            } else if byte.isBlank {
                endWord()
            } else {
                word.append(byte)
            }
        }
        endWord()
        return commands.compactMap { ShellCommand($0) }
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals > word.startIndex else { return false }
        return word.utf8[..<equals].allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    }

    /// The arguments that are no options.
    var operands: [String] { arguments.filter { !$0.hasPrefix("-") } }
}
