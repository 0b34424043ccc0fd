/// Makes hostile inputs out of good ones.
struct Mutator {
    private static let largestInput = 4096

    private let corpus: [[UInt8]]
    private let tokens: [[UInt8]]
    private var random: SeededGenerator

    init(corpus: [[UInt8]], tokens: [String], seed: UInt64) {
        self.corpus = corpus
        self.tokens = tokens.map { Array($0.utf8) }
        random = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var input = pick(corpus)
        for _ in 0..<Int.random(in: 1...8, using: &random) { mutate(&input) }
        return Array(input.prefix(Self.largestInput))
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &random)
        let end = min(input.count, place + Int.random(in: 0...40, using: &random))
        switch Int.random(in: 0..<8, using: &random) {
        case 0: input.removeSubrange(place..<end)
        case 1: input.insert(contentsOf: input[place..<end], at: end)
        case 2: input.insert(contentsOf: pick(tokens), at: place)
        case 3: if place < input.count { input[place] = UInt8.random(in: 0...255, using: &random) }
        case 4: input.removeSubrange(place...)
        case 5: input.insert(contentsOf: pick(corpus).suffix(200), at: place)
        case 6:
            let token = pick(tokens)
            let count = Int.random(in: 2...60, using: &random)
            input.insert(contentsOf: repeatElement(token, count: count).joined(), at: place)
        default: if place < input.count { input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        }
    }

    private mutating func pick(_ list: [[UInt8]]) -> [UInt8] { list.randomElement(using: &random) ?? [] }
}
