extension TemplateFunction {
    /// Those that look into lists, maps and strings.
    static let collections: [String: TemplateFunction] = [
        "len": TemplateFunction(1) { arguments throws(TemplateFailure) in .integer(Int64(try length(arguments[0]))) },
        "index": TemplateFunction(1...) { arguments throws(TemplateFailure) in
            var value = arguments[0]
            for key in arguments.dropFirst() { value = try element(key, of: value) }
            return value
        },
        "slice": TemplateFunction(1...3) { arguments throws(TemplateFailure) in
            var bounds = [Int]()
            for bound in arguments.dropFirst() { bounds.append(try bound.integer(for: "slice")) }
            return try slice(arguments[0], bounds)
        },
        "join": TemplateFunction(2) { arguments throws(TemplateFailure) in
            guard case .list(let values) = arguments[0] else {
                throw TemplateFailure("'join' wants a list first, and gets a value of type \(arguments[0].typeName)")
            }
            var texts = [String]()
            for value in values ?? [] { texts.append(try value.string(for: "join")) }
            return .string(texts.joined(separator: try arguments[1].string(for: "join")))
        },
    ]

    private static func length(_ value: TemplateValue) throws(TemplateFailure) -> Int {
        switch value {
        case .string(let text): return text.utf8.count
        case .list(let values): return values?.count ?? 0
        case .map(let values, _): return values?.count ?? 0
        default: throw TemplateFailure("a value of type \(value.typeName) has no length")
        }
    }

    private static func element(_ key: TemplateValue, of value: TemplateValue) throws(TemplateFailure) -> TemplateValue
    {
        switch value {
        case .list(let values):
            return (values ?? [])[try position(key, in: values?.count ?? 0)]
        case .string(let text):
            let bytes = Array(text.utf8)
            return .integer(Int64(bytes[try position(key, in: bytes.count)]))
        case .map(let values, let zero): return values?[try key.string(for: "index")] ?? zero
        default: throw TemplateFailure("a value of type \(value.typeName) has no elements")
        }
    }

    private static func position(_ key: TemplateValue, in count: Int) throws(TemplateFailure) -> Int {
        let position = try key.integer(for: "index")
        guard (0..<count).contains(position) else { throw outOfRange(position, count) }
        return position
    }

    private static func slice(_ value: TemplateValue, _ bounds: [Int]) throws(TemplateFailure) -> TemplateValue {
        let count = try length(value)
        let (start, end) = (bounds.first ?? 0, bounds.count > 1 ? bounds[1] : count)
        for bound in [start, end] where !(0...count).contains(bound) { throw outOfRange(bound, count) }
        guard start <= end else { throw outOfRange(start, end) }
        switch value {
        case .string(let text): return .string(String(decoding: Array(text.utf8)[start..<end], as: UTF8.self))
        case .list(let values): return .list(values.map { Array($0[start..<end]) })
        default: throw TemplateFailure("a value of type \(value.typeName) has no parts")
        }
    }

    private static func outOfRange(_ index: Int, _ count: Int) -> TemplateFailure {
        TemplateFailure("there is no element \(index) among \(count)")
    }
}
