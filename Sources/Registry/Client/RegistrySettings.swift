/// How the registries are talked to.
package struct RegistrySettings: Sendable {
    /// Downloads, and as many uploads, at the same time with one registry.
    package var transfers = 4
    /// A blob of up to so many bytes is sent in one request; a larger one in requests of that size, so that a cut does
    /// not cost what arrived before.
    package var chunkSize: Int64 = 32 << 20
    /// How often in all a transfer is tried that does not get on; a mebibyte more counts as getting on.
    package var attempts = 5
    /// How long to wait after a cut; twice as long after each further one.
    package var delay: Duration = .milliseconds(200)
    /// Where blobs that come from no file are kept while they are sent.
    package var temporaryDirectory: String

    package init(temporaryDirectory: String) {
        self.temporaryDirectory = temporaryDirectory
    }
}
