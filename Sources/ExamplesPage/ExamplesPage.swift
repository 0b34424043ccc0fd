import Commands

/// The page about the examples: what became of each app, and all their images in one table.
enum ExamplesPage {
    static func render(_ measurements: Measurements) -> String {
        let apps = measurements.apps
        return Page(
            title: "The same apps, before and after", header: header(apps),
            sections: [table(measurements)] + apps.map(\.section)
        ).render()
    }

    private static func header(_ apps: [Measurements.App]) -> HTML {
        let gains = apps.compactMap { app in app.gain.map { (app: app, ratio: $0) } }
        let greatest = gains.map(\.ratio).max { $0.value < $1.value }
        let gain: HTML = greatest.map { ", up to <em>\($0.relation)</em>" } ?? ""
        let figures = gains.map { gain in
            let sizes = gain.app.images.map(\.report.size)
            return Figure(
                gain.app.title, .factor(gain.ratio),
                detail: "\(ByteCount.text(sizes.first ?? 0)) → \(ByteCount.text(sizes.min() ?? 0))", isMain: true)
        }
        return """
            <p class="kind">Examples</p>
            <h1>The same apps\(gain)</h1>
            <p class="note">Each app in one stage, as beginners write it, and in several, of which the last holds what the app \
            needs and no more. Whatever it is asked, all its images answer the same.</p>
            \(PagePart.figures(figures))\
            \(common(apps))
            """
    }

    /// What is said of every image of several stages.
    private static func common(_ apps: [Measurements.App]) -> HTML {
        let reports = apps.flatMap { $0.images.dropFirst() }.map(\.report)
        guard let first = reports.first else { return "" }
        let verdicts = first.verdicts.filter { verdict in reports.allSatisfy { $0.verdicts.contains(verdict) } }
        guard !verdicts.isEmpty else { return "" }
        return """
            <p class="note lead">What the \(reports.count) images of several stages have in common:</p>
            \(PagePart.chips(verdicts))
            """
    }

    private static func table(_ measurements: Measurements) -> PageSection {
        let columns = [
            "Size", "Times smaller", "Compressed", "Packages", "Files", "Shells", "Package managers", "Setuid programs",
            "Pending fixes", "Cold build", "Warm build", "First answer",
        ]
        let rows = measurements.apps.flatMap { app in app.images.map { row($0, of: app) } }
        return PageSection(
            id: "images", title: "All images",
            note: """
                Measured on a machine with \(measurements.processors) processors, with base images that had been composed \
                before. A cold build runs every step, a warm one none. The first answer is counted from the start of \
                the container, the fastest of five. Pending fixes are Debian's security updates.
                """,
            table: PageTable(
                columns: [.init("Image")] + columns.map { .init($0, isNumber: true) }, rows: rows, limit: 1000))
    }

    private static func row(_ image: Measurements.Image, of app: Measurements.App) -> [PageCell] {
        let report = image.report
        let ratio = app.images.first.flatMap { single in
            single.report.id == report.id ? nil : SizeRatio(before: single.report.size, after: report.size)
        }
        let counts = [
            report.packageCount, report.files, report.shells.count, report.packageManagers.count, report.setuid.count,
        ]
        return [
            .text("\(app.title), \(image.variant)"), .bytes(report.size), ratio.map(PageCell.factor) ?? .nothing,
            .bytes(report.compressedSize),
        ] + counts.map { .number(Int64($0)) } + [
            report.pendingSecurityUpdates.map { .number(Int64($0.count)) } ?? .nothing,
            .seconds(image.seconds.cold), .seconds(image.seconds.warm), .seconds(image.seconds.answer),
        ]
    }
}
