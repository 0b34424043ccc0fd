/// What the name of a base image tells about it.
struct BaseImageName {
    /// With the registry, where one is written: `gcr.io/distroless/static-debian12`.
    let repository: String
    /// The last component: `static-debian12`.
    let name: String
    let tag: String?
    let hasDigest: Bool

    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        hasDigest = parts.count > 1
        let reference = parts.first ?? text
        let last = reference.split(separator: "/").last.map(String.init) ?? reference
        let names = last.split(separator: ":", maxSplits: 1).map(String.init)
        name = names.first ?? last
        tag = names.count > 1 ? names[1] : nil
        repository = tag.map { String(reference.dropLast($0.count + 1)) } ?? reference
    }

    /// Whether the image has no shell, no package manager and little else.
    var isDistroless: Bool {
        let isOne = repository.contains("distroless") || repository.hasPrefix("cgr.dev/chainguard/")
        return isOne && !(tag ?? "").contains("debug") && !(tag ?? "").hasSuffix("-dev")
    }

    /// Whether the image's own user is not root.
    var isNonroot: Bool { (tag ?? "").contains("nonroot") || repository.hasPrefix("cgr.dev/chainguard/") }

    /// Whether the image is a distribution, with its shell and its package manager.
    var isDistribution: Bool { Self.distributions.contains(name) || repository.contains("/ubi") }

    /// Whether the image is there to build programs of a compiled language.
    var isToolchain: Bool {
        if Self.toolchains.contains(name) { return !(tag ?? "").contains("slim") || name != "swift" }
        let isJava = ["openjdk", "eclipse-temurin", "amazoncorretto", "sapmachine"].contains(name)
        if isJava { return !(tag ?? "").contains("jre") }
        return repository.hasSuffix("dotnet/sdk")
    }

    private static let distributions: Set<String> = [
        "debian", "ubuntu", "alpine", "fedora", "centos", "rockylinux", "almalinux", "amazonlinux", "oraclelinux",
        "archlinux", "photon", "opensuse", "leap", "tumbleweed", "busybox", "buildpack-deps", "ubi8", "ubi9",
        "ubi-minimal", "bookworm-slim",
    ]

    private static let toolchains: Set<String> = [
        "golang", "rust", "gcc", "clang", "maven", "gradle", "haskell", "swift", "buildpack-deps", "zig", "crystal",
        "rust-musl-builder", "dart", "nim",
    ]
}
