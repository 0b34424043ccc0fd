/// Flags of `build` as docker, podman and buildah let people spell them: `--push=true`, `--rm=false`, `--tls-verify`.
enum FlagSpelling {
    /// Flags that may have a value.
    private static let flags: Set<String> = [
        "--check", "--force-rm", "--layers", "--load", "--no-cache", "--push", "--quiet", "--rm", "--squash",
        "-q",
    ]

    /// Options whose value may be left out, and is true then.
    private static let options: Set<String> = ["--http-proxy", "--tls-verify"]

    private static let values: [String: Bool] = [
        "true": true, "t": true, "1": true, "false": false, "f": false, "0": false,
    ]

    /// What `--pull` may say in other words.
    private static let pulls = ["ifmissing": "missing", "ifnewer": "newer"]

    /// The arguments with all flags spelled in the one way that the parser knows.
    static func normalized(_ arguments: [String]) -> [String] {
        guard isBuild(arguments) else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var normal = [String]()
        for (index, argument) in arguments[..<end].enumerated() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let next = index + 1 < end ? arguments[index + 1] : ""
            if parts.first == "--pull" {
                normal.append("--pull=\(pull(parts.count == 2 ? parts[1].lowercased() : "true"))")
            } else if parts.count == 2, flags.contains(parts[0]), let value = values[parts[1].lowercased()] {
                if value { normal.append(parts[0]) }
            } else if options.contains(argument), values[next.lowercased()] == nil {
                normal.append("\(argument)=true")
            } else {
                normal.append(argument)
            }
        }
        return normal + arguments[end...]
    }

    private static func pull(_ text: String) -> String {
        values[text].map { $0 ? "always" : "missing" } ?? pulls[text] ?? text
    }

    /// Docker has the verb behind others too.
    private static func isBuild(_ arguments: [String]) -> Bool {
        arguments.first == "build"
            || ["buildx", "image", "builder"].contains(arguments.first) && arguments.contains("build")
    }
}
