/// An image whose layers are made but that has no manifest yet. Building and composing both end in one.
package struct ImageDraft: Hashable, Sendable {
    /// Lowest first; `config.diffIDs` are filled in from these when the image is assembled.
    package var layers: [LayerInfo]
    package var config: ImageConfig
    package var annotations: [String: String]

    package init(layers: [LayerInfo], config: ImageConfig, annotations: [String: String] = [:]) {
        self.layers = layers
        self.config = config
        self.annotations = annotations
        self.config.diffIDs = layers.map(\.diffID)
    }
}
