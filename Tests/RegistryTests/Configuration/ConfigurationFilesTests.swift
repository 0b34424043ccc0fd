import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Registry

@Suite("The places of registries.conf")
struct ConfigurationFilesTests {
    private let host: FakeHost

    init() throws {
        host = try FakeHost()
    }

    /// The registry to search tells which file has won, the aliases which were read.
    private func place(_ path: String, search: String? = nil, alias: String) throws {
        let first = search.map { "unqualified-search-registries = ['\($0)']\n" } ?? ""
        try host.write(path, first + "[aliases]\n\(alias) = 'a.test/\(alias)'\n")
    }

    private func load(_ variables: [String: String] = [:]) throws -> RegistryConfiguration {
        try RegistryConfiguration.load(host.environment(variables))
    }

    @Test("a machine without any file has nothing configured")
    func none() throws {
        #expect(try load().rules.isEmpty)
    }

    @Test("the system's file comes first, then its drop-ins by name, then the user's")
    func order() throws {
        try place("etc/containers/registries.conf", search: "main.test", alias: "main")
        try place("etc/containers/registries.conf.d/10.conf", search: "ten.test", alias: "ten")
        try place("etc/containers/registries.conf.d/9.conf", search: "nine.test", alias: "nine")
        try place("etc/containers/registries.conf.d/99.conf.bak", search: "backup.test", alias: "backup")
        try place("etc/containers/registries.conf.d/98.conf/inner.conf", search: "inner.test", alias: "inner")
        try place("home/.config/containers/registries.conf.d/00.conf", alias: "user")
        let configuration = try load()
        #expect(configuration.searchRegistries == ["nine.test"])
        #expect(configuration.aliases.keys.sorted() == ["main", "nine", "ten", "user"])
    }

    @Test("the user's own file hides the system's, drop-ins included")
    func user() throws {
        try place("etc/containers/registries.conf", search: "main.test", alias: "main")
        try place("etc/containers/registries.conf.d/10.conf", alias: "ten")
        try place("home/.config/containers/registries.conf", search: "user.test", alias: "user")
        try place("home/.config/containers/registries.conf.d/10.conf", alias: "more")
        let configuration = try load()
        #expect(configuration.searchRegistries == ["user.test"])
        #expect(configuration.aliases.keys.sorted() == ["more", "user"])
    }

    @Test("XDG_CONFIG_HOME moves the user's files; a relative one is ignored")
    func configurationHome() throws {
        try place("elsewhere/containers/registries.conf", search: "moved.test", alias: "moved")
        try place("home/.config/containers/registries.conf", search: "user.test", alias: "user")
        #expect(try load(["XDG_CONFIG_HOME": "\(host.root)/elsewhere"]).searchRegistries == ["moved.test"])
        #expect(try load(["XDG_CONFIG_HOME": "elsewhere"]).searchRegistries == ["user.test"])
    }

    @Test("a variable names the main file", arguments: ["CONTAINERS_REGISTRIES_CONF", "REGISTRIES_CONFIG_PATH"])
    func variable(_ name: String) throws {
        try place("home/.config/containers/registries.conf", search: "user.test", alias: "user")
        try place("etc/containers/registries.conf.d/10.conf", alias: "ten")
        try place("given.conf", search: "given.test", alias: "given")
        let configuration = try load([name: "\(host.root)/given.conf"])
        #expect(configuration.searchRegistries == ["given.test"])
        #expect(configuration.aliases.keys.sorted() == ["given", "ten"])
    }

    @Test("a file that a variable names must be there")
    func missing() {
        let error = #expect(throws: BuildError.self) { try load(["CONTAINERS_REGISTRIES_CONF": "/nonexistent"]) }
        #expect(error?.code == .notFound)
    }

    @Test("an empty device is an empty file")
    func device() throws {
        #expect(try load(["CONTAINERS_REGISTRIES_CONF": "/dev/null"]).rules.isEmpty)
    }

    @Test("what is no file, or never ends, is refused")
    func noFile() throws {
        let pipe = host.root.appending("pipe")
        try #require(mkfifo(pipe.string, 0o600) == 0)
        for path in [host.root.string, pipe.string, "/dev/zero"] {
            let error = #expect(throws: BuildError.self) { try load(["CONTAINERS_REGISTRIES_CONF": path]) }
            #expect(error?.code == .usage)
            #expect(error?.message.contains("'\(path)'") == true)
        }
    }

    @Test("a mistake names the file")
    func mistake() throws {
        let file = try host.write("etc/containers/registries.conf.d/1.conf", "registry = 1")
        let error = #expect(throws: BuildError.self) { try load() }
        #expect(error?.message.contains("'\(file)'") == true)
    }
}
