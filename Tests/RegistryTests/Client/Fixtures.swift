import Diagnostics
import ImageModel
import Registry
import Synchronization
import Transport

/// Credentials by registry.
struct FixedCredentials: CredentialProvider {
    var known: [String: Credential] = [:]

    func credential(for registry: String, repository: String) async throws(BuildError) -> Credential? {
        known[registry]
    }
}

let somebody = Credential.password(username: "somebody", password: "secret")

/// `Authorization` for `somebody`.
let somebodyBasic = "Basic c29tZWJvZHk6c2VjcmV0"

func endpoint(
    _ registry: String = "registry.example", repository: String = "app", isSecure: Bool = true, port: Int? = nil,
    allowsPlainHTTP: Bool = false, isMirror: Bool = false, trust: HTTPTrust = HTTPTrust()
) -> RegistryEndpoint {
    RegistryEndpoint(
        registry: registry,
        url: HTTPURL(isSecure: isSecure, host: String(registry.prefix { $0 != ":" }), port: port),
        repository: repository, trust: trust, allowsPlainHTTP: allowsPlainHTTP, isMirror: isMirror)
}

/// Settings that don't wait, with chunks of 100 bytes.
func quickSettings(chunkSize: Int64 = 100) -> RegistrySettings {
    var settings = RegistrySettings(temporaryDirectory: "/tmp")
    settings.delay = .zero
    settings.chunkSize = chunkSize
    return settings
}

func client(
    _ transport: any HTTPTransport, _ credentials: [String: Credential] = [:],
    settings: RegistrySettings = quickSettings(), warnings: Warnings = Warnings()
) -> RegistryClient {
    RegistryClient(
        transport: transport, credentials: FixedCredentials(known: credentials), settings: settings,
        warn: { warnings.append($0) })
}

/// Warnings in the order in which they came.
final class Warnings: Sendable {
    private let kept = Mutex([Diagnostic]())
    var codes: [String] { kept.withLock { $0.map(\.code) } }
    func append(_ warning: Diagnostic) { kept.withLock { $0.append(warning) } }
}

/// Bytes that do not repeat at short distances.
func someBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            buffer[index] = UInt8(truncatingIfNeeded: state >> 33)
        }
        initialized = count
    }
}

func blob(_ bytes: [UInt8], _ mediaType: MediaType = .ociLayer) -> Descriptor {
    Descriptor(mediaType: mediaType, digest: Digest(of: bytes), size: Int64(bytes.count))
}

/// Blobs in memory, without files.
struct MemorySource: ManifestSource {
    var blobs: [Digest: [UInt8]] = [:]

    init(_ blobs: [UInt8]...) {
        for bytes in blobs { self.blobs[Digest(of: bytes)] = bytes }
    }

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? { nil }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        guard let bytes = blobs[blob.digest] else { throw BuildError(.imageNotFound, "no such blob") }
        try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in try take(UnsafeRawBufferPointer(buffer)) }
    }
}

/// An image with one layer per content, as bytes.
struct SampleImage {
    let layers: [[UInt8]]
    let config: [UInt8]
    let manifest: ManifestBlob

    init(
        _ layers: [[UInt8]], platform: Platform = .host, layerType: MediaType = .ociLayer
    ) throws(BuildError) {
        self.layers = layers
        var config = ImageConfig(platform: platform)
        config.created = "2026-01-02T03:04:05Z"
        config.diffIDs = layers.map { Digest(of: $0) }
        self.config = try CanonicalJSON.encode(config)
        let manifest = ImageManifest(
            config: blob(self.config, .ociConfig), layers: layers.map { blob($0, layerType) })
        self.manifest = ManifestBlob(try CanonicalJSON.encode(manifest), .ociManifest)
    }

    var blobs: [[UInt8]] { layers + [config] }

    /// The image as a request's answers, `/v2/` included; nil for what it does not have.
    func answer(_ exchange: ScriptedTransport.Exchange, repository: String = "app") -> ScriptedTransport.Answer {
        if exchange.line == "GET /v2/" { return .status(200) }
        for name in ["latest", manifest.descriptor.digest.description]
        where exchange.line == "GET /v2/\(repository)/manifests/\(name)" {
            return .bytes(manifest.bytes, ["Content-Type": manifest.descriptor.mediaType.rawValue])
        }
        for bytes in blobs where exchange.line == "GET /v2/\(repository)/blobs/\(Digest(of: bytes))" {
            return .bytes(bytes)
        }
        return .status(404)
    }
}

extension ManifestBlob {
    init(_ bytes: [UInt8], _ mediaType: MediaType) {
        self.init(descriptor: blob(bytes, mediaType), bytes: bytes)
    }

    init(_ text: String, _ mediaType: MediaType = .ociManifest) {
        self.init(Array(text.utf8), mediaType)
    }
}

extension ManifestSource {
    /// A whole blob.
    func bytes(_ blob: Descriptor) async throws(BuildError) -> [UInt8] {
        var bytes = [UInt8]()
        try await read(blob) { chunk in bytes += chunk }
        return bytes
    }
}

/// The code of the error that `body` ends with; nil if it ends without.
func code(_ body: () async throws -> Void) async -> BuildError.Code? {
    await failure(body)?.code
}

/// The error that `body` ends with.
func failure(_ body: () async throws -> Void) async -> BuildError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? BuildError ?? BuildError(.internalError, "\(error)")
    }
}
