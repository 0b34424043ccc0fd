/// A function that templates may call.
struct TemplateFunction: Sendable {
    typealias Body = @Sendable ([TemplateValue]) throws(TemplateFailure) -> TemplateValue

    /// How many arguments it takes.
    let arguments: ClosedRange<Int>
    /// Arguments are evaluated up to the first that is true, or false, like this, which is then the result; nil for all.
    let decisive: Bool?
    let call: Body

    init(_ arguments: ClosedRange<Int>, decisive: Bool? = nil, _ call: @escaping Body) {
        self.arguments = arguments
        self.decisive = decisive
        self.call = call
    }

    init(_ arguments: PartialRangeFrom<Int>, decisive: Bool? = nil, _ call: @escaping Body) {
        self.init(arguments.lowerBound...Int.max, decisive: decisive, call)
    }

    init(_ count: Int, _ call: @escaping Body) {
        self.init(count...count, call)
    }

    /// `2 arguments`, as messages say it.
    var wanted: String {
        let (least, most) = (arguments.lowerBound, arguments.upperBound)
        let noun = least == 1 && (most == 1 || most == .max) ? "argument" : "arguments"
        return least == most
            ? "\(least) \(noun)" : most == .max ? "at least \(least) \(noun)" : "\(least) to \(most) \(noun)"
    }

    /// All functions, by their names.
    static let all: [String: TemplateFunction] = logic.merging(collections) { $1 }.merging(texts) { $1 }

    /// Those for titles of columns, which are not changed.
    static let ofHeaders: [String: TemplateFunction] = {
        var functions = all
        for name in ["json", "join", "lower", "split", "title", "truncate", "upper"] {
            functions[name] = TemplateFunction(1...2) { arguments in arguments.first ?? .nothing }
        }
        return functions
    }()

    private static let logic: [String: TemplateFunction] = [
        "and": TemplateFunction(1..., decisive: false) { $0.last ?? .nothing },
        "or": TemplateFunction(1..., decisive: true) { $0.last ?? .nothing },
        "not": TemplateFunction(1) { .bool(!$0[0].isTrue) },
        "eq": TemplateFunction(2...) { arguments throws(TemplateFailure) in
            for other in arguments.dropFirst() where try arguments[0].equals(other) { return .bool(true) }
            return .bool(false)
        },
        "ne": TemplateFunction(2) { arguments throws(TemplateFailure) in .bool(!(try arguments[0].equals(arguments[1])))
        },
        "lt": TemplateFunction(2) { arguments throws(TemplateFailure) in
            .bool(try arguments[0].isLess(than: arguments[1]))
        },
        "ge": TemplateFunction(2) { arguments throws(TemplateFailure) in
            .bool(!(try arguments[0].isLess(than: arguments[1])))
        },
        "gt": TemplateFunction(2) { arguments throws(TemplateFailure) in
            .bool(try arguments[1].isLess(than: arguments[0]))
        },
        "le": TemplateFunction(2) { arguments throws(TemplateFailure) in
            .bool(!(try arguments[1].isLess(than: arguments[0])))
        },
    ]
}

extension TemplateValue {
    /// The value as an argument that has to be text.
    func string(for function: String) throws(TemplateFailure) -> String {
        if case .string(let text) = self { return text }
        throw TemplateFailure("'\(function)' wants a string, and gets a value of type \(typeName)")
    }

    /// The value as an argument that has to be a whole number.
    func integer(for function: String) throws(TemplateFailure) -> Int {
        if case .integer(let number) = self { return Int(number) }
        throw TemplateFailure("'\(function)' wants a number, and gets a value of type \(typeName)")
    }
}
