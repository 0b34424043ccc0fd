/// A range of bytes as headers have it, both ends included: `bytes 5-9/10` (RFC 9110 section 14.4), and `0-9` or
/// `bytes=0-9` in answers about uploads (distribution specification, "Pushing a blob in chunks").
struct ByteRange {
    let first: Int64
    let last: Int64

    /// Nil for anything else.
    init?(parsing text: String) {
        var rest = text[...]
        if let unit = ["bytes ", "bytes="].first(where: rest.hasPrefix) { rest = rest.dropFirst(unit.count) }
        let ends = rest.prefix { $0 != "/" }.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], 0 <= first, first <= last else { return nil }
        self.first = first
        self.last = last
    }
}
