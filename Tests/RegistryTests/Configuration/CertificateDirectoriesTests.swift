import Diagnostics
import ImageModel
import SystemPackage
import Testing
import Transport

@testable import Registry

@Suite("certs.d")
struct CertificateDirectoriesTests {
    private let host: FakeHost

    init() throws {
        host = try FakeHost()
    }

    private func trust(_ registry: String) throws -> HTTPTrust {
        try CertificateDirectories(host.environment()).trust(for: registry)
    }

    @Test("authorities end in .crt, what the client shows in .cert and .key")
    func files() throws {
        for name in ["b.crt", "a.crt", "client.cert", "client.key", "z.cert", "z.key", "README", "ca.pem"] {
            try host.write("etc/docker/certs.d/localhost:5000/\(name)", "")
        }
        let directory = "\(host.root)/etc/docker/certs.d/localhost:5000"
        #expect(
            try trust("localhost:5000")
                == HTTPTrust(
                    authorities: ["\(directory)/a.crt", "\(directory)/b.crt"],
                    clientCertificate: "\(directory)/client.cert", clientKey: "\(directory)/client.key"))
        #expect(try trust("localhost:5001") == HTTPTrust())
        #expect(try trust("localhost") == HTTPTrust())
    }

    @Test("one directory for all registries holds the certificates themselves")
    func common() throws {
        try host.write("etc/docker/certs.d/localhost/a.crt", "")
        for name in ["ca.crt", "client.cert", "client.key"] { try host.write("given/\(name)", "") }
        let directories = CertificateDirectories(forAll: FilePath("\(host.root)/given"))
        for registry in ["localhost", "docker.io", "[::1]:5000"] {
            #expect(
                try directories.trust(for: registry)
                    == HTTPTrust(
                        authorities: ["\(host.root)/given/ca.crt"], clientCertificate: "\(host.root)/given/client.cert",
                        clientKey: "\(host.root)/given/client.key"))
        }
    }

    @Test("only the first directory for a registry counts: the user's, then the system's, podman's before docker's")
    func order() throws {
        let parents = [
            "etc/docker/certs.d", "etc/containers/certs.d", "home/.config/docker/certs.d",
            "home/.config/containers/certs.d",
        ]
        for parent in parents {
            let file = try host.write("\(parent)/a.test/ca.crt", "")
            #expect(try trust("a.test").authorities == [file.string])
        }
    }

    @Test("a client certificate without its key is refused by name, and so is a key alone", arguments: ["cert", "key"])
    func half(_ suffix: String) throws {
        try host.write("etc/containers/certs.d/a.test/client.\(suffix)", "")
        let error = #expect(throws: BuildError.self) { try trust("a.test") }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("certs.d/a.test/client.\(suffix)'") == true)
    }

    @Test("a name that is no registry's leads nowhere", arguments: ["..", ".", "", "a/../b", "/"])
    func escape(_ name: String) throws {
        try host.write("etc/docker/certs.d/ca.crt", "")
        try host.write("etc/docker/ca.crt", "")
        #expect(try trust(name) == HTTPTrust())
    }

    @Test("each endpoint has the certificates of its own registry")
    func endpoints() throws {
        let mirror = try host.write("etc/docker/certs.d/mirror.test:5000/ca.crt", "")
        let hub = try host.write("etc/docker/certs.d/docker.io/ca.crt", "")
        try host.write(
            "etc/containers/registries.conf",
            "[[registry]]\nlocation = 'docker.io'\n[[registry.mirror]]\nlocation = 'mirror.test:5000'")
        let endpoints = try RegistryConfiguration.load(host.environment())
            .endpoints(for: ImageReference(parsing: "debian"), forPush: false)
        #expect(endpoints.map(\.trust.authorities) == [[mirror.string], [hub.string]])
    }
}
