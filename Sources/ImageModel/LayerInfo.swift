/// One layer of an image: what it is once unpacked, and the blob it can be had from, if there is one.
package struct LayerInfo: Hashable, Sendable {
    /// The digest of the uncompressed tar.
    package let diffID: Digest
    /// The layer as another tool made it, compressed or not; nil for a layer that exists as a snapshot only.
    package let blob: Descriptor?

    package init(diffID: Digest, blob: Descriptor? = nil) {
        self.diffID = diffID
        self.blob = blob
    }

    /// The identity of each prefix of a list of layers (OCI image specification, "Layer ChainID"), lowest first.
    package static func chainIDs(_ diffIDs: [Digest]) -> [Digest] {
        var chain = [Digest]()
        for diffID in diffIDs {
            chain.append(chain.last.map { Digest(of: "\($0) \(diffID)".utf8) } ?? diffID)
        }
        return chain
    }
}
