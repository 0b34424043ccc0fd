import Diagnostics
import Glibc
import Synchronization
import SystemPackage

/// A program of the host that connects a network namespace to the outside, in a process that lasts until it is stopped.
final class NetworkServer: Sendable {
    /// In the order in which they are tried. Debian 12's pasta keeps connections open that the container has closed one way.
    enum Program: String, CaseIterable {
        case slirp4netns, pasta
    }

    /// Where the network has its name server, which passes questions on to the host's.
    static let nameServer = "10.0.2.3"

    private let readyFile: FilePath
    /// What the program said last, once it has ended.
    private let end = Mutex<String?>(nil)
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - namespace: a file that stands for the namespace.
    ///   - readyFile: is made and gets its first byte when the network can be used.
    ///   - answersNames: whether there must be something at `nameServer`.
    init(_ program: Program, at path: String, for namespace: FilePath, readyFile: FilePath, answersNames: Bool) {
        self.readyFile = readyFile
        let process = program.process(path, namespace, readyFile, answersNames)
        task.withLock { task in
            // Not a child task: the network lasts until the container in it is gone, cancelled or not.
            task = Task.detached {
                var problem = "it ended without a word"
                do throws(BuildError) {
                    // What they say of the system's log is of no use to anybody.
                    _ = try await process.run(errorLine: { line in
                        if !line.contains("syslog") { problem = line }
                    })
                } catch {
                    if error.code != .interrupted { problem = error.message }
                }
                self.end.withLock { $0 = problem }
            }
        }
    }

    /// Waits until the network can be used; false if the program ended, or if it takes unreasonably long.
    func becomesReady() async -> Bool {
        for _ in 0..<5000 where end.withLock({ $0 == nil }) {
            var status = stat()
            if stat(readyFile.string, &status) == 0, status.st_size > 0 { return true }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return false
    }

    /// Ends the program.
    ///
    /// - Returns: what it said last.
    @discardableResult
    func stop() async -> String {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
        return end.withLock { $0 } ?? ""
    }
}

extension NetworkServer.Program {
    /// The same IPv4 network with either: the container is 10.0.2.100, all else is behind 10.0.2.2. No port of the host is
    /// the container's, or the other way round.
    fileprivate func process(
        _ path: String, _ namespace: FilePath, _ readyFile: FilePath, _ answersNames: Bool
    ) -> HostProcess {
        let environment = ["PATH": ExecutableSearch.path]
        let longest = Duration.seconds(366 * 86_400)
        switch self {
        case .pasta:
            let network = "-4 -a 10.0.2.100 -n 24 -g 10.0.2.2 --no-map-gw --no-dhcp -t none -u none -T none -U none"
            // With it, what the host's own name server answers comes from another address than it was asked at.
            let forwarding = answersNames ? ["--dns-forward", NetworkServer.nameServer] : []
            return HostProcess(
                path,
                ["--foreground", "--config-net", "--runas", "0"] + forwarding
                    + network.split(separator: " ").map(String.init)
                    + ["--pid", readyFile.string, "--netns", namespace.string],
                environment: environment, timeLimit: longest)
        case .slirp4netns:
            let options = "--configure --mtu=65520 --disable-host-loopback --enable-sandbox --enable-seccomp"
            let script = #"exec "$0" \#(options) --netns-type=path --ready-fd=3 "$1" eth0 3>"$2""#
            return HostProcess(
                "/bin/sh", ["-c", script, path, namespace.string, readyFile.string], environment: environment,
                timeLimit: longest)
        }
    }
}
