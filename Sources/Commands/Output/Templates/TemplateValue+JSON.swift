import Diagnostics
package import ImageModel

extension TemplateValue {
    /// The value as docker's `json` writes it.
    package var json: JSONValue {
        switch self {
        case .nothing, .null, .list(nil), .map(nil, _): .null
        case .bool(let value): .bool(value)
        case .integer(let value), .duration(let value): .integer(value)
        case .float(let value): .number(value)
        case .string(let value): .string(value)
        case .list(let values?): .array(values.map(\.json))
        case .map(let values?, _): .object(values.mapValues(\.json))
        case .structure(let fields):
            .object(
                Dictionary(
                    fields.filter(\.isInJSON).map { ($0.name, $0.value.json) }, uniquingKeysWith: { first, _ in first })
            )
        }
    }

    /// A part of a document whose types nobody knows.
    package init(_ json: JSONValue) {
        switch json {
        case .null: self = .nothing
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .float(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .list(values.map(TemplateValue.init))
        case .object(let values): self = .map(values.mapValues(TemplateValue.init), zero: .nothing)
        }
    }
}
