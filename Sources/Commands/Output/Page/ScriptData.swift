/// JSON inside a `script` element.
package enum ScriptData {
    /// The same JSON without any character that could end the element or begin a comment in it (HTML standard,
    /// "Restrictions for contents of script elements"), or that ends a line in JavaScript alone.
    ///
    /// Outside its strings JSON has none of these, so each is written as an escape of a string.
    package static func escaped(_ json: [UInt8]) -> String {
        var result = [UInt8]()
        result.reserveCapacity(json.count + json.count / 16)
        for (index, byte) in json.enumerated() {
            switch byte {
            case UInt8(ascii: "<"): result += "\\u003c".utf8
            case UInt8(ascii: ">"): result += "\\u003e".utf8
            case UInt8(ascii: "&"): result += "\\u0026".utf8
            case 0xA8, 0xA9:
                // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
                guard index >= 2, json[index - 2] == 0xE2, json[index - 1] == 0x80 else { fallthrough }
                result.removeLast(2)
                result += (byte == 0xA8 ? "\\u2028" : "\\u2029").utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
