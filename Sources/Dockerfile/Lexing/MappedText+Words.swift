/// The three ways in which instructions split their arguments.
extension MappedText {
    /// Words between blanks, quotes having no meaning: FROM, EXPOSE, and COPY, ADD and VOLUME in their plain form.
    func blankSeparated(_ part: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = part.lowerBound
        for index in part where bytes[index].isBlank {
            if index > start { words.append(start..<index) }
            start = index + 1
        }
        if part.upperBound > start { words.append(start..<part.upperBound) }
        return words
    }

    /// Words between blanks that are neither quoted nor escaped: ENV, LABEL and ARG. Quotes and escapes stay in the
    /// words, for expansion to remove; an escape at the very end is dropped.
    func quoteAware(_ part: Range<Int>, escape: Escape) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var position = part.lowerBound
        while let start = (position..<part.upperBound).first(where: { !bytes[$0].isBlank }) {
            position = endOfQuoteAwareWord(from: start, in: part, escape: escape)
            let word = start..<position
            let kept = isDanglingEscape(at: position - 1, of: word, in: part, escape: escape) ? word.dropLast() : word
            if !kept.isEmpty { words.append(kept) }
        }
        return words
    }

    /// The first blank-separated word, and what follows the blanks after it: the old form of ENV and LABEL.
    func firstWordAndRest(_ part: Range<Int>) -> (first: Range<Int>, rest: Range<Int>) {
        let end = part.first { bytes[$0].isBlank } ?? part.upperBound
        let rest = (end..<part.upperBound).first { !bytes[$0].isBlank } ?? part.upperBound
        return (part.lowerBound..<end, rest..<part.upperBound)
    }

    private func endOfQuoteAwareWord(from start: Int, in part: Range<Int>, escape: Escape) -> Int {
        var position = start
        var quote: UInt8?
        while position < part.upperBound {
            let byte = bytes[position]
            if byte == escape.rawValue, quote != UInt8(ascii: "'") {
                position += 1
            } else if let open = quote {
                if byte == open { quote = nil }
            } else if byte.isQuote {
                quote = byte
            } else if byte.isBlank {
                return position
            }
            position += 1
        }
        return part.upperBound
    }

    private func isDanglingEscape(at last: Int, of word: Range<Int>, in part: Range<Int>, escape: Escape) -> Bool {
        guard last == part.upperBound - 1, bytes[last] == escape.rawValue else { return false }
        let run = word.reversed().prefix { bytes[$0] == escape.rawValue }.count
        return run % 2 == 1
    }
}
