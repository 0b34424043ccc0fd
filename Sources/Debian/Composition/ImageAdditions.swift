import Diagnostics
import Glibc

/// The files that an image for containers has on top of Debian's packages. Dockerfiles rely on the behaviour, and on
/// some of the names, of those in Docker's own images of Debian.
enum ImageAdditions {
    /// - Parameter sources: apt's sources in deb822 form.
    /// - Returns: the path of a directory that holds the files.
    /// - Throws: `store`, `diskFull`.
    static func write(to directory: WorkingDirectory, sources: String) throws(BuildError) -> String {
        let additions = try directory.makeDirectory("additions")
        for (path, text, mode) in files + [(PackageLock.sourcesPath, sources, 0o644)] {
            try directory.write(text, to: "additions\(path)", mode: mode)
        }
        return additions
    }

    private static let files: [(path: String, text: String, mode: mode_t)] = [
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
