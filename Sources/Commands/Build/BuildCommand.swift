import ArgumentParser
import Diagnostics

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds an image from a Dockerfile.",
        discussion: """
            Examples:
              pith build -t app .
              pith build -t app --target test -f docker/Dockerfile .
              pith build https://git.example/app.git#main:docker
              pith build --build-context ubuntu=compose://debian -t app .
              pith build -o type=oci,dest=app.tar .
            """)

    @OptionGroup
    var options: BuildOptions

    init() {}

    init(options: BuildOptions) {
        self.options = options
    }

    func run() throws {
        let session = Session()
        let settings = try BuildSettings(options, session)
        if let call = try BuildCall(options) { return try call.run(settings, session) }
        try IsolatedCommand.run(session) { store in
            try await BuildPipeline(settings: settings, session: session, store: store).run()
            return 0
        }
    }
}
