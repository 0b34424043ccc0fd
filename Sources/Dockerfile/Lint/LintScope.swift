/// What a stage has set so far, as far as linting needs it.
struct LintScope {
    /// What is longer is cut, so that doubled variables stay small; rules look at names and at the heads of paths.
    private static let longestValue = 255
    /// A stage with more variables is taken to set every name.
    private static let mostVariables = 10_000

    private var values: [String: String] = [:]
    /// The arguments that are declared, with a value or without.
    private(set) var declared: Set<String> = []
    /// Whether the stage stands on an image of which nothing is known.
    private(set) var hasUnknownBase = false
    /// Whether SHELL was used, or the base image names a shell.
    var hasShell = false
    /// Whether WORKDIR was used, whatever the base image says.
    var hasWorkingDirectory = false

    /// The scope of a stage on `scratch`, or on an image.
    init(on image: LintBaseImage?, isScratch: Bool) {
        hasUnknownBase = image == nil && !isScratch
        hasShell = image?.hasShell ?? false
        values["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        for (name, value) in image?.environment ?? [:] { set(name, value) }
    }

    /// The names that have a value, for suggestions.
    var names: some Sequence<String> { values.keys }

    func value(of name: String) -> String? { values[name] ?? (isFull ? "" : nil) }

    private var isFull: Bool { values.count >= Self.mostVariables }

    mutating func set(_ name: String, _ value: String) {
        guard !isFull else { return }
        values[name] = Self.shortened(value)
    }

    mutating func declare(_ name: String, _ value: String?) {
        if declared.count < Self.mostVariables { declared.insert(name) }
        if let value { set(name, value) }
    }

    /// Whether the use of a name that has no value is a mistake.
    func isUndefined(_ name: String) -> Bool {
        if declared.contains(name) || Self.buildNames.contains(name) { return false }
        return !(hasUnknownBase && Self.isOfOfficialImage(name))
    }

    static func shortened(_ value: String) -> String {
        value.utf8.count <= longestValue ? value : String(value.prefix(longestValue))
    }

    /// Names that the builder reads and that never have a value in an expansion.
    private static let buildNames: Set<String> = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]

    /// Whether the well-known images set a variable of that name. Without the image nobody knows whether it does, and
    /// these are seldom a mistake.
    private static func isOfOfficialImage(_ name: String) -> Bool {
        officialNames.contains(name) || officialSuffixes.contains { name.hasSuffix($0) }
    }

    private static let officialNames: Set<String> = [
        "GOPATH", "GOROOT", "GOTOOLCHAIN", "LANG", "LC_ALL", "GPG_KEY", "GEM_HOME", "BUNDLE_APP_CONFIG", "PHP_INI_DIR",
        "PGDATA", "HOME", "HOSTNAME", "CONDA_DIR", "NB_USER", "NB_UID", "NB_GID", "VIRTUAL_ENV", "PYTHONPATH",
        "LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "MANPATH", "CLASSPATH", "ASPNETCORE_URLS", "HTTPD_PREFIX",
        "NPM_CONFIG_PREFIX", "UV_PYTHON",
    ]

    private static let officialSuffixes = ["_HOME", "_VERSION", "_MAJOR", "_RELEASE"]
}
