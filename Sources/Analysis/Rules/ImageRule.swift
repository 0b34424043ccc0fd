/// When an image is not good enough: one rule of `--fail-on`.
package struct ImageRule: Hashable, Sendable {
    enum Comparison: String, Hashable, Sendable, CaseIterable {
        // Longer ones first, as they are looked for in this order.
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"

        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .atLeast: left >= right
            case .atMost: left <= right
            case .more: left > right
            case .less: left < right
            }
        }
    }

    enum Threshold: Hashable, Sendable {
        /// Bytes, or a count.
        case number(Int64)
        /// 0.1 for 10%.
        case share(Double)
    }

    /// The rule as it was written, without spaces around it.
    package let text: String
    package let figure: RuleFigure
    /// The rule fails if the figure compares so with the threshold. `> 0` where a list has no number.
    let comparison: Comparison
    let threshold: Threshold
}
