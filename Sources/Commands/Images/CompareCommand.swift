import Analysis
import ArgumentParser
import Diagnostics
import ImageModel

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Shows images side by side, and what the last one gained over the first.",
        discussion: "Examples:\n  pith compare app:single-stage app\n  pith compare --format json app:1 app:2")

    @Option(help: "table or json.")
    var format = ListFormat.table

    @Argument(help: "Two or more names or IDs.")
    var images: [String]

    func validate() throws {
        guard images.count > 1 else { throw ValidationError("compare needs two or more images") }
    }

    func run() throws {
        let (images, format) = (images, format)
        try IsolatedCommand.run(Session()) { store in
            let reporter = ImageReporter(store: store)
            var reports = [ImageReport]()
            for name in images { reports.append(try await reporter.report(name)) }
            let comparison = ImageComparison(reports)
            switch format {
            case .table: Standard.output(ComparisonTable(comparison).render())
            case .json: Standard.output(try CanonicalJSON.encodePretty(comparison))
            }
            return 0
        }
    }
}
