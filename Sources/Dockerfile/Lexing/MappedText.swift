import Diagnostics

/// Text put together from pieces of a file, which remembers where each of its bytes came from.
///
/// An instruction over several lines is one such text, without the line ends, escapes and comments between its parts.
struct MappedText: Sendable {
    let file: SourceFile
    private(set) var bytes: [UInt8] = []
    private var offsets: [Int] = []
    /// The place of a text without bytes.
    private let start: Int

    init(file: SourceFile, start: Int) {
        self.file = file
        self.start = start
    }

    var all: Range<Int> { 0..<bytes.count }

    /// Adds a stretch of the file.
    mutating func append(_ range: Range<Int>) {
        bytes.append(contentsOf: file.bytes[range])
        offsets.append(contentsOf: range)
    }

    /// Adds one byte of another text of the same file.
    mutating func append(_ index: Int, of other: MappedText) {
        bytes.append(other.bytes[index])
        offsets.append(other.offsets[index])
    }

    /// Where a part of the text stands in the file; an empty part is the place before its next byte.
    func range(_ part: Range<Int>) -> SourceRange {
        guard let last = part.last else {
            let place =
                part.lowerBound < offsets.count ? offsets[part.lowerBound] : offsets.last.map { $0 + 1 } ?? start
            return SourceRange(file, place..<place)
        }
        return SourceRange(file, offsets[part.lowerBound]..<offsets[last] + 1)
    }

    /// An empty text that stands before the byte at `index`.
    func empty(at index: Int) -> MappedText {
        MappedText(file: file, start: range(index..<index).bytes.lowerBound)
    }

    func text(_ part: Range<Int>) -> String { String(decoding: bytes[part], as: UTF8.self) }

    func word(_ part: Range<Int>) -> Word { Word(text: text(part), range: range(part)) }

    /// The part without the blanks at its ends.
    func trimmed(_ part: Range<Int>) -> Range<Int> {
        guard let first = part.first(where: { !bytes[$0].isBlank }) else { return part.lowerBound..<part.lowerBound }
        let last = part.last { !bytes[$0].isBlank } ?? first
        return first..<last + 1
    }
}
