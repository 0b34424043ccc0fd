/// What rules look at: an image's figures, and the lists of what was found in it.
///
/// Lists have one line of text for each finding, which results quote. Nil means that it was not looked for.
package struct RuleSubject: Hashable, Sendable {
    /// Bytes of all layers' files.
    package var size: Int64 = 0
    /// Bytes of all layers' blobs.
    package var compressedSize: Int64 = 0
    /// `size` of the image that this one is compared with.
    package var baselineSize: Int64?
    /// 0 to 1.
    package var efficiency: Double = 1
    /// Bytes.
    package var wasted: Int64 = 0
    package var layers: Int = 0
    package var files: Int = 0
    package var packages: Int = 0
    package var shells: [String] = []
    package var packageManagers: [String] = []
    package var setuid: [String] = []
    /// `/root/.ssh/id_rsa (private-key, layer 3, deleted later)`
    package var secrets: [String] = []
    package var worldWritable: [String] = []
    /// `/srv/x (user 1234)`
    package var unknownOwners: [String] = []
    /// The user the image runs as, as its configuration has it.
    package var user: String = ""
    package var runsAsRoot = false
    /// `openssl 3.0.11-1 -> 3.0.11-2`
    package var pendingSecurityUpdates: [String]?
    /// `CVE-2024-1 in jinja2 3.0`
    package var vulnerabilities: [String]?

    package init() {}

    /// - Parameter baseline: the image that the report's is compared with.
    package init(_ report: ImageReport, baseline: ImageReport? = nil) {
        size = report.size
        compressedSize = report.compressedSize
        baselineSize = baseline?.size
        efficiency = report.efficiency
        wasted = report.wastedBytes
        layers = report.layers.count
        files = report.files
        packages = report.packageCounts[.debian] ?? 0
        shells = report.surface.shells
        packageManagers = report.surface.packageManagers
        setuid = report.surface.setuid
        secrets = report.secrets.map(\.description)
        worldWritable = report.findings.ownership.worldWritable
        unknownOwners = report.findings.ownership.unknownOwners.map { "\($0.path) (\($0.user):\($0.group))" }
        user = report.findings.user.text
        runsAsRoot = report.findings.user.isRoot
        pendingSecurityUpdates = report.pendingSecurityUpdates?.map { "\($0.package) \($0.installed) -> \($0.fixed)" }
        vulnerabilities = report.vulnerabilities?.map { "\($0.id) in \($0.package) \($0.version)" }
    }
}
