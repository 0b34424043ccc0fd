import Analysis

extension ReportTable {
    /// What should rather not be in the image, a table for each kind.
    var findings: [String] {
        let surface = report.surface
        let ownership = report.findings.ownership
        return [
            list(["SECRET", "WHERE"], report.secrets) { secret in
                var place = secret.layer.map { "layer \($0 + 1)" } ?? "configuration"
                if let line = secret.line { place += ", line \(line)" }
                return [secret.rule.rawValue, "\(secret.path) (\(place)\(secret.deleted ? ", deleted later" : ""))"]
            },
            list(["SETUID OR SETGID"], surface.setuid) { [$0] },
            list(["WORLD-WRITABLE"], ownership.worldWritable) { [$0] },
            list(["UNKNOWN OWNER", "PATH"], ownership.unknownOwners) { ["\($0.user):\($0.group)", $0.path] },
            list(["DOES NOT START ON A READ-ONLY ROOT"], report.findings.readOnlyRoot.reasons) { [$0] },
            list(["SECURITY UPDATE", "INSTALLED", "FIXED"], report.pendingSecurityUpdates ?? []) {
                [$0.package, $0.installed, $0.fixed]
            },
            list(["VULNERABILITY", "PACKAGE", "INSTALLED", "FIXED", ""], report.vulnerabilities ?? []) {
                [$0.id, $0.package, $0.version, $0.fixed ?? "", $0.summary.cut(toWidth: 60)]
            },
        ]
    }

    /// A table of the first elements, and how many more there are.
    private func list<Element>(_ titles: [String], _ elements: [Element], row: (Element) -> [String]) -> String {
        if elements.isEmpty { return "" }
        let table = TableRenderer(columns: titles.map { .init($0) }).render(
            elements.prefix(ReportTable.findingLimit).map(row))
        let rest = elements.count - ReportTable.findingLimit
        return rest > 0 ? table + "and \(rest) more\n" : table
    }

    /// The most rows of a table of findings; all are in the JSON form.
    private static let findingLimit = 20
}
