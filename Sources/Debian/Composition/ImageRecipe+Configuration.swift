import ImageModel

extension ImageRecipe {
    /// The image of the recipe: the configuration that its levels say, each winning over those below.
    func draft(
        of layers: [LayerInfo], history: [HistoryEntry], created: String, for platform: Platform
    ) -> ImageDraft {
        let variables = SpecificationVariables(architecture: platform.architecture)
        var container = ContainerConfig()
        for parts in levels.map(\.parts) {
            if let entrypoint = parts.entrypoint {
                container.entrypoint = entrypoint.map(variables.expand)
                container.cmd = nil
            }
            if let cmd = parts.cmd { container.cmd = cmd.map(variables.expand) }
            if let user = parts.user { container.user = user }
            if let workdir = parts.workdir { container.workingDir = workdir }
            for (name, value) in parts.env.sorted(by: { $0.key < $1.key }) {
                container.setEnvironment(name, variables.expand(value))
            }
            container.labels.merge(parts.labels) { $1 }
        }
        var config = ImageConfig(platform: platform, config: container)
        config.created = created
        config.history = history
        return ImageDraft(layers: layers, config: config, annotations: annotations)
    }

    /// What the specifications say of the image beside its configuration.
    package var annotations: [String: String] { levels.reduce(into: [:]) { $0.merge($1.parts.annotations) { $1 } } }
}
