package import ArgumentParser

/// `pith`: the verbs.
package struct RootCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "pith",
        abstract: "Builds container images from Dockerfiles and takes them down to their pith.",
        discussion: """
            Examples:
              pith build -t app .
              pith run --rm app
              pith compare app:single-stage app
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Build",
                subcommands: [BuildCommand.self, CheckCommand.self, BuildxCommand.self, BuilderCommand.self]),
            CommandGroup(name: "Compose", subcommands: [ComposeCommand.self, LockCommand.self]),
            CommandGroup(name: "Run", subcommands: [RunCommand.self]),
            CommandGroup(
                name: "Images",
                subcommands: [
                    ImagesCommand.self, InspectCommand.self, HistoryCommand.self, TagCommand.self, RemoveCommand.self,
                    SaveCommand.self, LoadCommand.self, ImageCommand.self,
                ]),
            CommandGroup(
                name: "Analyze", subcommands: [AnalyzeCommand.self, ExploreCommand.self, CompareCommand.self]),
            CommandGroup(
                name: "Registries",
                subcommands: [
                    PullCommand.self, PushCommand.self, CopyCommand.self, LoginCommand.self, LogoutCommand.self,
                ]),
            CommandGroup(
                name: "System",
                subcommands: [
                    DiskUsageCommand.self, PruneCommand.self, FsckCommand.self, SystemCommand.self,
                    VersionCommand.self,
                ]),
        ])

    package init() {}

    /// The names of all verbs.
    static var verbs: [String] {
        let grouped = configuration.groupedSubcommands.flatMap(\.subcommands)
        return (configuration.ungroupedSubcommands + grouped).compactMap { $0.configuration.commandName }
    }
}

/// docker's long forms.
struct BuildxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buildx", abstract: "The same as 'pith build', as docker buildx spells it.",
        subcommands: [BuildCommand.self, DiskUsageCommand.BuildCache.self, PruneCommand.Builder.self])

    @Option(
        help: ArgumentHelp(
            "Taken for docker's sake: there is one builder only.", valueName: "name", visibility: .hidden))
    var builder: String?
}

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "The verbs on images, as docker's long forms.",
        subcommands: [
            BuildCommand.self, ImagesCommand.List.self, InspectCommand.self, HistoryCommand.self, TagCommand.self,
            RemoveCommand.Remove.self, PruneCommand.Images.self, PullCommand.self, PushCommand.self, SaveCommand.self,
            LoadCommand.self,
        ])
}
