/// A package for which the security archive has a newer version.
package struct SecurityUpdate: Hashable, Sendable, Encodable {
    package let package: String
    package let installed: String
    package let fixed: String
}

extension AvailablePackages {
    /// Which of the packages have an update in the security suite that they lack, by name.
    ///
    /// - Parameter installed: names and versions, as dpkg's status has them. A version that is none counts as the oldest.
    package func securityUpdates(for installed: [(name: String, version: String)]) -> [SecurityUpdate] {
        let security = indexes.filter { $0.suite.hasSuffix("-security") }
        var updates = [SecurityUpdate]()
        for package in installed {
            guard let newest = security.flatMap({ $0.packages(named: package.name) }).map(\.version).max() else {
                continue
            }
            if let version = DebianVersion(package.version), version >= newest { continue }
            updates.append(
                SecurityUpdate(package: package.name, installed: package.version, fixed: newest.description))
        }
        return updates.sorted { $0.package < $1.package }
    }
}
