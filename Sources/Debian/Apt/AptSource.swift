/// One suite of one archive that apt reads binary packages from (sources.list(5)).
package struct AptSource: Hashable, Sendable {
    /// Without slashes at its end.
    package let uri: String
    /// `bookworm`, `bookworm-security`; an exact path ends in a slash.
    package let suite: String
    package let components: [String]
    /// Paths or fingerprints of the keys that must have signed it; nil where any key that apt trusts will do.
    package let signedBy: String?

    package init(uri: some StringProtocol, suite: some StringProtocol, components: [String], signedBy: String? = nil) {
        let end = uri.lastIndex { $0 != "/" }
        self.uri = end.map { String(uri[...$0]) } ?? ""
        self.suite = String(suite)
        self.components = components
        self.signedBy = signedBy
    }
}
