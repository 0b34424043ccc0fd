package import Diagnostics
package import ImageModel

/// An image to be composed: a specification with all that it stands on, and the variants that were asked for.
package struct ImageRecipe: Sendable {
    /// One layer, or what is only configuration.
    struct Level: Sendable {
        /// The specification's name, and the variant's: `static-debian13`, `static-debian13:debug`.
        let name: String
        let parts: ImageSpecification.Parts
    }

    /// `python3-debian13`, `python3-debian13:debug-nonroot`.
    package let name: String
    /// One sentence for people.
    package let description: String?
    package let release: DebianRelease
    /// As Debian and OCI both call them: `amd64`, `arm64`.
    package let architectures: [String]
    /// What can be asked for as a tag, alone or joined by a hyphen: `debug`, `nonroot`.
    package let variants: [String]
    /// Lowest first.
    let levels: [Level]
    /// What the levels were read from.
    private let digest: Digest

    /// What a specification can stand on is read from: the path of a file, or of one relative to another.
    package typealias Reader = (String) throws(BuildError) -> SourceFile?

    /// Finds an image by the name of a specification in the catalogue, or the path of a specification's file, which ends in
    /// `.toml`; then, after a colon, the variants: `nonroot`, `debug`, `debug-nonroot`, or `latest` for none.
    ///
    /// - Parameters:
    ///   - read: reads a file; nil where there is none.
    ///   - warn: takes what should be known of the name.
    /// - Throws: `imageNotFound` for a name that there isn't, with the nearest; `usage` for a specification that can't be
    ///   used; what `read` throws.
    package init(named address: String, read: @escaping Reader, warn: (Diagnostic) -> Void = { _ in })
        throws(BuildError)
    {
        let colon = address.lastIndex(of: ":").flatMap { address[$0...].contains("/") ? nil : $0 }
        let tag = colon.map { String(address[address.index(after: $0)...]) } ?? "latest"
        let asked = colon.map { String(address[..<$0]) } ?? address
        let found = try ImageRecipe.current(asked, tag: tag, warn)
        var loader = SpecificationLoader(read: read)
        let chain = try loader.chain(from: found.name)
        self.variants = Set(chain.flatMap(\.variants.keys)).sorted()
        let variants = try ImageRecipe.chosen(found.tag, of: found.name, from: self.variants)
        name = variants.isEmpty ? found.name : "\(found.name):\(variants.joined(separator: "-"))"
        description = chain.last?.description
        guard let release = chain.last(where: { $0.distribution != nil })?.distribution else {
            throw BuildError(
                .usage, "'\(found.name)' can't be composed: neither it nor its bases say of which distribution it is",
                help: "distribution = \"debian13\"")
        }
        self.release = release
        architectures = chain.last { $0.architectures != nil }?.architectures ?? ["amd64", "arm64"]
        var levels = chain.map { Level(name: $0.name, parts: $0.parts) }
        for variant in variants {
            for specification in chain {
                guard let parts = specification.variants[variant] else { continue }
                levels.append(Level(name: "\(specification.name):\(variant)", parts: parts))
            }
        }
        self.levels = levels
        digest = loader.digest
    }

    /// Tells a request from others without looking at the archive: equal requests may share a composed image.
    package func requestDigest(for platform: Platform) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "compose recipe revision 1")
        hasher.update(field: name)
        hasher.update(field: platform.description)
        hasher.update(field: digest.description)
        return hasher.finalize()
    }

    /// What a name, and the tag with it, stands for now.
    private static func current(
        _ name: String, tag: String, _ warn: (Diagnostic) -> Void
    ) throws(BuildError) -> (name: String, tag: String) {
        if name.hasSuffix(".toml") || Catalogue.names.contains(name) { return (name, tag) }
        // Tutorials have the version as a tag: `java:11`, `nodejs:18-debug`.
        let parts = tag.split(separator: "-", maxSplits: 1).map(String.init)
        if let version = parts.first, Int(version) != nil {
            let rest = parts.count == 2 ? parts[1] : "latest"
            if let known = Catalogue.replacement(for: name + version) {
                return replaced("\(name):\(tag)", known, rest, warn)
            }
            throw unknown("\(name):\(version)", nearest: Catalogue.replacement(for: name))
        }
        if let known = Catalogue.replacement(for: name) { return replaced(name, known, tag, warn) }
        throw unknown(name, nearest: Suggestion.closest(to: name, in: Catalogue.names))
    }

    private static func replaced(
        _ old: String, _ name: String, _ tag: String, _ warn: (Diagnostic) -> Void
    ) -> (name: String, tag: String) {
        warn(
            Diagnostic(
                .warning, code: "image-renamed", "'\(old)' is an old name: '\(name)' serves it",
                help: "write '\(name)'"))
        return (name, tag)
    }

    private static func unknown(_ name: String, nearest: String?) -> BuildError {
        BuildError(
            .imageNotFound,
            "'\(name)' can't be composed: there are \(Catalogue.names.map { "'\($0)'" }.joined(separator: ", "))",
            help: nearest.map { "did you mean '\($0)'?" })
    }

    private static func chosen(
        _ tag: String, of name: String, from known: [String]
    ) throws(BuildError) -> [String] {
        if tag == "latest" { return [] }
        let asked = tag.split(separator: "-").map(String.init)
        guard !asked.isEmpty, asked.allSatisfy(known.contains), Set(asked).count == asked.count else {
            let tags = ["latest"] + known + (known.count > 1 ? [known.joined(separator: "-")] : [])
            throw BuildError(
                .imageNotFound,
                "'\(name):\(tag)' can't be composed: there are \(tags.map { "'\($0)'" }.joined(separator: ", "))",
                help: Suggestion.help(for: tag, in: tags))
        }
        return asked.sorted()
    }
}

