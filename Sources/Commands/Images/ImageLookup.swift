import Diagnostics
import ImageModel
import Store

/// Finds images as people name them: by name, or by the beginning of the ID.
struct ImageLookup: Sendable {
    let store: ImageStore

    /// - Throws: `imageNotFound` with a suggestion, or `usage` for an ID that several images begin with.
    func image(_ text: String) throws(BuildError) -> StoredImage {
        try store.images.image(try id(text))
    }

    /// The images that a name or an ID means: one, or one for each platform.
    ///
    /// - Parameter platform: the one that is wanted; nil for all.
    /// - Throws: `imageNotFound`, which lists the platforms that there are; as `image`.
    func images(_ text: String, for platform: Platform? = nil) throws(BuildError) -> [StoredImage] {
        var images = [StoredImage]()
        if let name = try? ImageReference(parsing: text) {
            for id in try store.ids(named: name) { images.append(try store.images.image(id)) }
        }
        if images.isEmpty { images = [try image(text)] }
        guard let platform else { return images }
        if let found = images.first(where: { PlatformSelection.runs($0.config.platform, on: platform) }) {
            return [found]
        }
        let platforms = images.map(\.config.platform.description).joined(separator: ", ")
        throw BuildError(
            .imageNotFound, "image '\(text)' is not in the store for \(platform)", help: "it is there for \(platforms)")
    }

    func id(_ text: String) throws(BuildError) -> Digest {
        if let name = try? ImageReference(parsing: text), let id = try store.id(named: name) { return id }
        let digits = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
        if digits.utf8.count >= 4, digits.utf8.count <= 64, digits.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) {
            let ids = try store.images.ids(startingWith: digits)
            if let id = ids.first, ids.count == 1 { return id }
            if ids.count > 1 { throw BuildError(.usage, "'\(text)' is the beginning of \(ids.count) image IDs") }
        }
        throw BuildError(
            .imageNotFound, "image '\(text)' is not in the store", help: Suggestion.help(for: text, in: try names()))
    }

    /// The familiar names of an image.
    func names(of id: Digest) throws(BuildError) -> [ImageReference] {
        try store.images.names().filter { $0.id == id }.compactMap { try? ImageReference(parsing: $0.name) }
    }

    private func names() throws(BuildError) -> [String] {
        try store.images.names().compactMap { try? ImageReference(parsing: $0.name) }
            .flatMap { [$0.familiar, $0.familiarName] }
    }
}
