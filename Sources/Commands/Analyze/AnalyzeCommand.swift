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

    @Option(
        help: ArgumentHelp("The image that the rule 'growth' compares with, named in the same way.", valueName: "image")
    )
    var baseline: String?

    @Argument(
        help: ArgumentHelp(
            "An image of the store, of a registry or an archive, named as for 'pith copy', or a Dockerfile, which is built first."
        ))
    var image: String

    func run() throws {
        let session = Session()
        let (image, settings) = (image, try ReportSettings(report, baseline: baseline, session))
        try IsolatedCommand.run(session) { store in
            let reporter = ImageReporter(
                settings: settings, finder: ImageFinder(settings: settings.images, session: session, store: store))
            let reports = try await reporter.report(on: [settings.baseline, image].compactMap { $0 })
            guard let (image, report) = reports.last else { return 0 }
            let baseline = reports.count > 1 ? reports[0].report : nil
            let outcomes = try RuleOutcome.evaluate(settings.rules, on: RuleSubject(report, baseline: baseline))
            switch settings.format {
            case .table: try settings.write(ReportTable(report).render() + outcomes.lines)
            case .json: try settings.write(try CanonicalJSON.encodePretty(RuledReport(report, outcomes)))
            case .html:
                let treemap = Treemap(image.view, image.tree.paths)
                try settings.write(ReportPage.render(ReportDocument(report), treemap: treemap, rules: outcomes))
            case .markdown: try settings.write(ReportMarkdown.render(ReportDocument(report), rules: outcomes))
            }
            return outcomes.allSatisfy(\.passed) ? 0 : 1
        }
    }
}
