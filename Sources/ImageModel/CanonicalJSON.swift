package import Diagnostics
import FoundationEssentials

/// JSON with sorted keys and no blanks, so that equal values have equal digests.
package enum CanonicalJSON {
    /// The bytes of a value.
    package static func encode(_ value: some Encodable) throws(BuildError) -> [UInt8] {
        try encode(value, pretty: false)
    }

    /// The same, indented for people, with a line feed at its end.
    package static func encodePretty(_ value: some Encodable) throws(BuildError) -> String {
        String(decoding: try encode(value, pretty: true), as: UTF8.self) + "\n"
    }

    /// Reads a value.
    ///
    /// - Throws: `corrupt`, naming `what` and the place in the document.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], what: String
    ) throws(BuildError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as BuildError {
            throw BuildError(.corrupt, "\(what) can't be read: \(error.message)")
        } catch {
            throw BuildError(.corrupt, "\(what) can't be read: \(reason(error))", underlying: error)
        }
    }

    private static func encode(_ value: some Encodable, pretty: Bool) throws(BuildError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw BuildError(.internalError, "a value can't be written as JSON: \(error)", underlying: error)
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
            .dataCorrupted(let found):
            context = found
        @unknown default: return "it is not the JSON that was expected"
        }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    }
}
