import Diagnostics
import ImageModel

/// What tells the forms of a manifest apart.
struct ManifestForm: Decodable {
    let schemaVersion: Int?
    let mediaType: MediaType?
    /// What the manifest is about; then the subject's list of referrers has it.
    let subject: Descriptor?
    let artifactType: String?
    let annotations: [String: String]?
    private let config: Descriptor?
    private let layers: [Descriptor]?
    private let manifests: [Descriptor]?

    /// What kind of artifact it is (image specification, "Guidelines for Artifact Usage").
    var kind: String? { artifactType ?? config?.mediaType.rawValue }

    /// The media type of a manifest: what it says itself, else what it was sent as, else what it looks like.
    ///
    /// - Throws: `corrupt` for schema 1, for what is no manifest, and for one that could be taken for two things, since
    ///   then not everybody would see the same image under its digest.
    static func mediaType(of bytes: [UInt8], sentAs header: String?, _ what: String) throws(BuildError) -> MediaType {
        let form = try CanonicalJSON.decode(ManifestForm.self, from: bytes, what: "\(what): the manifest")
        guard form.schemaVersion != 1 else {
            throw BuildError(
                .corrupt, "\(what): it has docker's schema 1, which is no longer used",
                help: "push the image again with a builder from after 2017")
        }
        let sent = header.map { MediaType(rawValue: String($0.prefix { $0 != ";" && $0 != " " })) }
            .flatMap { $0.isIndex || $0.isManifest ? $0 : nil }
        if let said = form.mediaType, let sent, said != sent {
            throw BuildError(.corrupt, "\(what): it was sent as '\(sent)' and says that it is '\(said)'")
        }
        let isIndex = form.manifests != nil
        guard isIndex != (form.layers != nil || form.config != nil) || form.mediaType?.isOther == true else {
            throw BuildError(.corrupt, "\(what): it is neither an image nor an index")
        }
        let type = form.mediaType ?? sent ?? (isIndex ? .ociIndex : .ociManifest)
        guard type.isOther || type.isIndex == isIndex else {
            throw BuildError(.corrupt, "\(what): it is not the '\(type)' that it says it is")
        }
        return type
    }
}

extension MediaType {
    /// Whether it is none of the types of images and indexes.
    fileprivate var isOther: Bool { !isIndex && !isManifest }
}
