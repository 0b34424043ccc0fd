extension ReportDocument {
    /// What an operator wants to know first, in the order in which it matters.
    package var verdicts: [Verdict] {
        var verdicts = [secretsVerdict, userVerdict].compactMap { $0 }
        verdicts += [
            absence(shells, "shell", "shells", .notice),
            absence(packageManagers, "package manager", "package managers", .notice),
            absence(setuid, "setuid program", "setuid programs", .notice),
        ]
        if let worldWritable, !worldWritable.isEmpty {
            verdicts.append(
                Verdict(.notice, Count.text(worldWritable.count, "world-writable path", "world-writable paths")))
        }
        if let readOnlyRoot {
            let text = readOnlyRoot.starts ? "starts with a read-only root" : "needs a writable root"
            verdicts.append(Verdict(readOnlyRoot.starts ? .good : .neutral, text))
        }
        return verdicts + [updatesVerdict, vulnerabilitiesVerdict].compactMap { $0 }
    }

    private var userVerdict: Verdict? {
        guard let runsAsRoot else { return nil }
        return runsAsRoot ? Verdict(.notice, "runs as root") : Verdict(.good, "runs as \(user ?? "another user")")
    }

    private var secretsVerdict: Verdict? {
        guard let secrets else { return nil }
        return secrets.isEmpty
            ? Verdict(.good, "no secrets found") : Verdict(.bad, Count.text(secrets.count, "secret", "secrets"))
    }

    private var updatesVerdict: Verdict? {
        guard let count = pendingSecurityUpdates?.count else { return nil }
        return count == 0
            ? Verdict(.good, "no security fixes pending")
            : Verdict(.bad, Count.text(count, "security fix pending", "security fixes pending"))
    }

    private var vulnerabilitiesVerdict: Verdict? {
        guard let vulnerabilities else { return nil }
        return vulnerabilities.isEmpty
            ? Verdict(.good, "no known vulnerabilities")
            : Verdict(.bad, Count.text(vulnerabilities.count, "known vulnerability", "known vulnerabilities"))
    }

    private func absence(_ paths: [String], _ one: String, _ many: String, _ level: Verdict.Level) -> Verdict {
        paths.isEmpty ? Verdict(.good, "no \(one)") : Verdict(level, Count.text(paths.count, one, many))
    }
}

/// Numbers of things in words.
enum Count {
    /// `1 file`, `2,000 files`.
    static func text(_ count: some BinaryInteger, _ one: String, _ many: String) -> String {
        "\(count.grouped) \(count == 1 ? one : many)"
    }
}
