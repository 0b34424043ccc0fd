/// Finds the few places of a text where a secret may be, many bytes at a time.
///
/// Every pattern has a fragment of four bytes. Of three pairs of neighbouring bytes at a stride of three, one is inside
/// any four bytes; so a table of the pairs that fragments have, asked for each third place, misses none. Pairs in texts
/// that are in a fragment are rare, and a look at the whole fragment rules out nearly all.
struct SecretFragments: Sendable {
    static let standard = SecretFragments(SecretPattern.all)

    /// By the two bytes of a pair as a little-endian number: bit N if it is N bytes into a fragment.
    private let pairs: [UInt8]
    /// By the hash of a fragment: 1 if some fragment has that hash.
    private let hashes: [UInt8]
    private let patterns: [UInt32: [SecretPattern]]

    init(_ patterns: [SecretPattern]) {
        var pairs = [UInt8](repeating: 0, count: 1 << 16)
        var hashes = [UInt8](repeating: 0, count: 1 << SecretFragments.hashBits)
        for pattern in patterns {
            for offset in UInt32(0)..<3 { pairs[Int(pattern.fragment >> (8 * offset) & 0xFFFF)] |= 1 << offset }
            hashes[SecretFragments.hash(pattern.fragment)] = 1
        }
        self.pairs = pairs
        self.hashes = hashes
        self.patterns = Dictionary(grouping: patterns, by: \.fragment)
    }

    private static let hashBits: UInt32 = 13

    private static func hash(_ fragment: UInt32) -> Int { Int((fragment &* 0x9E37_79B1) >> (32 - hashBits)) }

    /// Calls `found` with each place in `range` where a fragment begins, in order, and the patterns that have it.
    ///
    /// - Parameter range: within `text`, and at least three bytes before its end.
    func forEach(
        in text: UnsafeRawBufferPointer, _ range: Range<Int>, _ found: (Int, [SecretPattern]) -> Void
    ) {
        guard !range.isEmpty, let base = text.baseAddress, range.upperBound + 3 <= text.count else { return }
        pairs.withUnsafeBufferPointer { pairs in
            hashes.withUnsafeBufferPointer { hashes in
                forEachProbe(base, range, pairs, hashes) { place, word in
                    if let patterns = patterns[word] { found(place, patterns) }
                }
            }
        }
    }

    /// The loop that sees every byte.
    @inline(__always)
    private func forEachProbe(
        _ base: UnsafeRawPointer, _ range: Range<Int>, _ pairs: UnsafeBufferPointer<UInt8>,
        _ hashes: UnsafeBufferPointer<UInt8>, _ found: (Int, UInt32) -> Void
    ) {
        func offsets(_ probe: Int) -> UInt8 {
            pairs[Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: probe, as: UInt16.self)))]
        }
        func check(_ probe: Int, _ offsets: UInt8, _ offset: Int) {
            let place = probe &- offset
            guard offsets >> UInt8(offset) & 1 == 1, range.contains(place) else { return }
            let word = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            if hashes[SecretFragments.hash(word)] != 0 { found(place, word) }
        }
        func checkAll(_ probe: Int) {
            let offsets = offsets(probe)
            guard offsets != 0 else { return }
            check(probe, offsets, 2)
            check(probe, offsets, 1)
            check(probe, offsets, 0)
        }
        var index = range.lowerBound
        // The last probe is at most two after the last place, and reads one more byte.
        let end = range.upperBound + 2
        let lastBlock = end - 12
        while index <= lastBlock {
            if offsets(index) | offsets(index &+ 3) | offsets(index &+ 6) | offsets(index &+ 9) != 0 {
                checkAll(index)
                checkAll(index &+ 3)
                checkAll(index &+ 6)
                checkAll(index &+ 9)
            }
            index &+= 12
        }
        while index < end {
            checkAll(index)
            index += 3
        }
    }
}
