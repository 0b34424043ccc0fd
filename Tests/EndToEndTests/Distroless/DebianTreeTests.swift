import SystemPackage
import Testing

extension DistrolessTests {
    /// `compose://debian`, against what mmdebstrap makes of the same packages.
    @Suite struct DebianTreeTests {
        /// What only one of the two has, and why.
        private static let differences = """
            dev         mmdebstrap makes device nodes, which a container has anyway
            etc/fstab   a container mounts nothing
            etc/hostname etc/resolv.conf    mmdebstrap's are this machine's
            etc/apt/sources.list            mmdebstrap's names the mirror of this machine in one line
            etc/apt/sources.list.d/debian.sources
            etc/apt/apt.conf.d/docker-clean etc/apt/apt.conf.d/docker-no-languages
            etc/dpkg/dpkg.cfg.d/docker-apt-speedup usr/sbin/policy-rc.d     as Docker's images have them
            var/cache/apt/archives/lock var/cache/apt/archives/partial      apt makes them when it runs
            var/lib/apt/lists/lock var/lib/apt/lists/partial var/lib/dpkg/lock var/lib/dpkg/lock-frontend
            var/cache/ldconfig/aux-cache var/cache/apt/pkgcache.bin var/cache/apt/srcpkgcache.bin   caches
            var/cache/debconf/config.dat-old var/cache/debconf/templates.dat-old var/lib/dpkg/status-old
            var/lib/dpkg/diversions-old etc/.pwd.lock                       backups and locks
            etc/passwd- etc/group- etc/shadow- etc/gshadow- etc/subuid- etc/subgid-
            """

        /// Prints the differences between the trees `$1` and `$2`, by path, kind, mode, owner, size, target and content.
        private static let compare = """
            list() {
                cd "$1"
                find . -mindepth 1 ! -path './dev/*' -type d -printf '%P directory %m %U:%G\\n'
                find . ! -path './dev/*' ! -type d -printf '%P %y %m %U:%G %s %l\\n'
                find . ! -path './dev/*' -type f -printf '%P\\0' | xargs -0 sha256sum | awk '{ print $2, $1 }'
                cd ..
            }
            list "$1" | sort > "$1.list"
            list "$2" | sort > "$2.list"
            { diff "$1.list" "$2.list" || true; } | awk '/^[<>]/ { print $2 }' | sort -u
            """

        /// Has mmdebstrap make a tree of the release `$1`, dated `$2`. Of Debian 12 without the program that makes the links of
        /// a merged `/usr`, for which the links have to be there.
        private static let expected = """
            options=()
            if [ $1 = bookworm ]; then
                options=(
                    --setup-hook='printf "Package: usrmerge\\nPin: release *\\nPin-Priority: -1\\n" > "$1/etc/apt/preferences.d/usr"'
                    --setup-hook='for name in bin sbin lib lib64; do mkdir -p "$1/usr/$name"; ln -s usr/$name "$1/$name"; done'
                    --customize-hook='rm "$1/etc/apt/preferences.d/usr"'
                )
            fi
            SOURCE_DATE_EPOCH=$2 mmdebstrap --quiet --mode=root --variant=apt "${options[@]}" $1 expected.tar
            for tree in composed expected; do mkdir $tree; tar --extract --file $tree.tar --directory $tree; done
            """

        @Test(
            "a Debian with apt has, file by file, what mmdebstrap makes of the same packages",
            arguments: ["trixie", "bookworm"])
        func tree(suite: String) async throws {
            let work = try ComposedImages.shared().work
            let directory = work.directory.appending("tree-\(suite)")
            try await shell("mkdir $1", directory.string, in: work.directory)
            let image = "debian:\(suite)"
            try await work.pith.succeed("compose", image, "-q", "-t", image)
            try await work.pith.succeed("compose", image, "-q", "-o", "type=tar,dest=\(directory)/composed.tar")
            let created = try await work.pith.succeed("inspect", "--format", "{{.Created}}", image)
            try await shell(Self.expected, suite, try await shell("date -d $1 +%s", created), in: directory)
            let differing = try await shell(Self.compare, "composed", "expected", in: directory)
            let explained = Set(Self.differences.split(whereSeparator: \.isWhitespace).map(String.init))
            let unexplained = differing.split(separator: "\n").map(String.init).filter { !explained.contains($0) }
            #expect(unexplained.prefix(20) == [])
        }

        @Test("a Debian composed from its lock is the same image, and programs can be installed in it")
        func lock() async throws {
            let work = try ComposedImages.shared().work
            try await work.pith.succeed("lock", "debian:13-slim", "-q", "-o", "debian.lock")
            let first = try await work.pith.succeed("compose", "debian:13-slim", "-q", "--lock", "debian.lock")
            try await Workspace.with { other in
                try await shell("cp $1 .", work.path("debian.lock"), in: other.directory)
                let second = try await other.pith.succeed(
                    "compose", "debian:13-slim", "-q", "--lock", "debian.lock", "-t", "slim")
                #expect(second == first)
                try other.write(
                    "FROM slim\nRUN apt-get update -qq && apt-get install -qqy hello && hello > /said\n",
                    to: "Dockerfile")
                try await other.pith.succeed("build", "-q", "-o", "type=local,dest=out", ".")
                #expect(
                    try await shell("cat out/said; ls out/usr/share/doc/hello", in: other.directory)
                        == "Hello, world!\ncopyright")
            }
        }
    }
}
