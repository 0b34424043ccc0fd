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
              pith compare --format html -o comparison.html app:1 app:2
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
        let (images, settings) = (images, try ReportSettings(report, baseline: images.first, session))
        try IsolatedCommand.run(session) { store in
            let reporter = ImageReporter(
                settings: settings, finder: ImageFinder(settings: settings.images, session: session, store: store))
            let reports = try await reporter.report(on: images)
            let comparison = ImageComparison(reports)
            guard let (first, last) = comparison.ends else { return 0 }
            // What is compared is held against the rules as the last image.
            let outcomes = try RuleOutcome.evaluate(settings.rules, on: RuleSubject(last, baseline: first))
            switch settings.format {
            case .table: try settings.write(ComparisonTable(comparison).render() + outcomes.lines)
            case .json: try settings.write(try CanonicalJSON.encodePretty(RuledReport(comparison, outcomes)))
            case .html:
                let limit = ComparisonPage.nodeLimit(images: reports.count)
                let treemaps = reports.prefix(ComparisonPage.treemapLimit).map {
                    Treemap($0.image.view, $0.image.tree.paths, limit: limit)
                }
                try settings.write(
                    ComparisonPage.render(ComparisonDocument(comparison), treemaps: treemaps, rules: outcomes))
            case .markdown:
                try settings.write(ComparisonMarkdown.render(ComparisonDocument(comparison), rules: outcomes))
            }
            return outcomes.allSatisfy(\.passed) ? 0 : 1
        }
    }
}
