package import Diagnostics
import ImageModel

extension PackageLock.Package {
    /// The packages that dpkg's status file has as installed, with what apt's index says of their files, sorted.
    ///
    /// - Parameters:
    ///   - status: `/var/lib/dpkg/status`.
    ///   - index: what `apt-cache show` prints of these packages; it may hold others and other versions.
    /// - Throws: `corrupt` for a package that lacks a field or that the index does not have.
    package static func installed(status: String, index: String) throws(BuildError) -> [PackageLock.Package] {
        var available = [Identity: ControlFile.Stanza]()
        for stanza in ControlFile.stanzas(of: index) {
            if let identity = Identity(stanza) { available[identity] = stanza }
        }
        var packages = [PackageLock.Package]()
        for stanza in ControlFile.stanzas(of: status) where stanza["status"] == "install ok installed" {
            guard let identity = Identity(stanza) else {
                throw BuildError(
                    .corrupt, "dpkg's status can't be read: a package has no name, version or architecture")
            }
            guard let file = available[identity], let path = file["filename"],
                let size = file["size"].flatMap(Int64.init),
                let digest = file["sha256"].flatMap({ Digest(hex: $0) })
            else {
                throw BuildError(
                    .corrupt,
                    "package '\(identity.name)' \(identity.version) can't be locked: the archive's index lacks it")
            }
            packages.append(
                PackageLock.Package(
                    name: identity.name, version: identity.version, architecture: identity.architecture, path: path,
                    size: size, digest: digest))
        }
        return packages.sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
    }

    private struct Identity: Hashable {
        let name, version, architecture: String

        init?(_ stanza: ControlFile.Stanza) {
            guard let name = stanza["package"], let version = stanza["version"],
                let architecture = stanza["architecture"]
            else { return nil }
            (self.name, self.version, self.architecture) = (name, version, architecture)
        }
    }
}
