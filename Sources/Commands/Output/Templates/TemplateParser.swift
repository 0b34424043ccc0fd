import Diagnostics

/// Makes nodes of text and actions.
struct TemplateParser {
    let source: TemplateSource
    /// What the template may call.
    let functions: [String: TemplateFunction]
    private var segments: ArraySlice<TemplateSegment>
    /// The variables that are there, with their dollar signs.
    var variables = ["$"]
    var rangeDepth = 0
    var depth = 0
    /// The templates with names that were read so far.
    var definitions: [String: [TemplateNode]] = [:]
    /// The names of templates that are used, and where.
    var calls: [(name: String, bytes: Range<Int>)] = []

    /// The most that may be in one another.
    static let deepest = 100

    /// How a list of nodes ends.
    enum Ending {
        case endOfTemplate
        case end
        case otherwise(TemplateAction)
    }

    /// - Throws: `usage`.
    init(_ source: TemplateSource, functions: [String: TemplateFunction]) throws(BuildError) {
        self.source = source
        self.functions = functions
        var lexer = TemplateLexer(source)
        segments = try lexer.segments()[...]
    }

    /// - Returns: the template itself; those with names are in `definitions` then.
    /// - Throws: `usage`.
    mutating func parse() throws(BuildError) -> [TemplateNode] {
        let nodes = try parseList(in: nil).nodes
        try checkCalls()
        return nodes
    }

    /// - Parameter opening: the action that the list belongs to; nil for the whole template.
    mutating func parseList(in opening: TemplateAction?) throws(BuildError) -> (nodes: [TemplateNode], Ending) {
        var nodes = [TemplateNode]()
        while let segment = segments.popFirst() {
            switch segment {
            case .text(let text): nodes.append(.text(text))
            case .action(let action):
                switch (action.keyword, opening) {
                case ("end", .some):
                    try checkAlone(action)
                    return (nodes, .end)
                case ("else", .some): return (nodes, .otherwise(action))
                case ("end", nil), ("else", nil):
                    throw source.failure(
                        "there is nothing here that '\(action.keyword ?? "")' could belong to", at: action.bytes)
                case ("define", _): try parseDefinition(action)
                default: nodes.append(try parseNode(action))
                }
            }
        }
        if let opening {
            throw source.failure(
                "'\(opening.keyword ?? "")' has no end", at: opening.bytes, help: "it ends with '{{end}}'")
        }
        return (nodes, .endOfTemplate)
    }

    private mutating func parseNode(_ action: TemplateAction) throws(BuildError) -> TemplateNode {
        switch action.keyword {
        case "if", "with", "range": return try parseControl(action, action.tokens[...])
        case "template": return try parseCall(action)
        case "block": return try parseBlock(action)
        case "break", "continue":
            try checkAlone(action)
            guard rangeDepth > 0 else {
                throw source.failure("'\(action.keyword ?? "")' is outside of any 'range'", at: action.bytes)
            }
            return .leave(action.keyword == "break" ? .breaking : .continuing)
        default: return .action(try parsePipeline(action, action.tokens[...]))
        }
    }

    /// - Parameter tokens: those of the action from the keyword on.
    private mutating func parseControl(
        _ action: TemplateAction, _ tokens: ArraySlice<TemplateToken>
    ) throws(BuildError) -> TemplateNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw source.failure("there is too much in one another", at: action.bytes) }
        guard case .identifier(let keyword)? = tokens.first?.kind else { preconditionFailure("no keyword") }
        let outer = variables
        defer { variables = outer }
        let pipeline = try parsePipeline(action, tokens.dropFirst(), ofRange: keyword == "range")
        let inner = variables
        if keyword == "range" { rangeDepth += 1 }
        let (then, ending) = try parseList(in: action)
        if keyword == "range" { rangeDepth -= 1 }
        variables = inner
        let otherwise = try parseElse(ending, of: keyword, action)
        switch keyword {
        case "if": return .condition(pipeline, then: then, otherwise: otherwise)
        case "with": return .with(pipeline, then: then, otherwise: otherwise)
        default: return .range(pipeline, body: then, otherwise: otherwise)
        }
    }

    private mutating func parseElse(
        _ ending: Ending, of keyword: String, _ opening: TemplateAction
    ) throws(BuildError) -> [TemplateNode] {
        guard case .otherwise(let action) = ending else { return [] }
        let rest = action.tokens.dropFirst()
        if case .identifier(let next)? = rest.first?.kind, next == keyword, keyword != "range" {
            // One 'end' ends the whole chain.
            return [try parseControl(action, rest)]
        }
        try checkAlone(action)
        let (nodes, ending) = try parseList(in: opening)
        if case .otherwise(let second) = ending { throw source.failure("there is a second 'else'", at: second.bytes) }
        return nodes
    }

    private func checkAlone(_ action: TemplateAction) throws(BuildError) {
        guard action.tokens.count > 1 else { return }
        throw source.failure("nothing can be behind '\(action.keyword ?? "")' here", at: action.tokens[1].bytes)
    }
}
