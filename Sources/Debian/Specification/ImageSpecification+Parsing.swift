import ConfigurationFiles
package import Diagnostics

extension ImageSpecification {
    private static let partKeys = [
        "packages", "closure", "without", "excluded", "included", "users", "groups", "certificates", "paths",
        "library-cache", "entrypoint", "cmd", "env", "user", "workdir", "labels", "annotations",
    ]
    private static let keys = partKeys + ["description", "base", "distribution", "architectures", "variants"]

    /// Reads a specification.
    ///
    /// - Parameters:
    ///   - name: what the image is called: the file's name without `.toml`.
    ///   - include: reads a file that the specification names, relative to it.
    /// - Throws: `usage` that names the file and the key of what is wrong; what `include` throws.
    package init(
        parsing file: SourceFile, name: String, include: (String) throws(BuildError) -> [UInt8]
    ) throws(BuildError) {
        let table = try ConfigurationTable(parsing: file)
        try table.check(keys: ImageSpecification.keys)
        self.name = name
        description = try table.string("description")
        base = try table.string("base")
        architectures = try table.strings("architectures")
        for architecture in architectures ?? [] where !["amd64", "arm64"].contains(architecture) {
            throw table.invalid("architectures", "can't have '\(architecture)': there are 'amd64' and 'arm64'")
        }
        if let text = try table.string("distribution") {
            guard let release = DebianRelease(distribution: text) else {
                throw table.invalid("distribution", "can't be '\(text)': there are 'debian12' and 'debian13'")
            }
            distribution = release
        }
        parts = try Parts(table, include)
        guard let variants = try table.table("variants") else { return }
        for variant in variants.keys {
            guard let inner = try variants.table(variant) else { continue }
            try inner.check(keys: ImageSpecification.partKeys)
            self.variants[variant] = try Parts(inner, include)
        }
    }
}

extension ImageSpecification.Parts {
    fileprivate init(
        _ table: ConfigurationTable, _ include: (String) throws(BuildError) -> [UInt8]
    ) throws(BuildError) {
        packages = try table.strings("packages") ?? []
        isClosure = try table.bool("closure") ?? false
        without = try table.strings("without") ?? []
        let (excluded, included) = (try table.strings("excluded"), try table.strings("included"))
        if excluded != nil || included != nil {
            filter = PathFilter(excluded: excluded ?? [], included: included ?? [])
        }
        for user in try table.tables("users") { users.append(try UserAccount(user)) }
        for group in try table.tables("groups") { groups.append(try GroupAccount(group)) }
        if let certificates = try table.table("certificates") {
            self.certificates = try CertificateSpecification(certificates, include)
        }
        for path in try table.tables("paths") { paths.append(try PathSpecification(path, include)) }
        hasLibraryCache = try table.bool("library-cache") ?? false
        entrypoint = try table.strings("entrypoint")
        cmd = try table.strings("cmd")
        env = try table.texts("env")
        user = try table.string("user")
        workdir = try table.string("workdir")
        labels = try table.texts("labels")
        annotations = try table.texts("annotations")
    }
}

extension CertificateSpecification {
    fileprivate init(
        _ table: ConfigurationTable, _ include: (String) throws(BuildError) -> [UInt8]
    ) throws(BuildError) {
        try table.check(keys: ["package", "authorities", "java"])
        package = try table.string("package")
        hasJavaKeyStore = try table.bool("java") ?? false
        for name in try table.strings("authorities") ?? [] {
            authorities.append((name, try include(name)))
        }
    }
}
