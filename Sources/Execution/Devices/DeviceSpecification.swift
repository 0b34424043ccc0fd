import ImageModel

/// A file that says what devices of one kind are (Container Device Interface specification, "CDI JSON Specification"), as
/// far as it is used here.
struct DeviceSpecification: Decodable, Sendable {
    struct Device: Decodable, Sendable {
        let name: String
        let annotations: [String: String]?
        let containerEdits: Edits
    }

    /// What a container is given.
    struct Edits: Decodable, Sendable {
        struct Node: Decodable, Sendable {
            let path: String
            let hostPath: String?
        }

        struct Mount: Decodable, Sendable {
            let hostPath: String
            let containerPath: String
            let options: [String]?
        }

        struct Hook: Decodable, Sendable {
            let hookName: String
            let path: String
            let args: [String]?
            let env: [String]?
            /// In seconds.
            let timeout: LenientNumber?
        }

        let env: [String]?
        let deviceNodes: [Node]?
        let mounts: [Mount]?
        let hooks: [Hook]?
        let additionalGids: [LenientNumber]?
        /// What no runtime is asked for here.
        let intelRdt: JSONValue?
        let netDevices: JSONValue?
    }

    let kind: String
    let annotations: [String: String]?
    let devices: [Device]
    let containerEdits: Edits?
}

/// A number, which is a text where the file is YAML.
struct LenientNumber: Decodable, Sendable {
    let value: UInt32

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(UInt32.self) {
            value = number
        } else if let number = UInt32(try container.decode(String.self)) {
            value = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is not a number")
        }
    }
}

/// One device of a specification.
struct KnownDevice: Sendable {
    let specification: DeviceSpecification
    let device: DeviceSpecification.Device

    var name: String { "\(specification.kind)=\(device.name)" }

    /// The device's own annotation, else its specification's.
    func annotation(_ name: String) -> String? { device.annotations?[name] ?? specification.annotations?[name] }

    /// In the order in which they are made.
    var edits: [DeviceSpecification.Edits] { [specification.containerEdits, device.containerEdits].compactMap(\.self) }
}
