/// Where a shell script writes to, as far as its text has the paths.
struct ScriptWrites {
    /// A path from the root, and the command that writes there.
    struct Write: Hashable {
        let path: String
        let command: String
    }

    /// In order, each once.
    let writes: [Write]

    init(_ text: String) {
        writes = ShellWords(text).commands.flatMap(Self.writes).filter { $0.path.hasPrefix("/") }.uniqued()
    }

    private static func writes(of command: ShellWords.Command) -> [Write] {
        let words = command.words.drop { $0.map(keywords.contains) ?? false }
        let name = (words.first ?? nil) ?? ""
        let outputs = command.outputs.map { Write(path: $0, command: name.isEmpty ? "a redirection" : name) }
        let arguments = words.dropFirst().filter { $0?.hasPrefix("-") != true }
        let targets: [String?]
        switch name {
        case "mkdir", "touch", "tee", "rm", "rmdir", "mkfifo", "truncate":
            targets = Array(arguments)
        case "chown", "chmod", "chgrp":
            targets = Array(arguments.dropFirst())
        case "cp", "mv", "ln", "install":
            targets = arguments.count > 1 || name == "install" ? [arguments.last ?? nil] : []
        case "sed" where words.contains { $0?.hasPrefix("-i") == true || $0?.hasPrefix("--in-place") == true }:
            // An expression may look like a path: `/pattern/d`.
            targets = arguments.count > 1 ? [arguments.last ?? nil] : []
        default:
            targets = []
        }
        return outputs + targets.compactMap { $0.map { Write(path: $0, command: name) } }
    }

    private static let keywords: Set<String> = [
        "!", "do", "elif", "else", "exec", "if", "then", "until", "while", "sudo",
    ]
}
