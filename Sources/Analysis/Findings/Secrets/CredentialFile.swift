/// Files that hold passwords in a form of their own, known by where they are.
enum CredentialFile: Sendable {
    case dockerConfiguration, netrc, npmrc, pypirc, gitCredentials, awsCredentials, kubeconfig, pgpass, mysqlOptions
    case cargoCredentials, gemCredentials, vaultToken, shadow

    /// - Returns: nil for any other file.
    init?(path: some Sequence<UInt8>) {
        // Only the last two names count; every file of an image comes by here.
        let parts = Array(path).suffix(256).split(separator: UInt8(ascii: "/")).suffix(2)
        guard let last = parts.last else { return nil }
        let name = String(decoding: last, as: UTF8.self)
        if let kind = CredentialFile.byName[name] {
            self = kind
        } else if let first = parts.dropLast().last,
            let kind = CredentialFile.kind(name, in: String(decoding: first, as: UTF8.self))
        {
            self = kind
        } else {
            return nil
        }
    }

    private static func kind(_ name: String, in parent: String) -> CredentialFile? {
        if parent == ".kube" || (parent == "kubernetes" && name.hasSuffix(".conf")) { return .kubeconfig }
        return byParent["\(parent)/\(name)"]
    }

    private static let byName: [String: CredentialFile] = [
        ".dockercfg": .dockerConfiguration, ".dockerconfigjson": .dockerConfiguration, ".netrc": .netrc,
        "_netrc": .netrc, ".npmrc": .npmrc, ".pypirc": .pypirc, ".git-credentials": .gitCredentials,
        "kubeconfig": .kubeconfig, ".pgpass": .pgpass, ".my.cnf": .mysqlOptions, ".vault-token": .vaultToken,
    ]
    private static let byParent: [String: CredentialFile] = [
        ".docker/config.json": .dockerConfiguration, "containers/auth.json": .dockerConfiguration,
        "etc/npmrc": .npmrc, "git/credentials": .gitCredentials, ".aws/credentials": .awsCredentials,
        ".aws/config": .awsCredentials, "mysql/debian.cnf": .mysqlOptions, ".cargo/credentials": .cargoCredentials,
        ".cargo/credentials.toml": .cargoCredentials, ".gem/credentials": .gemCredentials, "etc/shadow": .shadow,
        "etc/shadow-": .shadow,
    ]

    /// What a line of the file has in it, nil for nothing that is secret.
    func rule(ofLine line: String) -> SecretRule? {
        switch self {
        case .dockerConfiguration: CredentialLine.hasDockerAuth(line) ? .dockerAuth : nil
        case .netrc: CredentialLine.hasNetrcPassword(line) ? .netrcPassword : nil
        case .npmrc: CredentialLine.value(["_authToken", "_auth", "_password"], in: line) ? .npmToken : nil
        case .pypirc: CredentialLine.value(["password"], in: line) ? .pypircPassword : nil
        case .gitCredentials: CredentialLine.hasURLPassword(line) ? .gitCredentials : nil
        case .awsCredentials:
            CredentialLine.value(["aws_secret_access_key", "aws_session_token"], in: line) ? .awsSecretAccessKey : nil
        case .kubeconfig: CredentialLine.field(["client-key-data", "token", "password"], in: line) ? .kubeconfig : nil
        case .pgpass: CredentialLine.hasPostgresPassword(line) ? .postgresPassword : nil
        case .mysqlOptions: CredentialLine.value(["password"], in: line) ? .mysqlPassword : nil
        case .cargoCredentials: CredentialLine.value(["token"], in: line) ? .cargoToken : nil
        case .gemCredentials: CredentialLine.hasGemKey(line) ? .rubygemsToken : nil
        case .vaultToken: line.utf8.count >= 24 && line.utf8.allSatisfy(CredentialLine.isVisible) ? .vaultToken : nil
        case .shadow: CredentialLine.hasPasswordHash(line) ? .passwordHash : nil
        }
    }
}

/// The beginning of a credential file, which is read as a whole once it is there.
struct CredentialFileReader {
    /// Longer files of these kinds are not read further.
    private static let limit = 256 * 1024

    private let kind: CredentialFile
    private var content = [UInt8]()

    init(_ kind: CredentialFile) { self.kind = kind }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        content.append(contentsOf: bytes.prefix(CredentialFileReader.limit - content.count))
    }

    func secrets() -> [Secret] {
        var secrets = [Secret]()
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where secrets.count < SecretScanner.limit {
            let text = String(decoding: line, as: UTF8.self)
            if let rule = kind.rule(ofLine: text) { secrets.append(Secret(rule: rule, line: index + 1)) }
        }
        return secrets
    }
}
