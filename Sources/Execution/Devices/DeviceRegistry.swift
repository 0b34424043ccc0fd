import Diagnostics
import Glibc
import ImageModel
import Layers
import Planning
import SystemPackage

/// The devices that the machine's Container Device Interface files describe, in JSON or YAML.
struct DeviceRegistry: Sendable {
    private let devices: [KnownDevice]
    /// Files that look as if they were some and that no program reads, for their names.
    private let passedOver: [String]

    /// The places of the specification; what the later ones say goes before.
    static let directories: [FilePath] = ["/etc/cdi", "/var/run/cdi"]
    private static let largestFile = 4 << 20

    /// Which class a device belongs to, beside its own name, as BuildKit has it.
    private static let classAnnotation = "org.mobyproject.buildkit.device.class"

    /// Reads all files.
    ///
    /// - Throws: `corrupt` for a file that is no specification; `store` for one that can't be read.
    init(in directories: [FilePath] = DeviceRegistry.directories) throws(BuildError) {
        var devices = [String: KnownDevice]()
        var passedOver = [String]()
        for directory in directories {
            guard access(directory.string, F_OK) == 0 else { continue }
            let root = try RootedDirectory(directory)
            let names = try root.names(in: "/").map { String(decoding: $0.bytes, as: UTF8.self) }
            for name in names.sorted() {
                let file = directory.appending(name).string
                if file.hasSuffix(".yml") { passedOver.append(file) }
                guard file.hasSuffix(".json") || file.hasSuffix(".yaml"),
                    let bytes = try root.read(FilePath("/").appending(name), limit: Self.largestFile)
                else { continue }
                let specification = try Self.specification(file, bytes)
                for device in specification.devices {
                    let known = KnownDevice(specification: specification, device: device)
                    devices[known.name] = known
                }
            }
        }
        self.devices = devices.values.sorted { $0.name < $1.name }
        self.passedOver = passedOver
    }

    private static func specification(_ file: String, _ bytes: [UInt8]) throws(BuildError) -> DeviceSpecification {
        var bytes = bytes
        if file.hasSuffix(".yaml") {
            bytes = try CanonicalJSON.encode(try YAMLReader.document(bytes, what: "'\(file)'"))
        }
        return try CanonicalJSON.decode(DeviceSpecification.self, from: bytes, what: "'\(file)'")
    }

    /// What a request names: one device, the first of a class, all of them, or those of an annotated class.
    ///
    /// - Returns: none where there is none and the step can do without.
    /// - Throws: `notFound` at the option.
    func find(_ request: DeviceRequest) throws(BuildError) -> [KnownDevice] {
        let all = devices.filter { $0.specification.kind == request.kind }
        let found: [KnownDevice]
        switch request.device {
        case nil: found = Array(all.prefix(1))
        case "*"?: found = all
        case let name?:
            let named = all.filter { $0.device.name == name }
            found = named.isEmpty ? all.filter { $0.annotation(Self.classAnnotation) == name } : named
        }
        guard found.isEmpty, request.isRequired else { return found }
        let names = devices.map(\.name)
        throw BuildError(
            .notFound, "device '\(request.name)' is required, and no CDI device of that name was found",
            help: Suggestion.help(for: request.name, in: names)
                ?? passedOver.first.map { "'\($0)' was passed over: the names of CDI files end in .json or .yaml" }
                ?? "describe it in a CDI file: \(Self.directories[0])/NAME.json"
        ).located(at: request.range)
    }
}
