import Diagnostics

/// Carries out a template.
struct TemplateEvaluator {
    private let template: Template
    let functions: [String: TemplateFunction]
    private let escapesControls: Bool
    /// The last of a name counts.
    private var variables: [(name: String, value: TemplateValue)]
    /// How many templates with names are at work in one another.
    private var depth = 0
    private(set) var output = ""

    /// The most templates that may be at work in one another.
    private static let deepest = 100

    init(
        _ template: Template, of value: TemplateValue,
        functions: [String: TemplateFunction] = TemplateFunction.all, escapesControls: Bool = false
    ) {
        self.template = template
        self.functions = functions
        self.escapesControls = escapesControls
        variables = [("$", value)]
    }

    var source: TemplateSource { template.source }

    /// - Throws: `usage`, `invalidInput`.
    mutating func run() throws(BuildError) { _ = try run(template.nodes, variables[0].value) }

    /// - Returns: what leaves the `range` that the nodes are in.
    private mutating func run(_ nodes: [TemplateNode], _ dot: TemplateValue) throws(BuildError) -> TemplateExit? {
        let count = variables.count
        defer { variables.removeLast(variables.count - count) }
        for node in nodes { if let exit = try run(node, dot) { return exit } }
        return nil
    }

    private mutating func run(_ node: TemplateNode, _ dot: TemplateValue) throws(BuildError) -> TemplateExit? {
        let count = variables.count
        if case .action(let pipeline) = node {
            let value = try evaluate(pipeline, dot)
            if pipeline.variables.isEmpty { print(value) }
            return nil
        }
        defer { variables.removeLast(variables.count - count) }
        switch node {
        case .text(let text): output += text
        case .condition(let pipeline, let then, let otherwise):
            return try run(try evaluate(pipeline, dot).isTrue ? then : otherwise, dot)
        case .with(let pipeline, let then, let otherwise):
            let value = try evaluate(pipeline, dot)
            return value.isTrue ? try run(then, value) : try run(otherwise, dot)
        case .range(let pipeline, let body, let otherwise):
            return try repeating(pipeline, body, otherwise, dot)
        case .leave(let exit): return exit
        case .template(let name, let pipeline, let bytes):
            var value = TemplateValue.nothing
            if let pipeline { value = try evaluate(pipeline, dot) }
            try call(name, of: value, at: bytes)
        case .action: break
        }
        return nil
    }

    private mutating func repeating(
        _ pipeline: TemplatePipeline, _ body: [TemplateNode], _ otherwise: [TemplateNode], _ dot: TemplateValue
    ) throws(BuildError) -> TemplateExit? {
        let value = try evaluate(pipeline.commands, dot)
        let bytes = pipeline.commands.last?.bytes ?? 0..<0
        guard let elements = value.elements else {
            throw source.failure(
                "there is no range over a value of type \(value.typeName)", at: bytes, code: .invalidInput)
        }
        if case .integer = value, pipeline.variables.count > 1 {
            throw source.failure("a range over a number has one variable", at: bytes)
        }
        if elements.isEmpty { return try run(otherwise, dot) }
        let count = variables.count
        for (key, element) in elements {
            // One variable gets the value, two the key, too.
            for (name, value) in zip(pipeline.variables.reversed(), [element, key]) { set(name, value, pipeline) }
            let exit = try run(body, element)
            variables.removeLast(variables.count - count)
            if exit == .breaking { break }
        }
        return nil
    }

    /// Carries out the template of a name, which sees no variables of others.
    private mutating func call(
        _ name: String, of value: TemplateValue, at bytes: Range<Int>
    ) throws(BuildError) {
        guard depth < Self.deepest else { throw source.failure("'\(name)' is in itself too often", at: bytes) }
        let outer = variables
        variables = [("$", value)]
        depth += 1
        _ = try run(template.definitions[name] ?? [], value)
        depth -= 1
        variables = outer
    }

    /// What comes of commands, which variables get, if there are any.
    mutating func evaluate(_ pipeline: TemplatePipeline, _ dot: TemplateValue) throws(BuildError) -> TemplateValue {
        let value = try evaluate(pipeline.commands, dot)
        for name in pipeline.variables { set(name, value, pipeline) }
        return value
    }

    private mutating func set(_ name: String, _ value: TemplateValue, _ pipeline: TemplatePipeline) {
        if pipeline.isAssignment, let index = variables.lastIndex(where: { $0.name == name }) {
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    func value(of variable: String) -> TemplateValue {
        variables.last { $0.name == variable }?.value ?? .nothing
    }

    private mutating func print(_ value: TemplateValue) {
        guard escapesControls else { return output += value.printed }
        let lines = value.printed.split(separator: "\n", omittingEmptySubsequences: false)
        output += lines.map { String($0).escapingControls }.joined(separator: "\n")
    }
}

extension TemplateValue {
    /// What a `range` goes through; nil for what has no elements.
    fileprivate var elements: [(key: TemplateValue, value: TemplateValue)]? {
        switch self {
        case .list(let values): (values ?? []).enumerated().map { (.integer(Int64($0)), $1) }
        case .map(let values, _): (values ?? [:]).sortedByKey.map { (.string($0), $1) }
        case .integer(let count): (0..<max(0, min(count, 1_000_000))).map { (.integer($0), .integer($0)) }
        case .nothing, .null: []
        default: nil
        }
    }
}
