/// An image's configuration (OCI image specification, "Image Configuration", with docker's extensions).
///
/// Fields that Pith does not know survive reading and writing.
package struct ImageConfig: Hashable, Sendable {
    package var architecture: String
    package var os: String
    package var variant: String?
    /// RFC 3339.
    package var created: String?
    package var author: String?
    package var config: ContainerConfig
    /// The digests of the uncompressed layer tars, lowest first.
    package var diffIDs: [Digest]
    package var history: [HistoryEntry]
    package var otherFields: [String: JSONValue]

    package init(platform: Platform, config: ContainerConfig = ContainerConfig()) {
        architecture = platform.architecture
        os = platform.os
        variant = platform.variant
        self.config = config
        diffIDs = []
        history = []
        otherFields = [:]
    }

    package var platform: Platform { Platform(os: os, architecture: architecture, variant: variant) }
}

/// How a process in the image starts: the `config` object of the image configuration.
package struct ContainerConfig: Hashable, Sendable {
    package var user: String?
    /// `80/tcp`, sorted when written.
    package var exposedPorts: [String]
    /// `NAME=value`, in the order in which the names first appeared.
    package var env: [String]
    package var entrypoint: [String]?
    package var cmd: [String]?
    package var volumes: [String]
    package var workingDir: String?
    package var labels: [String: String]
    package var stopSignal: String?
    /// Docker: the shell of shell forms.
    package var shell: [String]?
    /// Docker: CMD was given in shell form.
    package var argsEscaped: Bool?
    /// Docker: ONBUILD triggers, as text.
    package var onBuild: [String]?
    package var otherFields: [String: JSONValue]

    package init() {
        exposedPorts = []
        env = []
        volumes = []
        labels = [:]
        otherFields = [:]
    }

    /// The value of an environment variable; the last one wins, as in a process's environment.
    package func environmentValue(_ name: String) -> String? {
        env.last { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    /// Sets an environment variable; one that is there keeps its place.
    package mutating func setEnvironment(_ name: String, _ value: String) {
        let entry = "\(name)=\(value)"
        if let index = env.firstIndex(where: { $0.hasPrefix("\(name)=") || $0 == name }) {
            env[index] = entry
        } else {
            env.append(entry)
        }
    }
}

/// What one instruction did (OCI image configuration, `history`).
package struct HistoryEntry: Hashable, Sendable, Codable {
    package var created: String?
    package var createdBy: String?
    package var author: String?
    package var comment: String?
    /// Whether the instruction made no layer.
    package var emptyLayer: Bool?

    package init(created: String? = nil, createdBy: String? = nil, comment: String? = nil, emptyLayer: Bool? = nil) {
        self.created = created
        self.createdBy = createdBy
        self.comment = comment
        self.emptyLayer = emptyLayer
    }

    private enum CodingKeys: String, CodingKey {
        case created, author, comment
        case createdBy = "created_by"
        case emptyLayer = "empty_layer"
    }
}
