import Analysis
import ArgumentParser
import Diagnostics
import ImageModel

struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Shows what is in an image, and what it wastes.",
        discussion: """
            Efficiency is that of dive: of every path that several layers have, all versions but the smallest count as waste.

            Examples:
              pith analyze app
              pith analyze --format html -o app.html app
              pith analyze --format json docker://registry.example/app:1
              pith analyze oci-archive:app.tar
            """)

    @OptionGroup
    var report: ReportOptions

    @Argument(
        help: ArgumentHelp(
            "An image of the store, of a registry or an archive, named as for 'pith copy', or a Dockerfile, which is built first."
        ))
    var image: String

    func run() throws {
        let session = Session()
        let (image, settings) = (image, try ReportSettings(report, session))
        try IsolatedCommand.run(session) { store in
            let reporter = ImageReporter(settings: settings, session: session, store: store)
            for image in try await reporter.inspect([image]) {
                let report = ImageReport(image)
                switch settings.format {
                case .table: try settings.write(ReportTable(report).render())
                case .json: try settings.write(try CanonicalJSON.encodePretty(report))
                case .html:
                    let treemap = Treemap(image.view, image.tree.paths)
                    try settings.write(ReportPage.render(ReportDocument(report), treemap: treemap))
                case .markdown: try settings.write(ReportMarkdown.render(ReportDocument(report)))
                }
            }
            return 0
        }
    }
}
