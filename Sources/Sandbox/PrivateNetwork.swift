import Diagnostics
import Glibc
import SystemPackage

/// A network of a container's own. What leaves it goes out in the name of a process of the host, pasta(1) or
/// slirp4netns(1); nothing comes in, and the host's loopback addresses can't be reached.
struct PrivateNetwork: Sendable {
    /// A file that stands for the network namespace.
    let namespace: FilePath
    private let directory: FilePath
    private let server: NetworkServer

    /// Makes the network, ready for use, with its files in a directory that is made too.
    ///
    /// - Parameter answersNames: whether there must be something at `NetworkServer.nameServer`.
    /// - Throws: `programMissing` where neither program is there, `sandbox`.
    static func start(in directory: FilePath, answersNames: Bool) async throws(BuildError) -> PrivateNetwork {
        let programs = NetworkServer.Program.allCases.compactMap { program in
            ExecutableSearch.find(program.rawValue).map { (program: program, path: $0) }
        }
        guard !programs.isEmpty else {
            throw BuildError(
                .programMissing, "a private network can't be made: neither pasta nor slirp4netns is in PATH",
                help: "apt-get install passt (or slirp4netns)")
        }
        try check(mkdir(directory.string, 0o700), "making '\(directory)' failed")
        do throws(BuildError) {
            let namespace = directory.appending("namespace")
            try await makeNamespace(namespace)
            var failures = [String]()
            for (program, path) in programs {
                let server = NetworkServer(
                    program, at: path, for: namespace, readyFile: directory.appending(program.rawValue),
                    answersNames: answersNames)
                if await server.becomesReady() {
                    return PrivateNetwork(namespace: namespace, directory: directory, server: server)
                }
                failures.append("\(program.rawValue): \(await server.stop())")
            }
            throw BuildError(
                .sandbox, "a private network can't be made: \(failures.joined(separator: "; "))", help: help)
        } catch {
            remove(directory)
            throw error
        }
    }

    /// Ends the network, once nobody is in it.
    func stop() async {
        await server.stop()
        Self.remove(directory)
    }

    private static func makeNamespace(_ file: FilePath) async throws(BuildError) {
        try SmallFile.write([], to: file.string)
        var problem = ""
        let status = try await HostProcess("unshare", ["--net=\(file)", "true"]).run(errorLine: { problem = $0 })
        guard status == 0 else { throw BuildError(.sandbox, "making a network failed: \(problem)") }
    }

    private static var help: String? {
        access("/dev/net/tun", R_OK | W_OK) == 0 ? nil : "let users open the device: chmod 666 /dev/net/tun"
    }

    private static func remove(_ directory: FilePath) {
        let namespace = directory.appending("namespace")
        try? Mounts.unmount(namespace, detach: true)
        let files = [namespace] + NetworkServer.Program.allCases.map { directory.appending($0.rawValue) }
        for file in files { unlink(file.string) }
        rmdir(directory.string)
    }
}
