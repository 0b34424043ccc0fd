import ArgumentParser
import Diagnostics
import Sandbox
import Store

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Shows the version, and with --verbose what runs steps on this machine.",
        discussion: "Example:\n  pith version --verbose")

    @Flag(name: .shortAndLong, help: "Show the OCI runtime and the store.")
    var verbose = false

    func run() async throws {
        Standard.output("pith \(Version.text)\n")
        guard verbose else { return }
        let session = Session()
        Standard.output("store: \(try session.storeDirectory().path)\n")
        Standard.output("runtime: \(await runtime())\n")
    }

    private func runtime() async -> String {
        do throws(BuildError) {
            let runtime = try OCIRuntime.find()
            return "\(runtime.path) (\(try await runtime.version()); \(runtime.reason))"
        } catch {
            return "none (\(error.message))"
        }
    }
}