/// Reads a specification and what it stands on.
private struct SpecificationLoader {
    let read: ImageRecipe.Reader
    private var hasher = DigestHasher()
    /// The most specifications that may stand on each other.
    private static let maximumDepth = 32

    init(read: @escaping ImageRecipe.Reader) { self.read = read }

    /// The digest of all that was read.
    var digest: Digest { hasher.finalize() }

    /// A specification's bases, lowest first, and itself.
    mutating func chain(from name: String) throws(BuildError) -> [ImageSpecification] {
        var chain = [ImageSpecification]()
        var next: String? = name
        while let address = next {
            guard chain.count < Self.maximumDepth else {
                throw BuildError(.usage, "'\(name)' can't be composed: it stands on itself, or on too much")
            }
            let specification = try load(address)
            chain.append(specification)
            next = specification.base.map {
                $0.hasSuffix(".toml") ? SpecificationLoader.path($0, besides: address) : $0
            }
        }
        return chain.reversed()
    }

    private mutating func load(_ address: String) throws(BuildError) -> ImageSpecification {
        let found = if address.hasSuffix(".toml") { try read(address) } else { Catalogue.file(address) }
        guard let found else {
            throw BuildError(
                .imageNotFound,
                address.hasSuffix(".toml")
                    ? "the specification '\(address)' is not there"
                    : "'\(address)' is no image of the catalogue",
                help: Suggestion.help(for: address, in: Catalogue.names))
        }
        hasher.update(field: String(decoding: found.bytes, as: UTF8.self))
        let file = String(address.split(separator: "/").last ?? "")
        var included = [[UInt8]]()
        let specification = try ImageSpecification(
            parsing: found, name: file.hasSuffix(".toml") ? String(file.dropLast(5)) : file
        ) { name throws(BuildError) in
            let path = SpecificationLoader.path(name, besides: address)
            guard let file = try read(path) else {
                throw BuildError(.usage, "'\(found.name)' can't be used: '\(path)' is not there")
            }
            included.append(file.bytes)
            return file.bytes
        }
        for bytes in included { hasher.update(field: Digest(of: bytes).description) }
        return specification
    }

    /// A path that a file names, which is relative to the file's directory.
    private static func path(_ name: String, besides file: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return "\(file[...slash])\(name)"
    }
}
