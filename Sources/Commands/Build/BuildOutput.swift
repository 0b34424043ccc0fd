import Diagnostics

/// Where a build's result goes.
enum BuildOutput: Hashable, Sendable {
    /// The local store.
    case image
    /// An OCI image layout in a tar file; `-` is standard output.
    case oci(destination: String)

    /// Reads all `--output` options; none means the store.
    static func parse(_ texts: [String]) throws(BuildError) -> [BuildOutput] {
        guard !texts.isEmpty else { return [.image] }
        var outputs = [BuildOutput]()
        for text in texts { outputs.append(try parse(text)) }
        return outputs
    }

    private static func parse(_ text: String) throws(BuildError) -> BuildOutput {
        var fields = [String: String]()
        for field in text.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw BuildError(.usage, "--output '\(text)': '\(field)' is not 'name=value'")
            }
            fields[parts[0].lowercased()] = parts[1]
        }
        let type = fields.removeValue(forKey: "type")
        let destination = fields.removeValue(forKey: "dest")
        if let unknown = fields.keys.sorted().first {
            throw BuildError(
                .usage, "--output '\(text)': unknown field '\(unknown)'",
                help: Suggestion.help(for: unknown, in: ["type", "dest"]))
        }
        switch type {
        case "image": return .image
        case "oci": return .oci(destination: destination ?? "-")
        default:
            throw BuildError(
                .usage, "--output '\(text)': unknown type '\(type ?? "")': expected image or oci",
                help: type.flatMap { Suggestion.help(for: $0, in: ["image", "oci"]) })
        }
    }
}
