/// Something in an image that whoever runs it should know of.
package struct Finding: Hashable, Sendable {
    package let level: Verdict.Level
    /// What it is, in a few words.
    package let title: String
    /// Where it is; none for what concerns the whole image.
    package let paths: [String]
    package let detail: String
}

extension ReportDocument {
    /// The worst first; none for what is as it should be.
    package var findings: [Finding] {
        let root = Finding(level: .notice, title: "runs as root", paths: [], detail: "no USER, or one that is root")
        let writes = (readOnlyRoot?.reasons ?? []).map {
            Finding(level: .neutral, title: "needs a writable root", paths: [], detail: $0)
        }
        return (secrets ?? []).map(finding) + (runsAsRoot == true ? [root] : [])
            + [
                finding("setuid or setgid", setuid, "whoever starts it gets the rights of its owner or group"),
                finding("world-writable", worldWritable ?? [], "every user can change it"),
                finding("package manager", packageManagers, "an intruder can install software with it"),
                finding(
                    "package manager of a language", languagePackageManagers ?? [],
                    "an intruder can install modules with it"),
                finding("shell", shells, "an intruder can run commands in it"),
            ].compactMap { $0 } + owners + writes
    }

    private func finding(_ title: String, _ paths: [String], _ detail: String) -> Finding? {
        paths.isEmpty ? nil : Finding(level: .notice, title: title, paths: paths, detail: detail)
    }

    private var owners: [Finding] {
        let ids = Dictionary(grouping: unknownOwners ?? []) { "\($0.user):\($0.group)" }
        return ids.sorted { $0.key < $1.key }.map { id, owned in
            Finding(
                level: .neutral, title: "unknown owner", paths: owned.map(\.path),
                detail: "\(id) has no name in the image")
        }
    }

    private func finding(_ secret: Secret) -> Finding {
        let layer = secret.layer.map { "layer \($0 &+ 1)" } ?? "in the configuration"
        let place = layer + (secret.line.map { ", line \($0)" } ?? "")
        let deleted = secret.deleted ? ", removed by a later layer and still in the image" : ""
        return Finding(
            level: .bad, title: secret.rule.split(separator: "-").joined(separator: " "), paths: [secret.path],
            detail: place + deleted)
    }
}
