/// A secret that everyone who has the image can read. Its text is never kept.
package struct ReportedSecret: Hashable, Sendable, Encodable {
    package let rule: SecretRule
    /// The file that holds it, or the place in the image's configuration: `ENV TOKEN`, `history 3`.
    package let path: String
    /// The place of the file's layer, the lowest being 0; nil for the configuration.
    package let layer: Int?
    /// Whether an upper layer removed or replaced the file: it is in the image all the same.
    package let deleted: Bool
    /// From 1; nil for the configuration.
    package let line: Int?

    /// The most of one image.
    private static let limit = 1000

    /// Those of all layers, lowest first, after those of the configuration.
    static func all(of image: InspectedImage) -> [ReportedSecret] {
        var found = ConfigurationSecret.find(in: image.config).map {
            ReportedSecret(rule: $0.rule, path: $0.place, layer: nil, deleted: false, line: nil)
        }
        for (index, secrets) in image.secrets.enumerated() {
            for (path, secrets) in secrets.sorted(by: { $0.key < $1.key }) where found.count < limit {
                let isDeleted = image.view[path]?.layer != index
                let text = image.tree.paths.text(of: path)
                found += secrets.map {
                    ReportedSecret(rule: $0.rule, path: text, layer: index, deleted: isDeleted, line: $0.line)
                }
            }
        }
        return found
    }

    /// `/root/.ssh/id_rsa (private-key, layer 3, deleted later)`
    package var description: String {
        guard let layer else { return "\(path) (\(rule.rawValue), configuration)" }
        return "\(path) (\(rule.rawValue), layer \(layer + 1)\(deleted ? ", deleted later" : ""))"
    }
}
