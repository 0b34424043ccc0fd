import Diagnostics

extension TemplateParser {
    /// Reads all of an action that is left.
    ///
    /// - Parameter ofRange: whether there may be two variables.
    mutating func parsePipeline(
        _ action: TemplateAction, _ tokens: ArraySlice<TemplateToken>, ofRange: Bool = false
    ) throws(BuildError) -> TemplatePipeline {
        var tokens = tokens
        let pipeline = try parsePipeline(&tokens, in: action, ofRange: ofRange)
        if let rest = tokens.first { throw unexpected(rest) }
        return pipeline
    }

    private mutating func parsePipeline(
        _ tokens: inout ArraySlice<TemplateToken>, in action: TemplateAction, ofRange: Bool = false
    ) throws(BuildError) -> TemplatePipeline {
        var pipeline = TemplatePipeline()
        let names = try parseVariables(&tokens, into: &pipeline, ofRange: ofRange)
        repeat {
            let command = try parseCommand(&tokens, in: action)
            if command == nil, !pipeline.commands.isEmpty, tokens.isEmpty { break }
            guard let command else {
                throw source.failure("there is no value", at: tokens.first?.bytes ?? action.bytes)
            }
            try check(command, isFirst: pipeline.commands.isEmpty)
            pipeline.commands.append(command)
        } while take(.pipe, &tokens)
        if !pipeline.isAssignment { variables += names }
        return pipeline
    }

    /// Reads `$a :=`, `$a =` or, in a range, `$a, $b :=`, if that is what is there.
    ///
    /// - Returns: the names that are new.
    private func parseVariables(
        _ tokens: inout ArraySlice<TemplateToken>, into pipeline: inout TemplatePipeline, ofRange: Bool
    ) throws(BuildError) -> [String] {
        guard let sign = tokens.firstIndex(where: { $0.kind == .declaration || $0.kind == .assignment }) else {
            return []
        }
        for (index, token) in tokens[..<sign].enumerated() {
            switch token.kind {
            case .variable(let name) where index.isMultiple(of: 2) && name != "$": pipeline.variables.append(name)
            case .comma where !index.isMultiple(of: 2): continue
            default: throw unexpected(token)
            }
        }
        let names = pipeline.variables
        guard names.count * 2 - 1 == tokens[..<sign].count, names.count <= (ofRange ? 2 : 1) else {
            let most = ofRange ? "one variable, or two" : "one variable"
            throw source.failure("there is not \(most) before this", at: tokens[sign].bytes)
        }
        pipeline.isAssignment = tokens[sign].kind == .assignment
        if pipeline.isAssignment { for (token, name) in zip(tokens, names) { try checkVariable(name, token.bytes) } }
        tokens = tokens[(sign + 1)...]
        return names
    }

    /// - Returns: nil if there is none.
    private mutating func parseCommand(
        _ tokens: inout ArraySlice<TemplateToken>, in action: TemplateAction
    ) throws(BuildError) -> TemplateCommand? {
        var operands = [TemplateOperand]()
        while let token = tokens.first, token.kind != .pipe, token.kind != .closeParenthesis {
            if !token.isAfterBlank, !operands.isEmpty { throw unexpected(token) }
            operands.append(try parseOperand(&tokens, in: action))
        }
        return operands.isEmpty ? nil : TemplateCommand(operands: operands)
    }

    private mutating func parseOperand(
        _ tokens: inout ArraySlice<TemplateToken>, in action: TemplateAction
    ) throws(BuildError) -> TemplateOperand {
        let token = tokens.removeFirst()
        var operand: TemplateOperand
        switch token.kind {
        case .dot: operand = TemplateOperand(kind: .dot, bytes: token.bytes)
        case .field(let name): operand = TemplateOperand(kind: .dot, fields: [(name, token.bytes)], bytes: token.bytes)
        case .variable(let name):
            try checkVariable(name, token.bytes)
            operand = TemplateOperand(kind: .variable(name), bytes: token.bytes)
        case .identifier(let name): operand = TemplateOperand(kind: try word(name, token), bytes: token.bytes)
        case .integer(let value): operand = TemplateOperand(kind: .literal(.integer(value)), bytes: token.bytes)
        case .float(let value): operand = TemplateOperand(kind: .literal(.float(value)), bytes: token.bytes)
        case .string(let value): operand = TemplateOperand(kind: .literal(.string(value)), bytes: token.bytes)
        case .openParenthesis: operand = try parseParentheses(token, &tokens, in: action)
        default: throw unexpected(token)
        }
        while let next = tokens.first, !next.isAfterBlank, case .field(let name) = next.kind {
            if case .literal = operand.kind { throw unexpected(next) }
            tokens.removeFirst()
            operand.fields.append((name, next.bytes))
            operand.bytes = operand.bytes.lowerBound..<next.bytes.upperBound
        }
        return operand
    }

    private mutating func parseParentheses(
        _ open: TemplateToken, _ tokens: inout ArraySlice<TemplateToken>, in action: TemplateAction
    ) throws(BuildError) -> TemplateOperand {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw source.failure("there is too much in one another", at: open.bytes) }
        let pipeline = try parsePipeline(&tokens, in: action)
        guard let close = tokens.first, close.kind == .closeParenthesis else {
            throw source.failure("the parenthesis is not closed", at: open.bytes)
        }
        tokens.removeFirst()
        return TemplateOperand(kind: .parentheses(pipeline), bytes: open.bytes.lowerBound..<close.bytes.upperBound)
    }

    private func word(_ name: String, _ token: TemplateToken) throws(BuildError) -> TemplateOperand.Kind {
        switch name {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "nil": return .literal(.nothing)
        case _ where functions[name] != nil: return .function(name)
        default:
            throw source.failure(
                "there is no function '\(name)'", at: token.bytes,
                help: Suggestion.help(for: name, in: functions.keys.sorted()))
        }
    }

    private func checkVariable(_ name: String, _ bytes: Range<Int>) throws(BuildError) {
        if variables.contains(name) { return }
        throw source.failure(
            "there is no variable '\(name)'", at: bytes, help: Suggestion.help(for: name, in: variables))
    }

    /// Only what is a function can get arguments, and what comes of the command before.
    private func check(_ command: TemplateCommand, isFirst: Bool) throws(BuildError) {
        guard let first = command.operands.first else { return }
        let count = command.operands.count - (isFirst ? 1 : 0)
        switch first.kind {
        case .function(let name) where first.fields.isEmpty:
            guard let function = functions[name], !function.arguments.contains(count) else { return }
            throw source.failure("'\(name)' wants \(function.wanted), and gets \(count)", at: command.bytes)
        case .literal(.nothing) where count == 0: throw source.failure("'nil' is not a command", at: first.bytes)
        default:
            guard count > 0 else { return }
            throw source.failure("this is not a function, and gets arguments", at: first.bytes)
        }
    }

    private func take(_ kind: TemplateToken.Kind, _ tokens: inout ArraySlice<TemplateToken>) -> Bool {
        guard tokens.first?.kind == kind else { return false }
        tokens.removeFirst()
        return true
    }

    func unexpected(_ token: TemplateToken) -> BuildError {
        source.failure("'\(source.file.text(token.bytes))' can't be here", at: token.bytes)
    }
}
