package import Diagnostics

extension HTTPURL {
    /// The address that a reference found here means (RFC 3986 section 5.2): that of a `Location` field, absolute or
    /// relative.
    ///
    /// - Throws: `corrupt` where it is no address of `http` or `https`.
    package func resolving(_ reference: String) throws(BuildError) -> HTTPURL {
        let reference = reference.prefix { $0 != "#" }
        if HTTPURL.hasScheme(reference) { return try parsed(String(reference)) }
        if reference.hasPrefix("//") { return try parsed("\(scheme):\(reference)") }
        let path = target.prefix { $0 != "?" }
        let end = reference.firstIndex(of: "?") ?? reference.endIndex
        let (referencePath, query) = (reference[..<end], reference[end...])
        if reference.isEmpty { return self }
        if referencePath.isEmpty { return with(target: path + query) }
        if referencePath.hasPrefix("/") { return with(target: HTTPURL.withoutDots(referencePath) + query) }
        let directory = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return with(target: HTTPURL.withoutDots(directory + referencePath) + query)
    }

    private func with(target: some StringProtocol) -> HTTPURL {
        HTTPURL(isSecure: isSecure, host: host, port: port, target: String(target))
    }

    private func parsed(_ text: String) throws(BuildError) -> HTTPURL {
        do {
            return try HTTPURL(parsing: text)
        } catch {
            throw BuildError(.corrupt, "'\(authority)' leads to nowhere: \(error.message)")
        }
    }

    /// Whether the text begins with a scheme and a colon (RFC 3986 section 3.1).
    private static func hasScheme(_ text: Substring) -> Bool {
        guard let end = text.firstIndex(where: { ":/?".contains($0) }), text[end] == ":" else { return false }
        return text.first?.isLetter == true
    }

    /// Removes dot segments (RFC 3986 section 5.2.4) of a path that begins with `/`.
    private static func withoutDots(_ path: some StringProtocol) -> String {
        var segments = [Substring]()
        let parts = String(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for part in parts {
            switch part {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(part)
            }
        }
        if let last = parts.last, last == "." || last == ".." { segments.append("") }
        return "/" + segments.joined(separator: "/")
    }
}
