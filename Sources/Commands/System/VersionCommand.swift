import ArgumentParser
import Diagnostics
import Dispatch
import Sandbox
import Store

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Shows the version, and with --verbose what runs steps on this machine.",
        discussion: "Example:\n  pith version --verbose")

    @Flag(name: .shortAndLong, help: "Show the OCI runtime and the store.")
    var verbose = false

    func run() throws {
        Standard.output("pith \(Version.text)\n")
        guard verbose else { return }
        let session = Session()
        Standard.output("store: \(try session.storeDirectory().path)\n")
        let isShown = DispatchSemaphore(value: 0)
        Task {
            Standard.output("runtime: \(await Self.runtime())\n")
            isShown.signal()
        }
        isShown.wait()
    }

    private static func runtime() async -> String {
        do throws(BuildError) {
            let runtime = try OCIRuntime.find()
            return "\(runtime.path) (\(try await runtime.version()); \(runtime.reason))"
        } catch {
            return "none (\(error.message))"
        }
    }
}
