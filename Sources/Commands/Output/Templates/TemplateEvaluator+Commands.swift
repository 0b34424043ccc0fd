import Diagnostics

extension TemplateEvaluator {
    mutating func evaluate(_ commands: [TemplateCommand], _ dot: TemplateValue) throws(BuildError) -> TemplateValue {
        var last: TemplateValue?
        for command in commands { last = try evaluate(command, dot, last) }
        return last ?? .nothing
    }

    /// - Parameter last: what came of the command before.
    private mutating func evaluate(
        _ command: TemplateCommand, _ dot: TemplateValue, _ last: TemplateValue?
    ) throws(BuildError) -> TemplateValue {
        guard let first = command.operands.first else { return .nothing }
        guard case .function(let name) = first.kind, first.fields.isEmpty, let function = functions[name] else {
            return try evaluate(first, dot)
        }
        var arguments = [TemplateValue]()
        for operand in command.operands.dropFirst() {
            arguments.append(try evaluate(operand, dot))
            // 'and' and 'or' end with the argument that decides.
            if let decisive = function.decisive, arguments.last?.isTrue == decisive {
                return arguments.last ?? .nothing
            }
        }
        if let last { arguments.append(last) }
        return try call(function, arguments, at: command.bytes)
    }

    private func call(
        _ function: TemplateFunction, _ arguments: [TemplateValue], at bytes: Range<Int>
    ) throws(BuildError) -> TemplateValue {
        do {
            return try function.call(arguments)
        } catch {
            throw source.failure(error.message, at: bytes, code: .invalidInput)
        }
    }

    private mutating func evaluate(_ operand: TemplateOperand, _ dot: TemplateValue) throws(BuildError) -> TemplateValue
    {
        var value: TemplateValue
        switch operand.kind {
        case .dot: value = dot
        case .literal(let literal): value = literal
        case .variable(let name): value = self.value(of: name)
        case .parentheses(let pipeline): value = try evaluate(pipeline, dot)
        case .function(let name):
            guard let function = functions[name] else { return .nothing }
            value = try call(function, [], at: operand.bytes)
        }
        for field in operand.fields { value = try self.field(field.name, of: value, at: field.bytes) }
        return value
    }

    private func field(
        _ name: String, of value: TemplateValue, at bytes: Range<Int>
    ) throws(BuildError) -> TemplateValue {
        switch value {
        case .map(let values, _): return values?[name] ?? .nothing
        case .nothing: return .nothing
        case .duration(let nanoseconds):
            if let part = TemplateValue.part(name, of: nanoseconds) { return part }
            throw source.failure("a duration has no '\(name)'", at: bytes)
        case .structure(let fields):
            if let field = fields.first(where: { $0.name == name }) { return field.value }
            let names = fields.map(\.name)
            throw source.failure(
                "there is no field '\(name)' here", at: bytes,
                help: Suggestion.help(for: name, in: names) ?? "the fields are \(names.joined(separator: ", "))")
        default:
            throw source.failure(
                "a value of type \(value.typeName) has no field '\(name)'", at: bytes, code: .invalidInput)
        }
    }
}
