extension TemplateValue {
    /// Whether two values are equal, as Go's templates compare them.
    func equals(_ other: TemplateValue) throws(TemplateFailure) -> Bool {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.integer(let left), .integer(let right)), (.duration(let left), .duration(let right)),
            (.integer(let left), .duration(let right)), (.duration(let left), .integer(let right)):
            return left == right
        case (.float(let left), .float(let right)): return left == right
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.nothing, _), (_, .nothing), (.null, _), (_, .null): return isNil && other.isNil
        default: throw incomparable(other)
        }
    }

    /// Whether a value is less than another, as Go's templates compare them.
    func isLess(than other: TemplateValue) throws(TemplateFailure) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)), (.duration(let left), .duration(let right)),
            (.integer(let left), .duration(let right)), (.duration(let left), .integer(let right)):
            return left < right
        case (.float(let left), .float(let right)): return left < right
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        default: throw incomparable(other)
        }
    }

    private func incomparable(_ other: TemplateValue) -> TemplateFailure {
        TemplateFailure("a value of type \(typeName) can't be compared with one of type \(other.typeName)")
    }
}
