/// What a target takes from outside: arguments, secrets and SSH agents, as `--call=outline` lists them.
package struct BuildOutline: Sendable {
    /// A build argument, by its name.
    package struct Argument: Sendable, Hashable {
        package let name: String
        package let description: String
        /// As it is with the build arguments that were given; empty where it has none.
        package let value: String
        package let lines: ClosedRange<Int>
    }

    /// A secret, or an SSH agent, by its ID.
    package struct Credential: Sendable, Hashable {
        package let name: String
        /// Whether the step fails without it.
        package let isRequired: Bool
        package let lines: ClosedRange<Int>
    }

    /// The name of the target stage; empty for one without.
    package let name: String
    package let description: String
    /// Each in the order of the lines.
    package let arguments: [Argument]
    package let secrets: [Credential]
    package let sshAgents: [Credential]

    /// - Parameter request: the target, the given arguments and the platform's; the file has at least one stage.
    package init(_ document: DockerfileDocument, _ request: LintRequest) {
        var request = request
        request.onlyNeededStages = true
        let subject = LintSubject(document, request, walksStages: true)
        let stage = subject.finalStages.first.map { document.stages[$0] }
        name = stage?.name ?? ""
        description = stage?.description(of: stage?.name) ?? ""
        var collector = OutlineCollector(subject)
        for stage in subject.stages { collector.add(stage) }
        collector.addGlobals()
        arguments = Self.sorted(collector.arguments, by: \.lines)
        secrets = Self.sorted(collector.secrets, by: \.lines)
        sshAgents = Self.sorted(collector.sshAgents, by: \.lines)
    }

    private static func sorted<Entry>(
        _ entries: [String: Entry], by lines: (Entry) -> ClosedRange<Int>
    ) -> [Entry] {
        entries.sorted { (lines($0.value).lowerBound, $0.key) < (lines($1.value).lowerBound, $1.key) }.map(\.value)
    }
}
