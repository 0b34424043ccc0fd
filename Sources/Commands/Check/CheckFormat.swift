import ArgumentParser

/// How findings are written.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people: the line, and how to mend it.
    case text
    case json
    /// SARIF 2.1.0, which code scanning services read.
    case sarif
    /// Workflow commands of GitHub Actions, which become annotations.
    case github
}
