/// The neighbourhood of a place in a text where a secret may be.
///
/// It reaches as far as `behind` and `ahead` say, however the text was cut into chunks, so that what is found does not
/// depend on that.
struct SecretWindow {
    /// Bytes before the place that a pattern may look at.
    static let behind = 128
    /// Bytes from the place on that a pattern may look at.
    static let ahead = 1024

    private let bytes: UnsafeRawBufferPointer
    /// Where the fragment is that led here.
    let place: Int

    /// - Parameter place: an index of `text`.
    init(_ text: UnsafeRawBufferPointer, at place: Int) {
        let start = max(0, place - SecretWindow.behind)
        let end = min(text.count, place + SecretWindow.ahead)
        bytes = UnsafeRawBufferPointer(rebasing: text[start..<end])
        self.place = place - start
    }

    /// The byte at an index, nil outside of the window.
    subscript(index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    func has(_ text: String, at index: Int) -> Bool {
        guard index >= 0, index + text.utf8.count <= bytes.count else { return false }
        return zip(text.utf8, bytes[index...]).allSatisfy(==)
    }

    /// How many bytes from `index` on are of `set`, `limit` at most.
    func run(of set: ByteSet, from index: Int, limit: Int) -> Int {
        var count = 0
        while count < limit, let byte = self[index + count], set.contains(byte) { count += 1 }
        return count
    }

    /// How many bytes just before `index` are of `set`, `limit` at most.
    func run(of set: ByteSet, before index: Int, limit: Int) -> Int {
        var count = 0
        while count < limit, let byte = self[index - count - 1], set.contains(byte) { count += 1 }
        return count
    }

    func isNeither(_ set: ByteSet, at index: Int) -> Bool { self[index].map { !set.contains($0) } ?? true }

    /// The bytes of a range, as far as they are in the window.
    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { ArraySlice(bytes[range.clamped(to: bytes.indices)]) }

    /// Whether a range has too few different bytes to be random: `xxxxxxxx`, or `0000`.
    func isPlaceholder(_ range: Range<Int>) -> Bool {
        let text = slice(range)
        return Set(text).count < min(8, text.count / 2)
    }
}
