import Diagnostics
import ImageModel

/// Documents of images, made up for a test.
enum Document {
    static func index(_ manifests: [Descriptor]) throws -> ManifestBlob {
        try blob(ImageIndex(manifests: manifests), .ociIndex)
    }

    static func manifest(config: Descriptor, layers: [Descriptor]) throws -> ManifestBlob {
        try blob(ImageManifest(config: config, layers: layers), .ociManifest)
    }

    private static func blob(_ document: some Encodable, _ mediaType: MediaType) throws -> ManifestBlob {
        let bytes = try CanonicalJSON.encode(document)
        return ManifestBlob(descriptor: descriptor(bytes, mediaType), bytes: bytes)
    }

    static func descriptor(_ bytes: [UInt8], _ mediaType: MediaType) -> Descriptor {
        Descriptor(mediaType: mediaType, digest: Digest(of: bytes), size: Int64(bytes.count))
    }
}
