import ImageModel
import Transport

/// A registry, or a part of what is in one: `quay.io`, `localhost:5000/mirror/library`.
struct RegistryLocation: Hashable, Sendable {
    /// Without a slash at its end.
    let text: String

    /// Nil for what is no registry or repository of one: a scheme, a tag, a name without a registry.
    init?(_ text: String) {
        var text = Substring(text)
        while text.last == "/" { text.removeLast() }
        // Docker's shorthands mean other names than what is written; two more components rule them out.
        let probe = "\(text)/x/x"
        guard let reference = try? ImageReference(parsing: probe), reference.name == probe else { return nil }
        self.text = String(text)
    }

    /// `docker.io`, `localhost:5000`.
    var registry: String { String(text.prefix { $0 != "/" }) }

    /// Whether it is a registry and no part of one.
    var isRegistry: Bool { !text.contains("/") }
}
