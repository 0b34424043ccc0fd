import Diagnostics

/// Templates with names of their own (Go's `text/template`, "Nested template definitions").
extension TemplateParser {
    /// Reads `{{define "name"}}` up to its end.
    mutating func parseDefinition(_ action: TemplateAction) throws(BuildError) {
        guard depth == 0 else { throw source.failure("'define' is inside of another action", at: action.bytes) }
        let (name, rest) = try takeName(of: action)
        if let token = rest.first { throw unexpected(token) }
        try define(name, action)
    }

    /// Reads `{{template "name" value}}`.
    mutating func parseCall(_ action: TemplateAction) throws(BuildError) -> TemplateNode {
        let (name, rest) = try takeName(of: action)
        calls.append((name, action.tokens[1].bytes))
        return .template(name, try rest.isEmpty ? nil : parsePipeline(action, rest), action.bytes)
    }

    /// Reads `{{block "name" value}}` up to its end: a definition, and its use.
    mutating func parseBlock(_ action: TemplateAction) throws(BuildError) -> TemplateNode {
        let (name, rest) = try takeName(of: action)
        let pipeline = try parsePipeline(action, rest)
        try define(name, action)
        return .template(name, pipeline, action.bytes)
    }

    /// Every template that is used has to be there, if behind its use.
    func checkCalls() throws(BuildError) {
        for (name, bytes) in calls where definitions[name] == nil {
            throw source.failure(
                "there is no template '\(name)'", at: bytes,
                help: Suggestion.help(for: name, in: definitions.keys.sorted()))
        }
    }

    private func takeName(
        of action: TemplateAction
    ) throws(BuildError) -> (name: String, rest: ArraySlice<TemplateToken>) {
        guard action.tokens.count > 1, case .string(let name) = action.tokens[1].kind else {
            throw source.failure(
                "'\(action.keyword ?? "")' wants a name", at: action.bytes, help: "a name stands in quotes")
        }
        return (name, action.tokens[2...])
    }

    /// Reads the body of a template, which sees no variables of others.
    private mutating func define(_ name: String, _ action: TemplateAction) throws(BuildError) {
        let outer = (variables, rangeDepth)
        (variables, rangeDepth) = (["$"], 0)
        depth += 1
        let (nodes, ending) = try parseList(in: action)
        depth -= 1
        (variables, rangeDepth) = outer
        if case .otherwise(let other) = ending {
            throw source.failure("there is nothing here that 'else' could belong to", at: other.bytes)
        }
        guard definitions.updateValue(nodes, forKey: name) == nil else {
            throw source.failure("there is a second template '\(name)'", at: action.tokens[1].bytes)
        }
    }
}
