/// The keys that Debian signs its archive with.
package enum DebianKeyring {
    /// Where the package `debian-archive-keyring` has them.
    package static let path = "/usr/share/keyrings/debian-archive-keyring.gpg"
}
