/// The file `config.json` of a bundle: the OCI runtime specification 1.0.2, as far as it is used here.
struct RuntimeSpec: Encodable {
    struct Root: Encodable {
        let path: String
        let readonly: Bool
    }

    struct User: Encodable {
        let uid: UInt32
        let gid: UInt32
        let additionalGids: [UInt32]?
    }

    struct Capabilities: Encodable {
        let bounding: [Capability]
        let effective: [Capability]
        let permitted: [Capability]
    }

    struct Process: Encodable {
        let terminal: Bool
        let user: User
        let args: [String]
        let env: [String]
        let cwd: String
        let capabilities: Capabilities
        let noNewPrivileges: Bool
        let rlimits: [ProcessLimit]?
    }

    struct Mount: Encodable, Equatable {
        let destination: String
        let type: String
        let source: String
        let options: [String]
    }

    struct Namespace: Encodable {
        let type: String
        /// A file that stands for it; nil for a new one.
        var path: String?
    }

    struct Linux: Encodable {
        let namespaces: [Namespace]
        let maskedPaths: [String]
        let readonlyPaths: [String]
        let seccomp: SeccompProfile?
    }

    struct Hook: Encodable, Equatable {
        let path: String
        let args: [String]?
        var env: [String]?
        var timeout: Int?
    }

    let ociVersion = "1.0.2"
    let root: Root
    let process: Process
    let hostname: String
    let mounts: [Mount]
    let linux: Linux
    /// By their moments.
    let hooks: [String: [Hook]]?

    private enum CodingKeys: CodingKey {
        case ociVersion, root, process, hostname, mounts, linux, hooks
    }
}
