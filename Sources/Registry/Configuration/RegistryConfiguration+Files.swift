package import Diagnostics
import SystemPackage

extension RegistryConfiguration {
    /// Reads this machine's files, those that are there.
    ///
    /// The main file is the one that `CONTAINERS_REGISTRIES_CONF` or `REGISTRIES_CONFIG_PATH` names, else the user's
    /// `containers/registries.conf` below `$XDG_CONFIG_HOME`, else that below `/etc`. The user's main file hides
    /// `/etc/containers/registries.conf.d`; the user's own `registries.conf.d` is always read, last.
    ///
    /// - Parameter certificates: where the registries' certificates are; nil for the machine's own places.
    /// - Throws: `usage` for a file that can't be read or used; `notFound` if a variable names one that is not there.
    package static func load(
        _ host: HostEnvironment, certificates: CertificateDirectories? = nil
    ) throws(BuildError) -> RegistryConfiguration {
        let user = host.configurationHome?.appending("containers")
        let system = host.root.appending("etc/containers")
        var directories = [system, user]
        var main: SourceFile?
        if let path = host.file("CONTAINERS_REGISTRIES_CONF") ?? host.file("REGISTRIES_CONFIG_PATH") {
            main = try source(path)
            guard main != nil else { throw BuildError(.notFound, "'\(path)' can't be read: there is no such file") }
        } else if let file = try user.flatMap({ (user) throws(BuildError) in try source(user.appending(mainFile)) }) {
            main = file
            directories = [user]
        } else {
            main = try source(system.appending(mainFile))
        }
        return try RegistryConfiguration(
            main: main, dropIns: try dropIns(in: directories.compactMap { $0?.appending("\(mainFile).d") }),
            certificates: certificates ?? CertificateDirectories(host))
    }

    private static let mainFile: FilePath.Component = "registries.conf"

    /// All files named `*.conf` in the directories, in order.
    private static func dropIns(in directories: [FilePath]) throws(BuildError) -> [SourceFile] {
        var files = [SourceFile]()
        for directory in directories {
            for name in try names(in: directory) where name.hasSuffix(".conf") {
                if let file = try source(directory.appending(name)) { files.append(file) }
            }
        }
        return files
    }

    private static func names(in directory: FilePath) throws(BuildError) -> [String] {
        do throws(Errno) {
            return try ConfigurationFile.names(in: directory)
        } catch .noSuchFileOrDirectory, .notDirectory {
            return []
        } catch {
            throw BuildError(.usage, "'\(directory)' can't be read: \(error)")
        }
    }

    private static func source(_ path: FilePath) throws(BuildError) -> SourceFile? {
        try ConfigurationFile.read(path).map { SourceFile(name: path.string, bytes: $0) }
    }
}
