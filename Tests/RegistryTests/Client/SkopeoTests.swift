import Diagnostics
import FoundationEssentials
import ImageModel
import Registry
import TestServers
import Testing

/// What skopeo pushes is pulled, and what is pushed skopeo pulls. Needs skopeo, docker-registry, openssl, apache2-utils
/// and gzip.
struct SkopeoTests {
    @Test("skopeo pulls what was pushed, byte for byte", arguments: RegistryKind.allCases)
    func push(kind: RegistryKind) async throws {
        let image = try gzippedImage()
        try await RealRegistry.with(kind) { registry in
            try await registry.repository.push(image, as: "one", "two")
            let layout = "\(registry.directory)/pulled"
            try await registry.skopeo(
                "copy", "--src-tls-verify=false", "--src-creds=somebody:secret", registry.skopeoName("two"),
                "oci:\(layout):two")
            for bytes in image.blobs + [image.manifest.bytes] {
                let path = "\(layout)/blobs/sha256/\(Digest(of: bytes).hex)"
                #expect(try Array(Data(contentsOf: URL(filePath: path))) == bytes)
            }
            let raw = try await registry.skopeo(
                "inspect", "--raw", "--tls-verify=false", "--creds=somebody:secret", registry.skopeoName("one"))
            #expect(raw == String(decoding: image.manifest.bytes, as: UTF8.self))
            #expect(try await registry.repository.tags() == ["one", "two"])
        }
    }

    @Test("what skopeo pushed is pulled, in the form of OCI and of docker", arguments: RegistryKind.allCases)
    func pull(kind: RegistryKind) async throws {
        let image = try gzippedImage()
        try await RealRegistry.with(kind) { registry in
            let layout = "\(registry.directory)/layout"
            try write(image, to: layout)
            for (form, type) in [("oci", MediaType.ociManifest), ("v2s2", .dockerManifest)] {
                try await registry.skopeo(
                    "copy", "--dest-tls-verify=false", "--dest-creds=somebody:secret", "--format=\(form)",
                    "oci:\(layout):latest", registry.skopeoName(form))
                let manifest = try #require(try await registry.repository.manifest(.tag(form)))
                #expect(manifest.descriptor.mediaType == type)
                let raw = try await registry.skopeo(
                    "inspect", "--raw", "--tls-verify=false", "--creds=somebody:secret", registry.skopeoName(form))
                #expect(Digest(of: raw.utf8) == manifest.descriptor.digest)
                let contents = try CanonicalJSON.decode(ImageManifest.self, from: manifest.bytes, what: "it")
                for layer in contents.layers {
                    let bytes = try await registry.repository.bytes(layer)
                    #expect(image.layers.contains(bytes))
                }
                #expect(try await registry.repository.manifest(.digest(manifest.descriptor.digest)) == manifest)
            }
        }
    }

    /// An image whose layers gzip has compressed, as skopeo leaves them.
    private func gzippedImage() throws -> SampleImage {
        try SampleImage([gzipped(someBytes(5000)), gzipped(someBytes(2_500_000, seed: 2))], layerType: .ociLayerGzip)
    }

    private func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
        let path = "/tmp/pith-gzip-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: "\(path).gz") }
        try Data(bytes).write(to: URL(filePath: path))
        try TestProcess.run("gzip", ["-n", path], log: "/dev/null")
        return Array(try Data(contentsOf: URL(filePath: "\(path).gz")))
    }

    /// Writes an OCI image layout with one tag, `latest`.
    private func write(_ image: SampleImage, to layout: String) throws {
        let blobs = "\(layout)/blobs/sha256"
        try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
        for bytes in image.blobs + [image.manifest.bytes] {
            try Data(bytes).write(to: URL(filePath: "\(blobs)/\(Digest(of: bytes).hex)"))
        }
        var entry = image.manifest.descriptor
        entry.annotations = ["org.opencontainers.image.ref.name": "latest"]
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
        try Data(index).write(to: URL(filePath: "\(layout)/index.json"))
        try TestFile.write("{\"imageLayoutVersion\":\"1.0.0\"}", to: "\(layout)/oci-layout")
    }
}
