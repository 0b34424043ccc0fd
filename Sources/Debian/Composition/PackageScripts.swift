import Diagnostics
import Glibc
import Sandbox
import Synchronization
import SystemPackage

/// Runs the maintainer scripts of unpacked packages (Debian Policy 6.5), in a container of their root file system.
struct PackageScripts: Sendable {
    let root: FilePath
    /// An existing directory for the runtime.
    let directory: FilePath

    /// Runs each `preinst`, and then has dpkg configure all packages.
    ///
    /// - Parameters:
    ///   - preinstalled: the packages with a `preinst`, by the names that dpkg's database has them under.
    ///   - date: what scripts are to take for the time, in seconds since 1970.
    /// - Throws: `stepFailed` with the last lines of output; `programMissing`, `sandbox`, `interrupted`.
    func run(
        _ preinstalled: [String], architecture: String, date: Int64
    ) async throws(BuildError) {
        // The one that makes the accounts comes first.
        let first = preinstalled.filter { $0 == "base-passwd" } + preinstalled.filter { $0 != "base-passwd" }
        var process = SandboxProcess(
            root: root, arguments: ["/bin/sh", "-euc", PackageScripts.script, "sh"] + first,
            environment: [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
                "DEBIAN_FRONTEND=noninteractive", "DEBCONF_NONINTERACTIVE_SEEN=true", "SOURCE_DATE_EPOCH=\(date)",
                "DPKG_MAINTSCRIPT_ARCH=\(architecture)",
            ], network: .none)
        process.hostname = "localhost"
        let lines = Mutex(ScriptOutput())
        let runner = try RuntimeRunner(runtime: try OCIRuntime.find(), directory: directory)
        let status = try await runner.run(
            process, input: .none,
            output: .stream { bytes in lines.withLock { $0.add(bytes) } })
        guard status != .exited(0) else { return }
        let last = lines.withLock { $0.last }
        let diagnostic = Diagnostic(
            code: BuildError.Code.stepFailed.rawValue, "packages can't be configured: \(status.explanation)",
            notes: last.isEmpty ? [] : ["last lines of output:\n\(last.joined(separator: "\n"))"])
        throw BuildError(.stepFailed, [diagnostic])
    }

    /// What these leave that no container needs, or that is not the same twice, is deleted: backups, logs, caches.
    private static let script = """
        export DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT=1 DPKG_ROOT= DPKG_ADMINDIR=/var/lib/dpkg
        for package; do
            # Where dpkg has the script: debconf reads beside it which package it belongs to.
            mkdir "$DPKG_ADMINDIR/tmp.ci"
            for file in "$DPKG_ADMINDIR/info/$package".*; do cp -p "$file" "$DPKG_ADMINDIR/tmp.ci/${file##*.}"; done
            dpkg-query --status "$package" > "$DPKG_ADMINDIR/tmp.ci/control"
            DPKG_MAINTSCRIPT_PACKAGE=${package%%:*} "$DPKG_ADMINDIR/tmp.ci/preinst" install
            rm -r "$DPKG_ADMINDIR/tmp.ci"
        done
        unset DPKG_MAINTSCRIPT_NAME DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT DPKG_MAINTSCRIPT_ARCH DPKG_ROOT DPKG_ADMINDIR
        dpkg --configure --pending --no-pager
        rm -f /etc/.pwd.lock /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid-
        rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old /var/cache/apt/*.bin /var/cache/ldconfig/aux-cache
        rm -f /var/log/dpkg.log /var/log/alternatives.log
        """
}

/// The end of what scripts print.
private struct ScriptOutput {
    private var bytes: [UInt8] = []

    mutating func add(_ piece: [UInt8]) {
        bytes += piece
        if bytes.count > 64 << 10 { bytes.removeFirst(bytes.count - 32 << 10) }
    }

    /// The last lines.
    var last: [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(20).map(String.init)
    }
}

extension ExitStatus {
    fileprivate var explanation: String {
        switch self {
        case .exited(let code), .limited(let code, _): "their scripts ended with status \(code)"
        case .notFound(let why), .notExecutable(let why): why
        }
    }
}
