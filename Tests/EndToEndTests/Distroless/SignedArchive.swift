import SystemPackage

/// A small archive of Debian 13 with packages of a test, signed with a key of the test and served on loopback.
struct SignedArchive {
    private let work: Workspace
    private let server: FileServer

    /// Makes an archive, in a directory of the workspace, whose suites are there and empty.
    init(in work: Workspace) async throws {
        self.work = work
        try await shell("mkdir -p archive/served", in: work.directory)
        server = try await FileServer(of: work.path("archive/served"))
        let script = """
            mkdir -m 700 keys
            gpg --homedir keys --batch --quiet --passphrase= --pinentry-mode loopback \\
                --quick-generate-key 'Test <test@example.com>' ed25519 sign never
            gpg --homedir keys --batch --quiet --export > key.gpg
            """
        try await shell(script, in: work.directory.appending("archive"))
        for suite in ["trixie", "trixie-updates", "trixie-security"] { try await sign(suite) }
    }

    func stop() async { await server.stop() }

    /// `--mirror`, so that packages come from here.
    var mirror: [String] { ["--mirror", "\(server.address)/debian"] }

    /// `--keyring`, so that the archive is trusted.
    var keyring: [String] { ["--keyring", work.path("archive/key.gpg")] }

    /// Adds a package with one file, which holds its version, to a suite.
    func publish(_ package: String, _ version: String, in suite: String) async throws {
        let script = """
            pool=$1/pool/$4
            mkdir -p "$pool" root/DEBIAN "root/usr/share/$2"
            echo "$3" > "root/usr/share/$2/version"
            printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: N <n@example.com>\\nDescription: d\\n' \\
                "$2" "$3" > root/DEBIAN/control
            dpkg-deb --root-owner-group --build root "$pool/$2_$3.deb"
            rm -r root
            """
        try await shell(
            script, place(of: suite), package, version, suite, in: work.directory.appending("archive"))
        try await sign(suite)
    }

    private func place(of suite: String) -> String {
        suite.hasSuffix("-security") ? "served/debian-security" : "served/debian"
    }

    /// Makes the indexes of a suite, and signs them.
    private func sign(_ suite: String) async throws {
        let script = """
            keys=$PWD/keys architecture=$(dpkg --print-architecture)
            index=dists/$2/main/binary-$architecture
            mkdir -p "$1/$index" "$1/pool/$2"
            cd "$1"
            apt-ftparchive packages "pool/$2" > "$index/Packages"
            xz --keep --force "$index/Packages"
            rm -f "dists/$2"/*Release*
            apt-ftparchive -o "APT::FTPArchive::Release::Codename=$2" -o "APT::FTPArchive::Release::Suite=$2" \\
                -o "APT::FTPArchive::Release::Architectures=$architecture" \\
                -o APT::FTPArchive::Release::Components=main release "dists/$2" > Release
            echo "Valid-Until: $(LC_ALL=C date -u -d '7 days' '+%a, %d %b %Y %H:%M:%S UTC')" >> Release
            gpg --homedir "$keys" --batch --quiet --passphrase= --pinentry-mode loopback --clearsign \\
                -o "dists/$2/InRelease" Release
            mv Release "dists/$2/Release"
            """
        try await shell(script, place(of: suite), suite, in: work.directory.appending("archive"))
    }
}
