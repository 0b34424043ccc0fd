/// A directory that package managers and compilers fill for themselves, and what keeps it out of an image.
struct Leftover {
    /// Without a leading slash.
    let directory: String
    let remedy: String

    static let all =
        [
            Leftover(
                directory: "var/lib/apt/lists",
                remedy: "end the RUN with 'rm -rf /var/lib/apt/lists/*', or add \(mount("/var/lib/apt/lists"))"),
            Leftover(directory: "root/.cache/pip", remedy: "add 'pip install --no-cache-dir'"),
        ]
        + [
            "var/cache/apt", "var/cache/apk", "var/cache/dnf", "var/cache/yum", "root/.npm", "root/.cache/yarn",
            "usr/local/share/.cache/yarn", "root/.cache/go-build", "root/go/pkg/mod", "go/pkg/mod",
            "root/.cargo/registry",
            "usr/local/cargo/registry", "root/.m2/repository", "root/.gradle/caches",
        ].map { Leftover(directory: $0, remedy: "add \(mount("/\($0)")) to the RUN") }

    private static func mount(_ directory: String) -> String { "'--mount=type=cache,target=\(directory)'" }
}

/// Compilers, and what only they read.
struct BuildTools {
    let bytes: Int64
    /// The path of the largest.
    let largest: String

    /// Directories, or the beginnings of their names where several versions go side by side.
    private static let directories = [
        "usr/include", "usr/lib/gcc", "usr/lib/go-*", "usr/local/go", "usr/lib/llvm-*", "usr/lib/rustlib",
        "usr/local/rustup", "root/.rustup", "usr/lib/jvm/*/jmods", "usr/lib/jvm/*/lib/src.zip", "opt/java/*/jmods",
        "usr/share/go-*",
    ]

    /// Nil where there are none.
    init?(_ paths: PathTable, _ totals: DirectoryTotals) {
        let found = Self.directories.flatMap { paths.matches($0) }
        guard let largest = found.max(by: { totals.bytes(at: $0) < totals.bytes(at: $1) }) else { return nil }
        bytes = found.reduce(0) { $0 + totals.bytes(at: $1) }
        self.largest = paths.text(of: largest)
    }
}

extension PathTable {
    /// The paths that a pattern means, whose last character of a name may be `*` for any rest.
    fileprivate func matches(_ pattern: String) -> [ID] {
        pattern.split(separator: "/").reduce([PathTable.root]) { found, part in
            found.flatMap { directory -> [ID] in
                guard part.hasSuffix("*") else { return child(part.utf8, of: directory).map { [$0] } ?? [] }
                let prefix = part.dropLast().utf8
                return children(of: directory).filter { name(of: $0).starts(with: prefix) }
            }
        }
    }
}
