import Commands

extension Measurements.App {
    /// The part of the page about one app: its images as bars, and side by side.
    var section: PageSection {
        func bars(_ title: String, _ value: (Measurements.Image) -> PageCell) -> HTML {
            PagePart.bars(title, images.map { ($0.variant, value($0)) })
        }
        return PageSection(
            id: name, title: title, note: "\(about) Its Dockerfiles are in Examples/\(name).",
            body: """
                <div class="halves">
                \(bars("Size") { .bytes($0.report.size) })\
                \(bars("Compressed") { .bytes($0.report.compressedSize) })\
                \(bars("Cold build") { .seconds($0.seconds.cold) })\
                \(bars("First answer") { .seconds($0.seconds.answer) })\
                </div>
                \(ComparisonFigures(images.map(\.report), more: rows).html)
                """)
    }

    private var rows: [ComparisonFigures.Row] {
        func row(_ title: String, _ value: (Measurements.Image) -> PageCell) -> ComparisonFigures.Row {
            ComparisonFigures.Row(title: title, cells: images.map(value))
        }
        return [
            row("Cold build") { .seconds($0.seconds.cold) }, row("Warm build") { .seconds($0.seconds.warm) },
            row("First answer") { .seconds($0.seconds.answer) }, row("Made by") { .code($0.dockerfile) },
        ]
    }
}
