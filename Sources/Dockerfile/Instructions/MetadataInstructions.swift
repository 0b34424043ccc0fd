import Diagnostics

extension InstructionParser {
    /// WORKDIR, USER, STOPSIGNAL and MAINTAINER: the rest of the line is one argument, blanks and all.
    mutating func restOfLine() -> Word? {
        _ = flags()
        guard !arguments.isEmpty else {
            reportMissing("an argument")
            return nil
        }
        return text.word(arguments)
    }

    /// `VOLUME PATH…` or `VOLUME ["PATH"…]`
    mutating func volume() -> [Word]? {
        wordList(array: arrayForm())?.filter { word in
            guard word.text.utf8.allSatisfy(\.isBlank) else { return true }
            report("empty-path", "VOLUME has an empty path", at: word.range)
            return false
        }
    }

    /// At least one word, from the array where there is one.
    mutating func wordList(array: JSONArray) -> [Word]? {
        _ = flags()
        let words: [Word]
        switch array {
        case .strings(let members): words = members
        case .otherMember: return nil
        case .invalid: words = text.blankSeparated(arguments).map(text.word)
        }
        guard !words.isEmpty else {
            reportMissing("an argument")
            return nil
        }
        return words
    }
}
