/// One line of an ignore file.
struct IgnorePattern {
    /// The forms that can be matched without looking for alternatives.
    private enum Form {
        case exact([UInt8])
        case prefix([UInt8])
        /// `**text`: the end of the path; if the text begins with `/`, also the whole path without it.
        case suffix([UInt8])
        case glob(GlobPattern)
    }

    /// Whether the pattern begins with `!`.
    let isException: Bool
    private let form: Form

    /// Nil for a malformed pattern: a lone `!`, an open `[`, a backslash at the end.
    init?(_ text: some Sequence<UInt8>) {
        var text = Array(text)[...]
        isException = text.first == UInt8(ascii: "!")
        if isException { text = text.dropFirst().drop(while: \.isBlank) }
        let pattern = Self.cleaned(text)
        guard !text.isEmpty, let glob = GlobPattern(pattern, doubleStars: true) else { return nil }
        form = Self.form(of: pattern, glob)
    }

    /// The path without `.`, `..` where it can be resolved, doubled slashes, and slashes at either end.
    private static func cleaned(_ path: ArraySlice<UInt8>) -> [UInt8] {
        var components: [ArraySlice<UInt8>] = []
        for component in path.split(separator: UInt8(ascii: "/")) where !component.elementsEqual(".".utf8) {
            if !component.elementsEqual("..".utf8) {
                components.append(component)
            } else if let last = components.last, !last.elementsEqual("..".utf8) {
                components.removeLast()
            } else if path.first != UInt8(ascii: "/") {
                components.append(component)
            }
        }
        return components.isEmpty ? Array(".".utf8) : Array(components.joined(separator: "/".utf8))
    }

    private static func form(of pattern: [UInt8], _ glob: GlobPattern) -> Form {
        if let text = glob.literalText { return .exact(text) }
        if pattern.starts(with: "**".utf8), !pattern.dropFirst(2).contains(where: { "*?[\\".utf8.contains($0) }) {
            return .suffix(Array(pattern.dropFirst(2)))
        }
        if glob.parts.count == 2, case .literal(let text) = glob.parts[0], case .everything = glob.parts[1] {
            return .prefix(text)
        }
        return .glob(glob)
    }

    func matchesPathOrParent(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        if matches(path) { return true }
        return path.indices.contains { path[$0] == UInt8(ascii: "/") && matches(.init(rebasing: path[..<$0])) }
    }

    private func matches(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        switch form {
        case .exact(let text): path.elementsEqual(text)
        case .prefix(let text): path.starts(with: text)
        case .suffix(let text): Self.ends(path, in: text)
        case .glob(let glob): glob.matches(path)
        }
    }

    private static func ends(_ path: UnsafeBufferPointer<UInt8>, in text: [UInt8]) -> Bool {
        if text.first == UInt8(ascii: "/"), path.elementsEqual(text.dropFirst()) { return true }
        return path.count >= text.count && path.suffix(text.count).elementsEqual(text)
    }

    /// Whether a path that begins with `directory`, which ends with `/`, may match.
    func mayMatch(below directory: UnsafeBufferPointer<UInt8>) -> Bool {
        switch form {
        case .exact(let text): text.starts(with: directory)
        case .prefix(let text): text.starts(with: directory) || directory.starts(with: text)
        case .suffix: true
        case .glob(let glob): glob.mayMatch(pathsStartingWith: directory)
        }
    }
}
