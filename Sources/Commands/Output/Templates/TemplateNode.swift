/// A part of a template that was understood.
indirect enum TemplateNode: Sendable {
    case text(String)
    /// Prints what comes of it, unless it sets a variable.
    case action(TemplatePipeline)
    case condition(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
    case with(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
    case range(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
    case leave(TemplateExit)
    /// What the template of that name makes of a value, or of none.
    case template(String, TemplatePipeline?, Range<Int>)
}

/// How a pass through a `range` may end early.
enum TemplateExit: Sendable {
    case breaking, continuing
}

/// Commands, each of which gets what comes of the one before as its last argument.
struct TemplatePipeline: Sendable {
    /// The variables that get what comes of it, with their dollar signs.
    var variables: [String] = []
    /// Whether the variables are there already.
    var isAssignment = false
    var commands: [TemplateCommand] = []
}

/// An operand, or a function with its arguments. Never empty.
struct TemplateCommand: Sendable {
    var operands: [TemplateOperand]

    var bytes: Range<Int> {
        (operands.first?.bytes.lowerBound ?? 0)..<(operands.last?.bytes.upperBound ?? 0)
    }
}

/// A value, or the field of a value.
struct TemplateOperand: Sendable {
    indirect enum Kind: Sendable {
        case dot
        case literal(TemplateValue)
        case variable(String)
        case function(String)
        case parentheses(TemplatePipeline)
    }

    let kind: Kind
    /// Each of what is before it.
    var fields: [(name: String, bytes: Range<Int>)] = []
    var bytes: Range<Int>
}
