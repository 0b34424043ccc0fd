import Debian
import Diagnostics
import Execution
import Glibc
import Transport

/// Which certificate authorities commands shall trust: what the options say, checked.
struct HostAuthorityChoice: Sendable {
    private let isWanted: Bool?
    /// Absolute.
    private let file: String?
    private let environment: [String: String]

    /// - Throws: `usage` for options that exclude each other; `notFound` for a file that is not there.
    init(_ options: HostAuthorityOptions, _ session: Session) throws(BuildError) {
        guard options.file == nil || options.isWanted != false else {
            throw BuildError(.usage, "--no-host-ca and --host-ca-file exclude each other")
        }
        isWanted = options.file == nil ? options.isWanted : true
        file = options.file.map { session.absolute($0) }
        environment = session.environment
        guard let file, access(file, R_OK) != 0 else { return }
        let code = errno
        throw BuildError(
            code == ENOENT ? .notFound : .usage,
            "--host-ca-file '\(options.file ?? file)' can't be used: \(String(cString: strerror(code)))")
    }

    /// The authorities, read when the first process needs them; nil where none are wanted.
    ///
    /// - Parameter usually: whether they are wanted where no option says anything.
    /// - Throws: `notFound` or `usage` if this machine has no bundle that can be read.
    func authorities(usually: Bool = false) throws(BuildError) -> HostAuthorities? {
        guard isWanted ?? usually else { return nil }
        let path: String
        if let file { path = file } else { path = try SystemAuthorities.bundle(environment: environment) }
        return HostAuthorities { () throws(BuildError) in
            let bundle = try TextFile.read(path)
            return HostAuthorities.Files(
                bundle: bundle, javaStore: try JavaKeyStore.encoded(ofBundle: bundle, named: path))
        }
    }
}
