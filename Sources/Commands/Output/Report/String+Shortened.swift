extension String {
    /// The text in at most `limit` characters: of a longer one the beginning and the end, an ellipsis between them.
    package func shortened(to limit: Int) -> String {
        // A character of one text can have any number of code points, so these are what is counted.
        guard utf8.count > limit, unicodeScalars.count > limit, limit > 1 else { return self }
        let end = (limit - 1) / 2
        var scalars = UnicodeScalarView(unicodeScalars.prefix(limit - 1 - end))
        scalars.append("…")
        scalars.append(contentsOf: unicodeScalars.suffix(end))
        return String(scalars)
    }
}

extension BinaryInteger {
    /// `1,234,567`.
    package var grouped: String {
        let digits = String(magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return (self < 0 ? "-" : "") + result
    }
}
