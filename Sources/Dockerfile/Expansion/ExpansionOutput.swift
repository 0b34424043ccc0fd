/// The text that an expansion makes, and the words it falls into.
struct ExpansionOutput {
    /// A few doublings of a variable must not fill the memory.
    private static let mostScalars = 16 << 20

    private(set) var scalars: [Unicode.Scalar] = []
    private(set) var words: [String] = []
    private var word = String.UnicodeScalarView()

    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Adds text that may fall into words.
    mutating func append(_ added: some Sequence<Unicode.Scalar>) throws(ExpansionFailure) {
        for scalar in added {
            scalars.append(scalar)
            if scalar.properties.isWhitespace { endWord() } else { word.append(scalar) }
        }
        try checkSize()
    }

    /// Adds text that was quoted or escaped, which stays in one word.
    mutating func appendQuoted(_ added: some Sequence<Unicode.Scalar>) throws(ExpansionFailure) {
        for scalar in added {
            scalars.append(scalar)
            word.append(scalar)
        }
        try checkSize()
    }

    mutating func endWord() {
        guard !word.isEmpty else { return }
        words.append(String(word))
        word = String.UnicodeScalarView()
    }

    private func checkSize() throws(ExpansionFailure) {
        guard scalars.count <= Self.mostScalars else { throw ExpansionFailure("the expanded text is too long") }
    }
}
