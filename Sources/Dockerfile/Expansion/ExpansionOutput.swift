/// The text that an expansion makes, and the words it falls into.
struct ExpansionOutput {
    private(set) var scalars: [Unicode.Scalar] = []
    private(set) var words: [String] = []
    private var word = String.UnicodeScalarView()
    private let splitsWords: Bool
    private let limit: Int

    /// - Parameter limit: a few doublings of a variable must not fill the memory; in scalars.
    init(splitsWords: Bool, limit: Int) {
        self.splitsWords = splitsWords
        self.limit = limit
    }

    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Adds text that may fall into words.
    mutating func append(_ added: some Collection<Unicode.Scalar>) throws(ExpansionFailure) {
        scalars.append(contentsOf: added)
        try Self.check(size: scalars.count, limit: limit)
        guard splitsWords else { return }
        for scalar in added {
            if scalar.properties.isWhitespace { endWord() } else { word.append(scalar) }
        }
    }

    mutating func append(_ scalar: Unicode.Scalar) throws(ExpansionFailure) {
        try append(CollectionOfOne(scalar))
    }

    /// Adds text that was quoted or escaped, which stays in one word.
    mutating func appendQuoted(_ added: some Collection<Unicode.Scalar>) throws(ExpansionFailure) {
        scalars.append(contentsOf: added)
        try Self.check(size: scalars.count, limit: limit)
        if splitsWords { word.append(contentsOf: added) }
    }

    mutating func endWord() {
        guard !word.isEmpty else { return }
        words.append(String(word))
        word = String.UnicodeScalarView()
    }

    /// Throws for a text that is too long to go on with.
    static func check(size: Int, limit: Int) throws(ExpansionFailure) {
        guard size <= limit else { throw ExpansionFailure("the expanded text is too long") }
    }
}
