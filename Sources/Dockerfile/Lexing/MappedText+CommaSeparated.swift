/// A double quote where comma separated values have none, or one without its other half.
struct StrayQuote: Error {
    let index: Int
}

extension MappedText {
    /// The fields of one line of comma separated values (RFC 4180).
    ///
    /// A field may stand in double quotes: then a comma in it is text, and a doubled quote is one quote.
    func commaSeparated(_ part: Range<Int>) throws(StrayQuote) -> [MappedText] {
        var fields: [MappedText] = []
        var position = part.lowerBound
        repeat {
            fields.append(try field(at: &position, end: part.upperBound))
            position += 1
        } while position <= part.upperBound
        return fields
    }

    private func field(at position: inout Int, end: Int) throws(StrayQuote) -> MappedText {
        if position < end, bytes[position] == UInt8(ascii: "\"") { return try quotedField(at: &position, end: end) }
        var field = empty(at: position)
        while position < end, bytes[position] != UInt8(ascii: ",") {
            guard bytes[position] != UInt8(ascii: "\"") else { throw StrayQuote(index: position) }
            field.append(position, of: self)
            position += 1
        }
        return field
    }

    private func quotedField(at position: inout Int, end: Int) throws(StrayQuote) -> MappedText {
        var field = empty(at: position)
        let start = position
        position += 1
        while position < end {
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                if position == end || bytes[position] == UInt8(ascii: ",") { return field }
                guard bytes[position] == UInt8(ascii: "\"") else { throw StrayQuote(index: position - 1) }
            }
            field.append(position, of: self)
            position += 1
        }
        throw StrayQuote(index: start)
    }
}
