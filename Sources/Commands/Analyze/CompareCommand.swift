import Analysis
import ArgumentParser
import Diagnostics
import ImageModel

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Shows images side by side, and what the last one gained over the first.",
        discussion: """
            Images are those of the store, of registries and of archives, named as for 'pith copy'; a Dockerfile, or a \
            directory with one, is built first.

            Examples:
              pith compare app:single-stage app
              pith compare Dockerfile.single-stage Dockerfile
              pith compare --format json app:1 oci-archive:app.tar
            """)

    @OptionGroup
    var report: ReportOptions

    @Argument(help: "Two or more images.")
    var images: [String]

    func validate() throws {
        guard images.count > 1 else { throw ValidationError("compare needs two or more images") }
    }

    func run() throws {
        let session = Session()
        let (images, settings) = (images, try ReportSettings(report, session))
        try IsolatedCommand.run(session) { store in
            let reporter = ImageReporter(settings: settings, session: session, store: store)
            let comparison = ImageComparison(try await reporter.inspect(images).map { ImageReport($0) })
            switch settings.format {
            case .table: try settings.write(ComparisonTable(comparison).render())
            case .json: try settings.write(try CanonicalJSON.encodePretty(comparison))
            }
            return 0
        }
    }
}
