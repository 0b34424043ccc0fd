package import Diagnostics

/// A name of an image: registry, repository, tag and digest (the distribution project's reference grammar), with
/// docker's defaults: `ubuntu` is `docker.io/library/ubuntu:latest`.
package struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// `docker.io`, `localhost:5000`.
    package let registry: String
    /// `library/ubuntu`.
    package let repository: String
    /// Nil only where a digest is given without a tag.
    package let tag: String?
    package let digest: Digest?
    /// Whether the text named the tag itself, or `latest` was filled in. No part of what the reference is.
    package let hasExplicitTag: Bool
    /// Whether the text named the registry itself, or `docker.io` was filled in. No part of what the reference is.
    package let hasExplicitRegistry: Bool

    /// - Throws: `usage` that says which part is wrong.
    package init(parsing text: String) throws(BuildError) {
        func refuse(_ why: String) -> BuildError {
            BuildError(.usage, "'\(text)' is not an image name: \(why)")
        }
        guard !text.isEmpty else { throw refuse("it is empty") }
        guard text.utf8.count <= 512 else { throw refuse("it is longer than 512 bytes") }
        var rest = Substring(text)
        var digest: Digest?
        if let at = rest.firstIndex(of: "@") {
            do { digest = try Digest(parsing: String(rest[rest.index(after: at)...])) } catch {
                throw refuse(error.message)
            }
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            let name = rest[rest.index(after: colon)...]
            guard ImageReference.isTag(name) else { throw refuse("'\(name)' is not a tag") }
            tag = String(name)
            rest = rest[..<colon]
        }
        var registry = "docker.io"
        var hasExplicitRegistry = false
        if let slash = rest.firstIndex(of: "/") {
            let first = rest[..<slash]
            if first.contains(".") || first.contains(":") || first == "localhost"
                || first.contains(where: \.isUppercase)
            {
                guard ImageReference.isRegistry(first) else { throw refuse("'\(first)' is not a registry") }
                registry = first == "index.docker.io" ? "docker.io" : String(first)
                hasExplicitRegistry = true
                rest = rest[rest.index(after: slash)...]
            }
        }
        if rest.contains(where: { $0.isUppercase }) { throw refuse("the repository must be lower case") }
        for component in rest.split(separator: "/", omittingEmptySubsequences: false)
        where !ImageReference.isPathComponent(component) {
            throw refuse(component.isEmpty ? "a part of the name is empty" : "'\(component)' is not a part of a name")
        }
        self.registry = registry
        repository = registry == "docker.io" && !rest.contains("/") ? "library/\(rest)" : String(rest)
        hasExplicitTag = tag != nil
        self.hasExplicitRegistry = hasExplicitRegistry
        self.tag = tag ?? (digest == nil ? "latest" : nil)
        self.digest = digest
    }

    private init(_ other: ImageReference, digest: Digest?) {
        registry = other.registry
        repository = other.repository
        tag = other.tag
        self.digest = digest
        hasExplicitTag = other.hasExplicitTag
        hasExplicitRegistry = other.hasExplicitRegistry
    }

    /// The same name without its digest.
    package var withoutDigest: ImageReference { ImageReference(self, digest: nil) }

    package static func == (left: ImageReference, right: ImageReference) -> Bool {
        left.description == right.description
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(description)
    }

    /// The full name without tag and digest: `docker.io/library/ubuntu`.
    package var name: String { "\(registry)/\(repository)" }

    /// The full name with tag and digest.
    package var description: String { name + suffix }

    /// As docker shows it: without `docker.io/` and `library/`.
    package var familiar: String { familiarName + suffix }

    /// `familiar` without tag and digest.
    package var familiarName: String {
        guard registry == "docker.io" else { return name }
        return repository.hasPrefix("library/") ? String(repository.dropFirst(8)) : repository
    }

    private var suffix: String { (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }

    /// `[\w][\w.-]{0,127}`
    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return isWord(first)
            && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || isLowerOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Alphanumerics, joined by one period, one or two underscores, or any number of hyphens.
    private static func isPathComponent(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isLowerOrDigit(first), isLowerOrDigit(last) else {
            return false
        }
        var separator = [UInt8]()
        for byte in bytes {
            if isLowerOrDigit(byte) {
                guard isSeparator(separator) else { return false }
                separator = []
            } else {
                separator.append(byte)
            }
        }
        return true
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || bytes == [UInt8(ascii: ".")] || bytes == [UInt8(ascii: "_")]
            || bytes == [UInt8(ascii: "_"), UInt8(ascii: "_")] || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    /// A host name or an address in brackets, and a port (RFC 3986, section 3.2.2 and 3.2.3).
    private static func isRegistry(_ text: Substring) -> Bool {
        let hasBrackets = text.first == "["
        let end = hasBrackets ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        let host = text[..<(end ?? text.endIndex)]
        let port = text[(end ?? text.endIndex)...]
        guard port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()) != nil) else { return false }
        if hasBrackets {
            return host.last == "]" && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" }
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last else { return false }
            let isAllowed = { (byte: UInt8) in isWord(byte) && byte != UInt8(ascii: "_") }
            return isAllowed(first) && isAllowed(last)
                && label.utf8.allSatisfy { isAllowed($0) || $0 == UInt8(ascii: "-") }
        }
    }
}
