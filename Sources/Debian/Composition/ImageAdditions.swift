/// The files that an image for containers has on top of Debian's packages. Dockerfiles rely on the behaviour, and on
/// some of the names, of those in Docker's own images of Debian.
enum ImageAdditions {
    typealias File = (path: String, text: String, mode: UInt16)

    static func files(isSlim: Bool) -> [File] { always + (isSlim ? [slim] : []) }

    /// What slim images leave out of packages.
    static let slimFilter = PathFilter(
        excluded: [
            "/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/groff/*",
            "/usr/share/lintian/*",
        ], included: ["/usr/share/doc/*/copyright"])

    /// Has dpkg leave out the same of packages that come later.
    private static let slim: File = (
        "/etc/dpkg/dpkg.cfg.d/docker",
        (slimFilter.excluded.map { "path-exclude \($0)\n" } + slimFilter.included.map { "path-include \($0)\n" })
            .joined(),
        0o644
    )

    private static let always: [File] = [
        (
            "/etc/apt/apt.conf.d/docker-clean",
            """
            # Packages and caches are not kept: they would stay in a layer. Remove this file to keep them in a mount.
            APT::Keep-Downloaded-Packages "false";
            Dir::Cache::pkgcache "";
            Dir::Cache::srcpkgcache "";

            """, 0o644
        ),
        (
            "/etc/apt/apt.conf.d/docker-no-languages",
            """
            # Translated package descriptions are not fetched.
            Acquire::Languages "none";

            """, 0o644
        ),
        (
            "/etc/dpkg/dpkg.cfg.d/docker-apt-speedup",
            """
            # Syncing each file is of no use where a failed step is thrown away as a whole.
            force-unsafe-io

            """, 0o644
        ),
        (
            "/usr/sbin/policy-rc.d",
            """
            #!/bin/sh
            # No package may start a service.
            exit 101

            """, 0o755
        ),
    ]
}
