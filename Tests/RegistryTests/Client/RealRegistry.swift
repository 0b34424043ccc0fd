import Diagnostics
import Dispatch
import FoundationEssentials
import ImageModel
import Registry
import TestServers
import Transport

/// Who may use a registry of the tests, and how it is reached.
enum RegistryKind: String, CaseIterable {
    case plain, tls, login, tokens
}

/// docker-registry, and what is needed to speak to it.
struct RealRegistry {
    let server: RegistryServer
    let tokens: TokenServer?
    let client: RegistryClient
    let endpoint: RegistryEndpoint
    /// A place for files.
    let directory: String

    var repository: Repository { client.repository(at: endpoint) }

    /// The same registry, reached through something that listens on another port.
    func endpoint(at port: Int, repository: String = "team/app") -> RegistryEndpoint {
        RegistryEndpoint(
            registry: endpoint.registry, url: HTTPURL(isSecure: false, host: "127.0.0.1", port: port),
            repository: repository)
    }

    /// How skopeo names something there.
    func skopeoName(_ tag: String, repository: String = "team/app") -> String {
        "docker://\(server.name)/\(repository):\(tag)"
    }

    /// Runs skopeo and gives what it writes. It is waited for on a thread that is not the tasks': the servers of the
    /// tests need those to answer it.
    @discardableResult
    func skopeo(_ arguments: String...) async throws -> String {
        let log = "\(directory)/skopeo.log"
        try? FileManager.default.removeItem(atPath: log)
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try TestProcess.run("skopeo", ["--insecure-policy"] + arguments, log: log)
                        return try TestFile.text(log)
                    })
            }
        }
    }

    /// Runs `body` with a registry that nobody else uses.
    static func with<Value>(
        _ kind: RegistryKind = .plain, settings: RegistrySettings? = nil,
        _ body: (RealRegistry) async throws -> Value
    ) async throws -> Value {
        try await TestFile.withDirectory { directory in
            let registryDirectory = "\(directory)/registry"
            try FileManager.default.createDirectory(atPath: registryDirectory, withIntermediateDirectories: false)
            let login = TokenServer.Login(user: "somebody", password: "secret")
            let tokens = kind == .tokens ? try await TokenServer(in: directory, login: login) : nil
            let access: RegistryServer.Access =
                switch kind {
                case .login: .login(user: "somebody", password: "secret")
                case .tokens: tokens.map { .tokens($0) } ?? .anyone
                default: .anyone
                }
            let certificate = kind == .tls ? try TestAuthority(in: directory).issue("server") : nil
            let server = try await RegistryServer(in: registryDirectory, access: access, certificate: certificate)
            let transport = quickTransport()
            let registry = RealRegistry(
                server: server, tokens: tokens,
                client: RegistryClient(
                    transport: transport,
                    credentials: FixedCredentials(
                        known: kind == .login || kind == .tokens ? [server.name: somebody] : [:]),
                    settings: settings ?? quickSettings(chunkSize: 1 << 20)),
                endpoint: RegistryEndpoint(
                    registry: server.name,
                    url: HTTPURL(isSecure: kind == .tls, host: "127.0.0.1", port: server.port), repository: "team/app",
                    trust: HTTPTrust(authorities: certificate.map { [$0.authority] } ?? [])),
                directory: directory)
            let result: Result<Value, any Error>
            do { result = .success(try await body(registry)) } catch { result = .failure(error) }
            await transport.shutdown()
            await tokens?.stop()
            server.stop()
            return try result.get()
        }
    }
}

/// A transport of a test's own that retries at once, and gives nobody up.
func quickTransport() -> HTTPClientTransport {
    var settings = HTTPSettings(userAgent: "pith/test", environment: [:])
    (settings.connectTimeout, settings.idleTimeout) = (.seconds(600), .seconds(600))
    settings.retryDelay = .milliseconds(1)
    settings.longestRetryDelay = .milliseconds(10)
    return HTTPClientTransport(settings: settings)
}

extension Repository {
    /// Sends an image, all of it.
    func push(_ image: SampleImage, as tags: String...) async throws {
        for bytes in image.blobs where try await !contains(blob(bytes)) {
            try await write(blob(bytes), from: MemorySource(bytes))
        }
        for tag in tags { try await write(image.manifest, as: .tag(tag)) }
    }
}
