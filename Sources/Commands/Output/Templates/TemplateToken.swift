/// A word of an action.
struct TemplateToken: Sendable {
    enum Kind: Hashable, Sendable {
        /// A keyword, a function, or one of `true`, `false` and `nil`.
        case identifier(String)
        /// `.Name`.
        case field(String)
        /// `$` or `$name`.
        case variable(String)
        case dot
        case integer(Int64)
        case float(Double)
        case string(String)
        case pipe, openParenthesis, closeParenthesis, comma, assignment, declaration
    }

    let kind: Kind
    /// Where it is in the template.
    let bytes: Range<Int>
    /// Whether there is a blank before it.
    let isAfterBlank: Bool
}

/// A template is made of text and actions.
enum TemplateSegment: Sendable {
    case text(String)
    case action(TemplateAction)
}

/// What is between `{{` and `}}`.
struct TemplateAction: Sendable {
    let tokens: [TemplateToken]
    /// With the braces.
    let bytes: Range<Int>

    /// The keyword that it begins with, if it does.
    var keyword: String? {
        if case .identifier(let name)? = tokens.first?.kind { name } else { nil }
    }
}
