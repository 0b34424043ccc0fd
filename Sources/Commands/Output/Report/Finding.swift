/// Something in an image that whoever runs it should know of.
package struct Finding: Hashable, Sendable {
    package let level: Verdict.Level
    /// What it is, in a few words.
    package let title: String
    /// Where it is; empty for what concerns the whole image.
    package let path: String
    package let detail: String
}

extension ReportDocument {
    /// The worst first; none for what is as it should be.
    package var findings: [Finding] {
        secrets.map(finding)
            + (runsAsRoot
                ? [Finding(level: .notice, title: "runs as root", path: "", detail: "no USER, or one that is root")] : [])
            + setuid.map { Finding(level: .notice, title: "setuid or setgid", path: $0, detail: "") }
            + worldWritable.map { Finding(level: .notice, title: "world-writable", path: $0, detail: "") }
            + packageManagers.map { Finding(level: .notice, title: "package manager", path: $0, detail: "") }
            + shells.map { Finding(level: .notice, title: "shell", path: $0, detail: "") }
            + unknownOwners.map {
                Finding(level: .neutral, title: "unknown owner", path: $0.path, detail: "\($0.user):\($0.group)")
            }
            + (readOnlyRoot?.reasons ?? []).map {
                Finding(level: .neutral, title: "needs a writable root", path: "", detail: $0)
            }
    }

    private func finding(_ secret: Secret) -> Finding {
        let place = "layer \(secret.layer + 1)" + (secret.line.map { ", line \($0)" } ?? "")
        let deleted = secret.deleted ? ", removed by a later layer and still in the image" : ""
        return Finding(
            level: .bad, title: secret.rule.split(separator: "-").joined(separator: " "), path: secret.path,
            detail: place + deleted)
    }
}
