package import Analysis

/// The comment of `pith analyze --format markdown`.
package enum ReportMarkdown {
    /// - Parameter rules: what the image was held against.
    package static func render(_ report: ReportDocument, rules: [RuleOutcome] = []) -> String {
        var comment = Markdown()
        comment.paragraph(
            "**\(Markdown.code(report.reference)): \(ByteCount.text(report.size)), "
                + "\(ByteCount.text(report.compressedSize)) compressed**")
        comment.paragraph(report.verdicts.map { "\($0.level.sign) \($0.escapedText)" }.joined(separator: " · "))
        rules.write(to: &comment)
        comment.table(
            ["Layers:", "Files:", "Packages:", "Efficiency:", "Wasted:"],
            [
                [
                    .number(Int64(report.layers)), .number(Int64(report.files)), .number(Int64(report.packageCount)),
                    .share(report.efficiency), .bytes(report.wastedBytes),
                ].map(Markdown.cell)
            ])
        layers(report, &comment)
        findings(report, &comment)
        vulnerabilities(report, &comment)
        updates(report, &comment)
        files(report, &comment)
        packages(report, &comment)
        return comment.text
    }

    private static func layers(_ report: ReportDocument, _ comment: inout Markdown) {
        let rows = report.layerDetails.prefix(40).enumerated().map { index, layer in
            [
                String(index + 1), Markdown.code((layer.createdBy ?? "").instruction), ByteCount.text(layer.size),
                ByteCount.text(layer.compressedSize),
            ]
        }
        comment.table(
            ["Layer:", "Instruction", "Size:", "Compressed:"], rows, total: report.layerDetails.count)
    }

    private static func findings(_ report: ReportDocument, _ comment: inout Markdown) {
        let findings = report.findings
        let rows = findings.prefix(40).map { finding in
            [
                Markdown.cell(.verdict(finding.level, finding.title)),
                finding.paths.isEmpty ? "the whole image" : Markdown.cell(.codes(finding.paths)),
                Markdown.words(finding.detail),
            ]
        }
        comment.table(["Finding", "Where", "Detail"], rows, total: findings.count)
    }

    private static func vulnerabilities(_ report: ReportDocument, _ comment: inout Markdown) {
        guard let found = report.vulnerabilities, !found.isEmpty else { return }
        let rows = found.prefix(60).map { one in
            [
                Markdown.code(one.id), Markdown.code(one.package), Markdown.code(one.version),
                Markdown.code(one.fixed ?? ""), Markdown.words(one.summary ?? ""),
            ]
        }
        comment.table(["Vulnerability", "Package", "Installed", "Fixed in", "Summary"], rows, total: found.count)
    }

    private static func updates(_ report: ReportDocument, _ comment: inout Markdown) {
        guard let updates = report.pendingSecurityUpdates, !updates.isEmpty else { return }
        let rows = updates.prefix(60).map { [$0.package, $0.installed, $0.fixed].map { Markdown.code($0) } }
        comment.table(["Pending security fix", "Installed", "Fixed in"], rows, total: updates.count)
    }

    private static func files(_ report: ReportDocument, _ comment: inout Markdown) {
        guard !report.biggestFiles.isEmpty else { return }
        comment.details("The biggest files") { comment in
            let rows = report.biggestFiles.prefix(30).map { file in
                [Markdown.code(file.path), ByteCount.text(file.size), file.layer.map { ($0 &+ 1).grouped } ?? "–"]
            }
            comment.table(["File", "Size:", "Layer:"], rows)
        }
    }

    private static func packages(_ report: ReportDocument, _ comment: inout Markdown) {
        guard let packages = report.packageDetails, !packages.isEmpty else { return }
        comment.details(Count.text(report.packageCount, "package", "packages")) { comment in
            let rows = packages.prefix(500).map { package in
                [Markdown.code(package.name), Markdown.code(package.version), Markdown.code(package.kind)]
            }
            comment.table(["Package", "Version", "Kind"], rows, total: report.packageCount)
        }
    }
}

extension Verdict {
    /// The text with what comes from the image, a user's name, in a code span.
    fileprivate var escapedText: String {
        let prefix = "runs as "
        guard text.hasPrefix(prefix), level == .good else { return text }
        return prefix + Markdown.code(String(text.dropFirst(prefix.count)))
    }
}
