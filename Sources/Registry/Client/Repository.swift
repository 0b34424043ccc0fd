import Diagnostics
import ImageModel
import Transport

/// One repository of one registry, spoken to in the OCI distribution specification 1.1: manifests and blobs by name.
package struct Repository: ManifestSource, ManifestSink, EarlyBlobSink {
    package let endpoint: RegistryEndpoint
    /// Other repositories of the registry that may have the blobs which are to be sent.
    package let mountCandidates: [String]
    let host: RegistryHost

    init(_ endpoint: RegistryEndpoint, _ host: RegistryHost, mountCandidates: [String] = []) {
        self.endpoint = endpoint
        self.host = host
        self.mountCandidates = mountCandidates.filter { $0 != endpoint.repository }
    }

    /// How messages name it: `localhost:5000/app`.
    package var name: String { "\(endpoint.registry)/\(endpoint.repository)" }

    var pull: RegistryAccess { RegistryAccess(endpoint.repository, [.pull(endpoint.repository)]) }
    var push: RegistryAccess { RegistryAccess(endpoint.repository, [.push(endpoint.repository)]) }

    /// The address of something in the repository: `manifests/latest`.
    func url(_ path: String) async throws(BuildError) -> HTTPURL {
        try await host.url("\(FormEncoding.encode(endpoint.repository, keeping: "/"))/\(path)")
    }

    /// Registries refuse what is not there as well as what is not for everybody, so that nobody learns which.
    func failure(_ what: String, _ response: HTTPResponse) async -> BuildError {
        await RegistryFailure.error(
            what, response, registry: endpoint.registry,
            denial: "'\(name)' does not exist, or is not for everybody")
    }

    /// Gets something small, again if the connection breaks in the middle of it.
    ///
    /// - Returns: nil for what is not there.
    /// - Throws: `corrupt` if it has more than `limit` bytes.
    func document(
        _ url: HTTPURL, headers: HTTPHeaders = [:], limit: Int = 8 << 20, _ what: String
    ) async throws(BuildError) -> (response: HTTPResponse, bytes: [UInt8])? {
        var attempts = TransferAttempts(host.settings.attempts, delay: host.settings.delay)
        while true {
            let response = try await host.send(HTTPRequest(.get, url, headers: headers), for: pull)
            guard response.status == 200 else {
                let error = await failure(what, response)
                guard response.status == 404 else { throw error }
                return nil
            }
            do throws(BuildError) {
                return (response, try await response.collect(limit: limit))
            } catch {
                guard error.code != .corrupt else {
                    throw BuildError(.corrupt, "\(what): it has more than \(limit >> 20) MiB")
                }
                try await attempts.failed(error, after: 0)
            }
        }
    }
}
