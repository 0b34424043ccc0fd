extension DebianMirror {
    /// The keyring of Debian's archive: its path on the host, where the packages are verified, and in the image, where
    /// apt brings it along.
    package static let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

    /// The sources of a release with its updates and security updates, in deb822 form.
    package func sources(for release: DebianRelease) -> String {
        """
        Types: deb
        URIs: \(main)
        Suites: \(release.suite) \(release.suite)-updates
        Components: main
        Signed-By: \(DebianMirror.keyring)

        Types: deb
        URIs: \(security)
        Suites: \(release.suite)-security
        Components: main
        Signed-By: \(DebianMirror.keyring)

        """
    }

    /// Packages that the image must have so that its own apt can use this mirror.
    var requiredPackages: [String] {
        [main, security].contains { $0.hasPrefix("https:") } ? ["ca-certificates"] : []
    }
}
