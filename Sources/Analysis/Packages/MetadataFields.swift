/// Fields of the form `Name: value`, one a line, up to a blank line or the end.
///
/// This is what control files (deb-control(5)), Python's core metadata (as email headers) and Java's manifests share.
struct MetadataFields {
    private var values = [String: String]()

    /// - Parameters:
    ///   - rest: what is to be read; the lines of the fields, and the blank one, are taken from its beginning.
    ///   - names: the fields that are wanted; the first of several of one name counts.
    init(_ rest: inout UnsafeRawBufferPointer.SubSequence, wanted names: Set<String>) {
        while let line = MetadataFields.nextLine(&rest), !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) {
            guard let colon = line.prefix(64).firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            guard names.contains(name), values[name] == nil else { continue }
            values[name] = MetadataFields.text(line[(colon + 1)...])
        }
    }

    subscript(name: String) -> String? { values[name] }

    private static func nextLine(
        _ rest: inout UnsafeRawBufferPointer.SubSequence
    ) -> UnsafeRawBufferPointer.SubSequence? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[..<end]
        rest = rest[min(end + 1, rest.endIndex)...]
        return line
    }

    /// Without blanks around it.
    private static func text(_ bytes: UnsafeRawBufferPointer.SubSequence) -> String {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]
        guard let first = bytes.firstIndex(where: { !blanks.contains($0) }),
            let last = bytes.lastIndex(where: { !blanks.contains($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
