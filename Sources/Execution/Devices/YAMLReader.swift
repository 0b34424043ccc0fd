import CYAML
import Diagnostics
import ImageModel

/// Reads one YAML document as the JSON that it stands for, as far as the Container Device Interface needs it: all scalars
/// but null are texts, keys are texts that come once, and tags of a file's own mean nothing.
struct YAMLReader: ~Copyable {
    /// How deep lists and maps may lie in each other.
    private static let deepest = 64
    /// The most nodes and bytes of text, those behind aliases counted as often as they are named.
    private static let heaviest = 8 << 20

    private struct Node {
        let value: JSONValue
        let weight: Int
    }

    private enum Event {
        case scalar(String, isPlain: Bool, anchor: String?)
        case list(anchor: String?)
        case map(anchor: String?)
        case alias(String)
        /// The end of a list or a map.
        case end
        case startOfDocument
        case endOfDocument
        case endOfStream
        case startOfStream
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let what: String
    private var anchors: [String: Node] = [:]
    private var weight = 0

    /// The only document of a file.
    ///
    /// - Parameter what: the file, for errors.
    /// - Throws: `corrupt`, with the line.
    static func document(_ bytes: [UInt8], what: String) throws(BuildError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { bytes throws(BuildError) in
            var reader = try YAMLReader(bytes, what)
            return try reader.document()
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ what: String) throws(BuildError) {
        self.what = what
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.initialize(to: yaml_parser_t())
            throw BuildError(.internalError, "there is no memory to read \(what)")
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private mutating func document() throws(BuildError) -> JSONValue {
        guard case .startOfStream = try next(), case .startOfDocument = try next() else {
            throw failure("it is empty")
        }
        let value = try node(try next(), depth: 0)
        guard case .endOfDocument = try next(), case .endOfStream = try next() else {
            throw failure("it has more than one document")
        }
        return value
    }

    // MARK: Nodes

    private mutating func node(_ event: Event, depth: Int) throws(BuildError) -> JSONValue {
        guard depth < Self.deepest else { throw failure("it is nested deeper than \(Self.deepest) levels") }
        let before = weight
        try add(1)
        let (value, anchor): (JSONValue, String?)
        switch event {
        case .scalar(let text, let isPlain, let name):
            try add(text.utf8.count)
            (value, anchor) = (isPlain && Self.nulls.contains(text) ? .null : .string(text), name)
        case .list(let name): (value, anchor) = (.array(try elements(depth + 1)), name)
        case .map(let name): (value, anchor) = (.object(try entries(depth + 1)), name)
        case .alias(let name):
            guard let known = anchors[name] else { throw failure("no anchor is named '\(name)'") }
            try add(known.weight)
            (value, anchor) = (known.value, nil)
        case .end, .startOfStream, .startOfDocument, .endOfDocument, .endOfStream:
            throw failure("a value is missing")
        }
        if let anchor { anchors[anchor] = Node(value: value, weight: weight - before) }
        return value
    }

    private mutating func elements(_ depth: Int) throws(BuildError) -> [JSONValue] {
        var elements = [JSONValue]()
        while true {
            let event = try next()
            if case .end = event { return elements }
            elements.append(try node(event, depth: depth))
        }
    }

    private mutating func entries(_ depth: Int) throws(BuildError) -> [String: JSONValue] {
        var entries = [String: JSONValue]()
        while true {
            let event = try next()
            if case .end = event { return entries }
            guard case .scalar(let key, let isPlain, _) = event else { throw failure("a key is no text") }
            guard !isPlain || key != "<<" else { throw failure("maps can't be merged by '<<'") }
            try add(key.utf8.count)
            guard entries[key] == nil else { throw failure("the key '\(key)' comes twice") }
            entries[key] = try node(try next(), depth: depth)
        }
    }

    /// What a scalar without quotes says where nothing is meant.
    private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]

    private mutating func add(_ count: Int) throws(BuildError) {
        weight += count
        guard weight <= Self.heaviest else { throw failure("it stands for too much") }
    }

    // MARK: Events

    private func next() throws(BuildError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it is no YAML"
            throw failure(problem, line: max(parser.pointee.problem_mark.line, parser.pointee.context_mark.line))
        }
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_STREAM_START_EVENT: return .startOfStream
        case YAML_STREAM_END_EVENT: return .endOfStream
        case YAML_DOCUMENT_START_EVENT: return .startOfDocument
        case YAML_DOCUMENT_END_EVENT: return .endOfDocument
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            try check(tag: start.tag, ["seq"])
            return .list(anchor: Self.text(start.anchor))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            try check(tag: start.tag, ["map"])
            return .map(anchor: Self.text(start.anchor))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            try check(tag: scalar.tag, ["str", "int", "float", "bool", "null"])
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE && Self.text(scalar.tag) != Self.tagPrefix + "str"
            return .scalar(text, isPlain: isPlain, anchor: Self.text(scalar.anchor))
        case YAML_ALIAS_EVENT: return .alias(Self.text(event.data.alias.anchor) ?? "")
        default: return .end
        }
    }

    private static let tagPrefix = "tag:yaml.org,2002:"

    private func check(tag: UnsafeMutablePointer<yaml_char_t>?, _ known: [String]) throws(BuildError) {
        guard let tag = Self.text(tag), tag != "!", !known.contains(where: { tag == Self.tagPrefix + $0 }) else {
            return
        }
        throw failure("the tag '\(tag)' is not known")
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func failure(_ why: String, line: Int? = nil) -> BuildError {
        BuildError(.corrupt, "\(what) can't be read: line \((line ?? parser.pointee.mark.line) + 1): \(why)")
    }
}
