/// What templates work on: values as Go has them, of which docker's documents are made.
package indirect enum TemplateValue: Sendable {
    /// No value at all: the literal `nil`, and what a map does not have.
    case nothing
    /// A pointer that points at nothing.
    case null
    case bool(Bool)
    case integer(Int64)
    case float(Double)
    case string(String)
    /// A time span in nanoseconds.
    case duration(Int64)
    /// Values in their order; nil for a slice that was never made, which is empty.
    case list([TemplateValue]?)
    /// Values by their keys; nil for a map that was never made, which is empty. `zero` is what `index` finds in the place of
    /// a missing one.
    case map([String: TemplateValue]?, zero: TemplateValue)
    case structure([Field])

    /// One field of a structure.
    package struct Field: Sendable {
        package let name: String
        package let value: TemplateValue
        /// Whether JSON has the field.
        package let isInJSON: Bool

        package init(_ name: String, _ value: TemplateValue, isInJSON: Bool = true) {
            self.name = name
            self.value = value
            self.isInJSON = isInJSON
        }
    }

    /// What Go's methods make of a duration; nil for one that is none.
    static func part(_ name: String, of nanoseconds: Int64) -> TemplateValue? {
        switch name {
        case "Hours": .float(Double(nanoseconds) / 3_600_000_000_000)
        case "Minutes": .float(Double(nanoseconds) / 60_000_000_000)
        case "Seconds": .float(Double(nanoseconds) / 1_000_000_000)
        case "Milliseconds": .integer(nanoseconds / 1_000_000)
        case "Microseconds": .integer(nanoseconds / 1000)
        case "Nanoseconds": .integer(nanoseconds)
        case "String": .string(nanoseconds.goDuration)
        default: nil
        }
    }

    package static func strings(_ strings: [String]?) -> TemplateValue { .list(strings?.map(TemplateValue.string)) }

    /// Whether conditions take it for true: anything but zero and what is empty.
    var isTrue: Bool {
        switch self {
        case .nothing, .null: false
        case .bool(let value): value
        case .integer(let value), .duration(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let values): values?.isEmpty == false
        case .map(let values, _): values?.isEmpty == false
        case .structure: true
        }
    }

    /// Whether `nil` is equal to it.
    var isNil: Bool {
        switch self {
        case .nothing, .null, .list(nil), .map(nil, _): true
        default: false
        }
    }

    /// What messages call its type.
    var typeName: String {
        switch self {
        case .nothing, .null: "nil"
        case .bool: "bool"
        case .integer: "int"
        case .float: "float64"
        case .string: "string"
        case .duration: "duration"
        case .list: "list"
        case .map: "map"
        case .structure: "object"
        }
    }
}

extension [String: TemplateValue] {
    /// The entries as Go's maps are walked through: by the bytes of their keys.
    var sortedByKey: [(key: String, value: TemplateValue)] {
        sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}
