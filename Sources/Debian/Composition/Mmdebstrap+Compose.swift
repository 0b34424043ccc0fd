import Diagnostics
import Layers
import SystemPackage

extension Mmdebstrap {
    /// What a composition leaves beside the tar.
    struct Result {
        /// dpkg's status file.
        let status: String
        /// What the archive's index says of the installed packages.
        let index: String
        /// The release files by code name, as apt verified them.
        let releases: [String: ReleaseFile]
    }

    /// Composes a root file system and writes it as an uncompressed tar whose bytes depend on the packages, the options
    /// and `date` alone.
    ///
    /// - Parameters:
    ///   - sources: the path of a file of apt's sources to fetch from.
    ///   - additions: the path of a directory whose files come on top.
    ///   - date: no file is newer than this many seconds since 1970.
    /// - Throws: as `AptProgram.run`; `corrupt` if the package database can't be read.
    func compose(
        sources: String, additions: String, packages: [String], isSlim: Bool, date: Int,
        output: @escaping @Sendable (UnsafeRawBufferPointer) throws(BuildError) -> Void, report: (String) -> Void
    ) async throws(BuildError) -> Result {
        let results = try directory.makeDirectory("results")
        var arguments = [
            "--mode=root", "--variant=apt", "--format=tar", "--skip=output/dev,chroot/policy-rc.d",
            "--aptopt=Acquire::Retries \"3\"", "--customize-hook=\(Mmdebstrap.customization)",
        ]
        if !packages.isEmpty { arguments.append("--include=\(packages.joined(separator: ","))") }
        if isSlim { arguments += Mmdebstrap.slimOptions.map { "--dpkgopt=\($0)" } }
        let variables = [
            "SOURCE_DATE_EPOCH": "\(date)", "PITH_RESULTS": results, "PITH_ADDITIONS": additions,
        ]
        let process = process(arguments + [release.suite, "-", sources], variables: variables)
        let line = { (line: String) in
            if line.hasPrefix("I: "), line.hasSuffix("..."), !line.contains("/") { report(String(line.dropFirst(3))) }
        }
        try await AptProgram.run(process, failure: "\(release) can't be composed", output: output, line: line)
        let files = try RootedDirectory(FilePath(results))
        func text(_ path: FilePath) throws(BuildError) -> String {
            String(decoding: try files.read(path, limit: 64 << 20) ?? [], as: UTF8.self)
        }
        return Result(
            status: try text("/status"), index: try text("/index"),
            releases: try ReleaseFile.all(in: FilePath(results)))
    }

    /// Runs when all packages are configured and apt's lists are still there; `$1` is the root directory.
    private static let customization = """
        set -eu
        cp "$1/var/lib/dpkg/status" "$1"/var/lib/apt/lists/*Release "$PITH_RESULTS/"
        dpkg-query --admindir="$1/var/lib/dpkg" --show --showformat='${Package}:${Architecture}=${Version}\\n' |
            APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" xargs apt-cache show > "$PITH_RESULTS/index"
        cd "$1"
        rm -f etc/hostname etc/resolv.conf etc/apt/sources.list etc/apt/sources.list.d/* etc/apt/apt.conf.d/99mmdebstrap
        rm -f etc/.pwd.lock etc/passwd- etc/group- etc/shadow- etc/gshadow- etc/subuid- etc/subgid-
        rm -f var/lib/dpkg/*-old var/cache/debconf/*-old var/cache/apt/*.bin
        cp -R "$PITH_ADDITIONS/." .
        """

    private static let slimOptions = [
        "path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright", "path-exclude=/usr/share/man/*",
        "path-exclude=/usr/share/info/*", "path-exclude=/usr/share/locale/*", "path-exclude=/usr/share/groff/*",
        "path-exclude=/usr/share/lintian/*",
    ]
}
