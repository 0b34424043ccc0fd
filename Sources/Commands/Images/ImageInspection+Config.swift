import ImageModel

extension ImageInspection {
    /// How a process starts, with docker's fields in docker's order. Fields that nobody here knows come last.
    static func value(of config: ContainerConfig) -> TemplateValue {
        var others = config.otherFields
        func other(_ name: String, _ missing: TemplateValue) -> TemplateValue {
            others.removeValue(forKey: name).map(TemplateValue.init) ?? missing
        }
        func text(_ name: String) -> TemplateValue.Field { .init(name, other(name, .string(""))) }
        func flag(_ name: String) -> TemplateValue.Field { .init(name, other(name, .bool(false))) }
        let healthcheck = others.removeValue(forKey: "Healthcheck")
        var fields = [text("Hostname"), text("Domainname"), .init("User", .string(config.user ?? ""))]
        fields += [flag("AttachStdin"), flag("AttachStdout"), flag("AttachStderr")]
        fields += [
            optional("ExposedPorts", set(config.exposedPorts)), flag("Tty"), flag("OpenStdin"), flag("StdinOnce"),
        ]
        fields += [
            .init("Env", .strings(config.env.isEmpty ? nil : config.env)), .init("Cmd", .strings(config.cmd)),
            optional("Healthcheck", healthcheck.map(value(ofHealthcheck:)) ?? .null),
            optional("ArgsEscaped", .bool(config.argsEscaped ?? false)), text("Image"),
            .init("Volumes", set(config.volumes)), .init("WorkingDir", .string(config.workingDir ?? "")),
            .init("Entrypoint", .strings(config.entrypoint)),
            optional("NetworkDisabled", other("NetworkDisabled", .bool(false))),
            optional("MacAddress", other("MacAddress", .string(""))), .init("OnBuild", .strings(config.onBuild)),
            .init("Labels", labels(config.labels)), optional("StopSignal", .string(config.stopSignal ?? "")),
        ]
        let stopTimeout = other("StopTimeout", .null)
        fields.append(.init("StopTimeout", stopTimeout, isInJSON: !stopTimeout.isNil))
        fields.append(optional("Shell", .strings(config.shell)))
        fields += others.sorted { $0.key < $1.key }.map { .init($0.key, TemplateValue($0.value)) }
        return .structure(fields)
    }

    private static func labels(_ labels: [String: String]) -> TemplateValue {
        .map(labels.isEmpty ? nil : labels.mapValues(TemplateValue.string), zero: .string(""))
    }

    /// A set of names, which is a map to nothing.
    private static func set(_ names: [String]) -> TemplateValue {
        let members = Dictionary(
            names.map { ($0, TemplateValue.structure([])) }, uniquingKeysWith: { first, _ in first })
        return .map(members.isEmpty ? nil : members, zero: .structure([]))
    }

    private static func value(ofHealthcheck json: JSONValue) -> TemplateValue {
        guard case .object(var fields) = json else { return TemplateValue(json) }
        func take(_ name: String, _ missing: TemplateValue, isDuration: Bool = true) -> TemplateValue.Field {
            let value = fields.removeValue(forKey: name).map(TemplateValue.init) ?? missing
            if isDuration, case .integer(let nanoseconds) = value { return optional(name, .duration(nanoseconds)) }
            return optional(name, value)
        }
        let known = [
            take("Test", .list(nil)), take("Interval", .duration(0)), take("Timeout", .duration(0)),
            take("StartPeriod", .duration(0)), take("StartInterval", .duration(0)),
            take("Retries", .integer(0), isDuration: false),
        ]
        return .structure(known + fields.sorted { $0.key < $1.key }.map { .init($0.key, TemplateValue($0.value)) })
    }
}
