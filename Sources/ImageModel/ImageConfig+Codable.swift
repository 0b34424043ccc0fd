extension ImageConfig: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case architecture, os, variant, created, author, config, rootfs, history
    }

    private struct RootFileSystem: Codable {
        var type = "layers"
        var diffIDs: [Digest]?

        enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        architecture = try container.decodeIfPresent(String.self, forKey: .architecture) ?? ""
        os = try container.decodeIfPresent(String.self, forKey: .os) ?? ""
        variant = try container.decodeIfPresent(String.self, forKey: .variant)
        created = try container.decodeIfPresent(String.self, forKey: .created)
        author = try container.decodeIfPresent(String.self, forKey: .author)
        config = try container.decodeIfPresent(ContainerConfig.self, forKey: .config) ?? ContainerConfig()
        diffIDs = try container.decodeIfPresent(RootFileSystem.self, forKey: .rootfs)?.diffIDs ?? []
        history = try container.decodeIfPresent([HistoryEntry].self, forKey: .history) ?? []
        otherFields = try decoder.otherFields(than: CodingKeys.allCases.map(\.stringValue))
    }

    package func encode(to encoder: any Encoder) throws {
        var others = encoder.container(keyedBy: AnyCodingKey.self)
        for (key, value) in otherFields { try others.encode(value, forKey: AnyCodingKey(stringValue: key)) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(architecture, forKey: .architecture)
        try container.encode(os, forKey: .os)
        try container.encodeIfPresent(variant, forKey: .variant)
        try container.encodeIfPresent(created, forKey: .created)
        try container.encodeIfPresent(author, forKey: .author)
        try container.encode(config, forKey: .config)
        try container.encode(RootFileSystem(diffIDs: diffIDs), forKey: .rootfs)
        try container.encode(history, forKey: .history)
    }
}

extension ContainerConfig: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case user = "User"
        case exposedPorts = "ExposedPorts"
        case env = "Env"
        case entrypoint = "Entrypoint"
        case cmd = "Cmd"
        case volumes = "Volumes"
        case workingDir = "WorkingDir"
        case labels = "Labels"
        case stopSignal = "StopSignal"
        case shell = "Shell"
        case argsEscaped = "ArgsEscaped"
        case onBuild = "OnBuild"
    }

    private struct Empty: Codable {}

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func set(_ key: CodingKeys) throws -> [String] {
            try container.decodeIfPresent([String: Empty].self, forKey: key)?.keys.sorted() ?? []
        }
        user = try container.decodeIfPresent(String.self, forKey: .user)
        exposedPorts = try set(.exposedPorts)
        env = try container.decodeIfPresent([String].self, forKey: .env) ?? []
        entrypoint = try container.decodeIfPresent([String].self, forKey: .entrypoint)
        cmd = try container.decodeIfPresent([String].self, forKey: .cmd)
        volumes = try set(.volumes)
        workingDir = try container.decodeIfPresent(String.self, forKey: .workingDir)
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        stopSignal = try container.decodeIfPresent(String.self, forKey: .stopSignal)
        shell = try container.decodeIfPresent([String].self, forKey: .shell)
        argsEscaped = try container.decodeIfPresent(Bool.self, forKey: .argsEscaped)
        onBuild = try container.decodeIfPresent([String].self, forKey: .onBuild)
        otherFields = try decoder.otherFields(than: CodingKeys.allCases.map(\.stringValue))
    }

    package func encode(to encoder: any Encoder) throws {
        var others = encoder.container(keyedBy: AnyCodingKey.self)
        for (key, value) in otherFields { try others.encode(value, forKey: AnyCodingKey(stringValue: key)) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encodeSet(_ names: [String], _ key: CodingKeys) throws {
            guard !names.isEmpty else { return }
            try container.encode(
                Dictionary(names.map { ($0, Empty()) }, uniquingKeysWith: { first, _ in first }), forKey: key)
        }
        try container.encodeIfPresent(user, forKey: .user)
        try encodeSet(exposedPorts, .exposedPorts)
        if !env.isEmpty { try container.encode(env, forKey: .env) }
        try container.encodeIfPresent(entrypoint, forKey: .entrypoint)
        try container.encodeIfPresent(cmd, forKey: .cmd)
        try encodeSet(volumes, .volumes)
        try container.encodeIfPresent(workingDir, forKey: .workingDir)
        if !labels.isEmpty { try container.encode(labels, forKey: .labels) }
        try container.encodeIfPresent(stopSignal, forKey: .stopSignal)
        try container.encodeIfPresent(shell, forKey: .shell)
        try container.encodeIfPresent(argsEscaped, forKey: .argsEscaped)
        try container.encodeIfPresent(onBuild, forKey: .onBuild)
    }
}

extension Decoder {
    /// The fields of an object that are not in `known`.
    fileprivate func otherFields(than known: [String]) throws -> [String: JSONValue] {
        let container = try container(keyedBy: AnyCodingKey.self)
        var fields = [String: JSONValue]()
        for key in container.allKeys where !known.contains(key.stringValue) {
            fields[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
        }
        return fields
    }
}
