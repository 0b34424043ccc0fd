import Diagnostics
import ImageModel
import Store

extension ImageAnnotations {
    /// Takes the annotations of an output, as BuildKit spells them: `annotation.KEY`, `annotation-index.KEY`,
    /// `annotation-manifest[linux/amd64].KEY`.
    ///
    /// - Throws: `usage` for a place that carries none, or a platform that is none.
    init(_ fields: inout CommaSeparatedFields) throws(BuildError) {
        self.init()
        for (name, value) in fields.takeAll(withPrefix: "annotation").sorted(by: { $0.key < $1.key }) {
            guard let point = Self.endOfPlace(name) else { throw fields.error("'annotation\(name)' names no key") }
            var place = name[..<point]
            if place.hasPrefix("-") { place = place.dropFirst() }
            try add(String(name[name.index(after: point)...]), value, at: place)
        }
    }

    /// Adds one `--annotation`: `[PLACE[,PLACE]:]KEY=VALUE`, as buildx spells it.
    ///
    /// - Throws: `usage`.
    mutating func add(parsing text: String) throws(BuildError) {
        guard let equal = text.firstIndex(of: "="), equal > text.startIndex else {
            throw BuildError(.usage, "--annotation '\(text)' is not 'key=value'")
        }
        let (name, value) = (text[..<equal], String(text[text.index(after: equal)...]))
        var places: [Substring] = ["manifest"]
        var key = name
        if let colon = name.firstIndex(of: ":"), Place.allCases.contains(where: { name.hasPrefix($0.rawValue) }) {
            places = name[..<colon].split(separator: ",")
            key = name[name.index(after: colon)...]
        }
        for place in places { try add(String(key), value, at: place) }
    }

    /// - Parameter place: `manifest[linux/amd64]`; empty for the manifest.
    private mutating func add(_ key: String, _ value: String, at place: Substring) throws(BuildError) {
        let parts = place.split(separator: "[", maxSplits: 1)
        let name = place.hasPrefix("[") ? "manifest" : parts.first.map(String.init) ?? "manifest"
        let platform = place.contains("[") ? parts.last?.dropLast() : nil
        guard let found = Place(rawValue: name), platform == nil || place.hasSuffix("]"), !key.isEmpty else {
            let places = Place.allCases.map(\.rawValue)
            throw BuildError(
                .usage, "annotation '\(key)' can't be added to '\(place)'",
                help: Suggestion.help(for: name, in: places) ?? "use one of: \(places.joined(separator: ", "))")
        }
        try add(
            key, value, to: found,
            for: platform.map { text throws(BuildError) in try Platform(parsing: String(text)) })
    }

    /// The first point outside of brackets.
    private static func endOfPlace(_ name: String) -> String.Index? {
        var depth = 0
        return name.indices.first { index in
            if name[index] == "[" { depth += 1 }
            if name[index] == "]" { depth -= 1 }
            return depth == 0 && name[index] == "."
        }
    }
}
