import Analysis

extension ReportTable {
    /// A figure that images are compared by.
    struct Figure: Sendable {
        let title: String
        /// Nil where it was not looked for.
        let text: @Sendable (ImageReport) -> String?
        /// What a ratio is made of; nil for a figure that has none.
        var amount: (@Sendable (ImageReport) -> Int64)?
    }

    /// In the order in which reports have them.
    static let figures = [
        Figure(title: "SIZE", text: { ByteCount.text($0.size) }, amount: { $0.size }),
        Figure(title: "COMPRESSED", text: { ByteCount.text($0.compressedSize) }, amount: { $0.compressedSize }),
        Figure(title: "LAYERS", text: { String($0.layers.count) }),
        Figure(title: "FILES", text: { String($0.files) }, amount: { Int64($0.files) }),
        Figure(
            title: "EFFICIENCY",
            text: {
                "\(($0.efficiency * 100).fixed(1, droppingZeros: true))%, \(ByteCount.text($0.wastedBytes)) wasted"
            }),
        Figure(title: "PACKAGES", text: { packages($0.packageCounts) }, amount: { Int64($0.packages.count) }),
        Figure(title: "SHELLS", text: { names($0.surface.shells) }),
        Figure(title: "PACKAGE MANAGERS", text: { names($0.surface.packageManagers) }),
        Figure(title: "SETUID", text: { String($0.surface.setuid.count) }),
        Figure(title: "WORLD-WRITABLE", text: { String($0.findings.ownership.worldWritable.count) }),
        Figure(title: "UNKNOWN OWNERS", text: { String($0.findings.ownership.unknownOwners.count) }),
        Figure(title: "SECRETS", text: { String($0.secrets.count) }),
        Figure(title: "RUNS AS", text: { user($0.findings.user) }),
        Figure(title: "READ-ONLY ROOT", text: { $0.findings.readOnlyRoot.starts ? "starts" : "does not start" }),
        Figure(title: "SECURITY UPDATES", text: { $0.pendingSecurityUpdates.map { "\($0.count) pending" } }),
        Figure(title: "VULNERABILITIES", text: { $0.vulnerabilities.map { String($0.count) } }),
    ]

    /// `69 Debian, 17 Rust`, or `0`.
    private static func packages(_ counts: [PackageKind: Int]) -> String {
        let known = PackageKind.allCases.compactMap { kind in
            counts[kind].map { "\($0) \(kind.rawValue.prefix(1).uppercased())\(kind.rawValue.dropFirst())" }
        }
        return known.isEmpty ? "0" : known.joined(separator: ", ")
    }

    /// The programs' names, each once, or `none`; paths are in the JSON form.
    private static func names(_ paths: [String]) -> String {
        let names = Set(paths.map { String($0.drop { $0 != "/" }.split(separator: "/").last ?? "") }).sorted()
        return names.isEmpty ? "none" : names.joined(separator: " ")
    }

    private static func user(_ user: ImageUser) -> String {
        if user.text.isEmpty { return "root" }
        if user.id == nil { return "\(user.text), who is not known" }
        return user.isRoot && !user.text.hasPrefix("root") ? "\(user.text) (root)" : user.text
    }
}
