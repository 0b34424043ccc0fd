import Diagnostics

extension String {
    /// The text with every run of white space as one blank, other control characters written out.
    package var onOneLine: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ").escapingControls
    }

    /// Tabs as blanks up to the next multiple of eight columns.
    var expandingTabs: String {
        guard contains("\t") else { return self }
        var result = ""
        for part in split(separator: "\t", omittingEmptySubsequences: false) {
            if !result.isEmpty || part.startIndex != startIndex {
                result += String(repeating: " ", count: 8 - result.displayWidth % 8)
            }
            result += part
        }
        return result
    }

    /// The text in at most `width` columns, an ellipsis at its end where something had to go.
    package func cut(toWidth width: Int) -> String {
        guard displayWidth > width else { return self }
        var used = 1
        let kept = prefix { character in
            used += character.displayWidth
            return used <= width
        }
        return width > 0 ? kept + "…" : ""
    }

    /// The text followed by blanks up to `width` columns.
    package func padded(toWidth width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }
}
