import Diagnostics
import Glibc
import Sandbox

/// mmdebstrap(1), run as the superuser of the present user namespace.
///
/// It and apt see a small environment of Pith's making, so that the user's settings can't change what is composed.
struct Mmdebstrap: Sendable {
    let release: DebianRelease
    let directory: WorkingDirectory

    /// The mirror that mmdebstrap itself would use.
    ///
    /// - Throws: as `AptProgram.run`; `usage`, naming `--mirror`, if it has none that is Debian's.
    func defaultMirror() async throws(BuildError) -> DebianMirror {
        let arguments = [
            "--mode=root", "--variant=custom", "--format=null", "--skip=update",
            "--setup-hook=cat \"$1/etc/apt/sources.list\" >&2", release.suite,
        ]
        var sources = ""
        let failure = "a mirror for \(release) can't be found"
        try await AptProgram.run(process(arguments), failure: failure, line: { sources += $0 + "\n" })
        guard let mirror = DebianMirror(in: AptSource.parse(sources, as: .oneLine)) else {
            throw BuildError(
                .usage, "\(failure): neither this machine's apt nor mmdebstrap knows one",
                help: "--mirror http://HOST/debian")
        }
        return mirror
    }

    /// A run of mmdebstrap.
    ///
    /// - Parameter variables: added to the environment.
    func process(_ arguments: [String], variables: [String: String] = [:]) -> HostProcess {
        var environment = Mmdebstrap.environment.merging(variables) { $1 }
        environment["TMPDIR"] = directory.path
        return HostProcess("mmdebstrap", arguments, environment: environment)
    }

    /// Where programs are, and the proxies.
    static var environment: [String: String] {
        func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        var environment = ["LC_ALL": "C.UTF-8", "HOME": "/"]
        for name in ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
            environment[name] = value(name)
        }
        environment["PATH"] = [value("PATH"), "/usr/sbin:/usr/bin:/sbin:/bin"].compactMap { $0 }.joined(separator: ":")
        return environment
    }
}
