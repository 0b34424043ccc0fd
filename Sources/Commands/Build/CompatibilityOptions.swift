import ArgumentParser
import Diagnostics

/// Options that the recipes of docker and buildah have and that change nothing here, or that ask for what is not made yet.
struct CompatibilityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Only 'false': attestations are not made yet.", valueName: "false", visibility: .hidden))
    var provenance: String?

    @Option(
        help: ArgumentHelp("Only 'false': attestations are not made yet.", valueName: "false", visibility: .hidden))
    var sbom: String?

    @Option(
        help: ArgumentHelp(
            "Only with 'disabled=true'; may be repeated.", valueName: "type=...,disabled=true", visibility: .hidden))
    var attest: [String] = []

    @Option(
        help: ArgumentHelp(
            "Taken for docker's sake: there is one builder only.", valueName: "name", visibility: .hidden))
    var builder: String?

    @Flag(help: ArgumentHelp("Taken for docker's sake: no container is left after a step.", visibility: .hidden))
    var rm = false

    @Flag(help: ArgumentHelp("Taken for docker's sake: no container is left after a step.", visibility: .hidden))
    var forceRm = false

    @Flag(help: ArgumentHelp("Taken for buildah's sake: each step is cached anyway.", visibility: .hidden))
    var layers = false

    /// - Throws: `usage` where attestations are asked for.
    func check() throws(BuildError) {
        for (name, value) in [("--provenance", provenance), ("--sbom", sbom)] {
            guard let value, !["false", "0"].contains(value.lowercased()) else { continue }
            throw Self.failure("\(name) '\(value)'", help: "use '\(name)=false'")
        }
        for text in attest {
            var fields = try CommaSeparatedFields(text, option: "--attest")
            guard fields.take("type") != nil else { throw fields.error("it has no type") }
            guard try fields.takeFlag("disabled") else {
                throw Self.failure("--attest '\(text)'", help: "add 'disabled=true'")
            }
        }
    }

    private static func failure(_ option: String, help: String) -> BuildError {
        BuildError(.usage, "\(option) can't be used: attestations are not made yet", help: help)
    }
}
