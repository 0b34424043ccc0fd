import ImageModel

extension SQLValue {
    static func digest(_ digest: Digest) -> SQLValue { .blob(digest.bytes) }

    static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }

    static func optional(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }

    static func optional(_ value: Digest?) -> SQLValue { value.map { .blob($0.bytes) } ?? .null }
}

extension Row {
    /// A digest column; nil for NULL and for anything that is not 32 bytes.
    func digest(_ column: Int32) -> Digest? {
        guard let bytes = blob(column), bytes.count == 32 else { return nil }
        return Digest(bytes: bytes)
    }
}
