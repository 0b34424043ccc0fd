extension ReportDocument {
    private static let limit = ReportPage.rowLimit

    /// The sections of a page about one image, but for the file system.
    var sections: [PageSection] {
        [findingsSection, vulnerabilitiesSection, updatesSection].compactMap { $0 }
            + [filesSection, wastedSection, duplicatesSection] + [packagesSection].compactMap { $0 }
    }

    private var findingsSection: PageSection {
        let rows = findings.map { finding in
            [
                PageCell.verdict(finding.level, finding.title),
                finding.paths.isEmpty ? .text("the whole image") : .codes(finding.paths),
                finding.detail.isEmpty ? .nothing : .text(finding.detail),
            ]
        }
        return PageSection(
            id: "findings", title: "Findings", note: "What whoever runs the image should know of.",
            table: PageTable(
                columns: [.init("Finding"), .init("Where"), .init("Detail")], rows: rows, limit: ReportDocument.limit),
            empty: "Nothing was found.")
    }

    private var vulnerabilitiesSection: PageSection? {
        guard let vulnerabilities else { return nil }
        let rows = vulnerabilities.map { found in
            [
                PageCell.codes([found.id] + found.aliases.prefix(2)), .code(found.package), .code(found.version),
                found.fixed.map(PageCell.code) ?? .nothing, found.summary.map(PageCell.text) ?? .nothing,
            ]
        }
        let columns = ["Vulnerability", "Package", "Installed", "Fixed in", "Summary"]
        return PageSection(
            id: "vulnerabilities", title: "Vulnerabilities",
            table: PageTable(columns: columns.map { .init($0) }, rows: rows, limit: ReportDocument.limit),
            empty: "No known vulnerabilities.")
    }

    private var updatesSection: PageSection? {
        guard let pendingSecurityUpdates else { return nil }
        let rows = pendingSecurityUpdates.map { [PageCell.code($0.package), .code($0.installed), .code($0.fixed)] }
        return PageSection(
            id: "updates", title: "Security fixes", note: "Packages that the distribution has fixed since.",
            table: PageTable(
                columns: ["Package", "Installed", "Fixed in"].map { .init($0) }, rows: rows,
                limit: ReportDocument.limit),
            empty: "None is pending.")
    }

    private var filesSection: PageSection {
        let files = biggestFiles.map { file in
            [
                PageCell.code(file.path), .bytes(file.size),
                file.layer.map { .number(Int64($0) &+ 1) } ?? .nothing,
            ]
        }
        let directories = biggestDirectories.map { directory in
            [
                PageCell.code(directory.path), .bytes(directory.size),
                directory.files.map { .number(Int64($0)) } ?? .nothing,
            ]
        }
        let number = { (title: String) in PageTable.Column(title, isNumber: true) }
        let left = PageTable(
            columns: [.init("File"), number("Size"), number("Layer")], rows: files, limit: ReportDocument.limit)
        let right = PageTable(
            columns: [.init("Directory"), number("Size"), number("Files")], rows: directories,
            limit: ReportDocument.limit)
        return PageSection(
            id: "biggest", title: "Biggest",
            body: """
                <div class="halves">
                <div><h3>Files</h3>
                \(left.html(named: "biggest files"))</div>
                <div><h3>Directories</h3>
                \(right.html(named: "biggest directories"))</div>
                </div>

                """)
    }

    private var wastedSection: PageSection {
        let rows = wasted.map { [PageCell.code($0.path), .number(Int64($0.copies)), .bytes($0.bytes)] }
        return PageSection(
            id: "wasted", title: "Wasted",
            note: "What lower layers have and later ones replace or remove: it is pulled, and never seen.",
            table: PageTable(
                columns: [.init("Path"), .init("Copies", isNumber: true), .init("Wasted", isNumber: true)], rows: rows,
                limit: ReportDocument.limit),
            empty: "Nothing: no layer replaces or removes what a lower one brought.")
    }

    private var duplicatesSection: PageSection {
        let rows = duplicates.map { duplicate in
            [
                PageCell.codes(duplicate.paths), .number(Int64(duplicate.copies)),
                .bytes(duplicate.size), .bytes(duplicate.bytes),
            ]
        }
        return PageSection(
            id: "duplicates", title: "Duplicates", note: "Files with the same content.",
            table: PageTable(
                columns: [.init("Paths")] + ["Copies", "Each", "Extra"].map { .init($0, isNumber: true) }, rows: rows,
                limit: ReportDocument.limit),
            empty: "No two files have the same content.")
    }

    private var packagesSection: PageSection? {
        guard let packageDetails else { return nil }
        let sorted = packageDetails.sorted { ($1.size ?? 0, $0.name) < ($0.size ?? 0, $1.name) }
        let rows = sorted.map { package in
            [
                PageCell.code(package.name), .code(package.version), .text(package.kind),
                package.size.map(PageCell.bytes) ?? .nothing,
            ]
        }
        return PageSection(
            id: "packages", title: "Packages",
            table: PageTable(
                columns: ["Package", "Version", "Kind"].map { .init($0) } + [.init("Size", isNumber: true)], rows: rows,
                total: packageCount, limit: ReportDocument.limit),
            empty: "No package databases: nothing that a package manager installed.")
    }
}
