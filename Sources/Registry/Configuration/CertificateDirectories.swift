package import Diagnostics
package import SystemPackage
package import Transport

/// The directories that hold certificates for registries, each in a directory of the registry's name:
/// `/etc/docker/certs.d/localhost:5000/ca.crt` (containers-certs.d(5)).
package struct CertificateDirectories: Sendable {
    /// In the order in which they are looked into.
    private let directories: [FilePath]
    /// The one directory for all registries, where there is one.
    private let common: FilePath?

    package init(directories: [FilePath]) {
        self.directories = directories
        common = nil
    }

    /// One directory that holds the certificates themselves, for every registry.
    package init(forAll directory: FilePath) {
        directories = []
        common = directory
    }

    /// The user's directories, then the system's, podman's before docker's.
    package init(_ host: HostEnvironment) {
        let home = host.home?.appending(".config")
        let parents = [home, host.root.appending("etc")].compactMap { $0 }
        common = nil
        directories = parents.flatMap { [$0.appending("containers/certs.d"), $0.appending("docker/certs.d")] }
    }

    /// Whom to trust as a registry, and the certificate to show it. Only the first directory that there is for a
    /// registry counts, and in it the first client certificate.
    ///
    /// - Parameter registry: `docker.io`, `localhost:5000`.
    /// - Throws: `usage` if a client certificate or its key is missing.
    package func trust(for registry: String) throws(BuildError) -> HTTPTrust {
        if let common { return try trust(in: common) ?? HTTPTrust() }
        guard let component = FilePath.Component(registry), component.kind == .regular else { return HTTPTrust() }
        for directory in directories.map({ $0.appending(component) }) {
            if let trust = try trust(in: directory) { return trust }
        }
        return HTTPTrust()
    }

    private func trust(in directory: FilePath) throws(BuildError) -> HTTPTrust? {
        guard let names = try names(in: directory) else { return nil }
        return try trust(names.compactMap { FilePath.Component($0) }, in: directory)
    }

    /// Nil for a directory that is not there, or not for us to see: `/etc/docker` may be root's alone.
    private func names(in directory: FilePath) throws(BuildError) -> [String]? {
        do throws(Errno) {
            return try ConfigurationFile.names(in: directory)
        } catch .noSuchFileOrDirectory, .notDirectory, .permissionDenied {
            return nil
        } catch {
            throw BuildError(.usage, "'\(directory)' can't be read: \(error)")
        }
    }

    /// `*.crt` are authorities, `*.cert` and `*.key` what a client shows.
    private func trust(_ names: [FilePath.Component], in directory: FilePath) throws(BuildError) -> HTTPTrust {
        func stems(_ suffix: String) -> [String] { names.filter { $0.extension == suffix }.map(\.stem) }
        let (certificates, keys) = (stems("cert"), stems("key"))
        if let stem = certificates.first(where: { !keys.contains($0) }) {
            throw BuildError(
                .usage, "'\(directory)/\(stem).cert' can't be used: its key '\(stem).key' is missing",
                help: "if it is a certificate authority's, name it '\(stem).crt'")
        }
        if let stem = keys.first(where: { !certificates.contains($0) }) {
            throw BuildError(
                .usage, "'\(directory)/\(stem).key' can't be used: its certificate '\(stem).cert' is missing")
        }
        return HTTPTrust(
            authorities: stems("crt").map { "\(directory)/\($0).crt" },
            clientCertificate: certificates.first.map { "\(directory)/\($0).cert" },
            clientKey: certificates.first.map { "\(directory)/\($0).key" })
    }
}
