package import Diagnostics

extension HTTPURL {
    /// Reads `http://HOST[:PORT][/PATH][?QUERY]`, or the same with `https`; a fragment is left out.
    ///
    /// - Throws: `usage` for another scheme, a bad host or port, and for user information, which belongs elsewhere.
    package init(parsing text: String) throws(BuildError) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw HTTPURL.failure(text, "it must begin with 'http://' or 'https://'")
        }
        let isSecure: Bool
        switch text[..<colon].lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw HTTPURL.failure(text, "it must begin with 'http://' or 'https://'")
        }
        let rest = text[colon...].dropFirst(3).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            throw HTTPURL.failure(text, "a user name or password can't be part of it")
        }
        guard let (host, port) = HTTPURL.hostAndPort(authority) else {
            throw HTTPURL.failure(text, "it has no valid host and port")
        }
        self.init(isSecure: isSecure, host: host, port: port, target: String(rest[authority.endIndex...]))
    }

    /// Splits `HOST[:PORT]` (RFC 3986 section 3.2), the brackets of an IPv6 address removed; nil if it is not of this
    /// form.
    static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
        var host = text
        var digits: Substring = ""
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            (host, digits) = (text[..<colon], text[colon...].dropFirst())
        }
        guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let port = Int(digits)
        if let port, !(1...65535).contains(port) { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast())
            return IPAddress(address).map { _ in (address, port) }
        }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && !host.isEmpty && host.utf8.count <= 255 ? (String(host), port) : nil
    }

    /// The text with all bytes percent-encoded that paths and queries can't have (RFC 3986 appendix A); what is encoded
    /// already stays.
    static func encoded(_ target: String) -> String {
        guard !target.utf8.allSatisfy(isTargetByte) else { return target }
        return target.utf8.reduce(into: "") { result, byte in
            if isTargetByte(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += byte < 16 ? "%0" : "%"
                result += String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// The text that percent-encoded text stands for; what is no such encoding stays, invalid UTF-8 becomes U+FFFD.
    static func decoded(_ text: Substring) -> String {
        var bytes = [UInt8]()
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(rest.prefix(2)) ?? ""
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isTargetByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "#"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            false
        default: (0x21...0x7E).contains(byte)
        }
    }

    /// Shows the address as far as no secret can be in it.
    private static func failure(_ text: String, _ why: String) -> BuildError {
        let shown = text.contains("@") ? "an address" : "'\(text.prefix(while: { $0 != "?" }).prefix(200))'"
        return BuildError(.usage, "\(shown) can't be used: \(why)")
    }
}
