/// What was seen in the tar of one layer.
package struct InspectedLayer: Sendable {
    /// In the order of the tar.
    package var entries = [FileEntry]()
    /// Where symbolic links point, and what hard links are other names of, in raw bytes.
    package var linkTargets = [PathTable.ID: [UInt8]]()
    /// The contents of files that were wanted.
    package var contents = [PathTable.ID: [UInt8]]()

    package init(entries: [FileEntry] = []) {
        self.entries = entries
    }
}
