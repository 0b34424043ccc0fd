/// A whole number of any length, as versions have them.
struct DecimalNumber: Hashable {
    /// ASCII digits without leading zeros; none for 0.
    private let digits: [UInt8]

    static let zero = DecimalNumber(digits: [])

    private init(digits: [UInt8]) {
        self.digits = digits
    }

    /// - Parameter text: ASCII digits.
    /// - Returns: nil where there are none, or something else is among them.
    init?(_ text: some Collection<UInt8>) {
        guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        digits = Array(text.drop { $0 == 0x30 })
    }
}

extension DecimalNumber: Comparable {
    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        guard left.digits.count == right.digits.count else { return left.digits.count < right.digits.count }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}
