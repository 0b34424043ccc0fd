/// The text forms of private keys: PEM and what looks like it (RFC 7468, RFC 1421, RFC 4880 section 6.2), and PuTTY's.
///
/// A header alone is no key: programs and documents have many. Base 64 of the form that the header promises follows.
enum PrivateKeyForm {
    /// The shortest body that counts: an Ed25519 key in PKCS 8 has 64 characters.
    private static let shortestBody = 48

    /// `-----BEGIN … PRIVATE KEY-----`, seen from `BEGIN` on.
    static func isPrivateKey(_ window: SecretWindow) -> Bool {
        let start = window.place
        guard window.has("BEGIN ", at: start) else { return false }
        let dashes = start - window.run(of: ByteSet("- "), before: start, limit: 6)
        let words = start + 6
        let end = words + window.run(of: label, from: words, limit: 48)
        guard window.has("----", at: dashes), window.has("----", at: end) else { return false }
        let text = window.slice(words..<end)
        let isArmour = text.elementsEqual("PGP PRIVATE KEY BLOCK".utf8)
        guard isArmour || text.suffix(11).elementsEqual("PRIVATE KEY".utf8) else { return false }
        let dashesEnd = end + window.run(of: ByteSet("-"), from: end, limit: 6)
        return hasBody(window, from: dashesEnd, beginning: isArmour ? "" : beginning(text))
    }

    /// `Private-Lines: 14`, seen from `e-Li` on.
    static func isPuTTYKey(_ window: SecretWindow) -> Bool {
        let number = window.place + 9
        guard window.has("Private-Lines: ", at: window.place - 6) else { return false }
        return hasBody(window, from: number + window.run(of: .digits, from: number, limit: 3), beginning: "")
    }

    private static let label = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")

    /// What the base 64 of an unencrypted body begins with: a DER sequence, or OpenSSH's magic words.
    private static func beginning(_ label: ArraySlice<UInt8>) -> String {
        if label.elementsEqual("OPENSSH PRIVATE KEY".utf8) { return "b3BlbnNzaC1rZXktdj" }
        let labels = ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"]
        return labels.contains { label.elementsEqual($0.utf8) } ? "M" : ""
    }

    /// Whether a line's end follows, then header fields if any, and a body.
    ///
    /// - Parameter beginning: of the body, if it has no header fields.
    private static func hasBody(_ window: SecretWindow, from index: Int, beginning: String) -> Bool {
        var index = index
        guard skipBreaks(window, &index) > 0 else { return false }
        var fields = 0
        while fields < 8, skipField(window, &index) { fields += 1 }
        return (fields > 0 || window.has(beginning, at: index)) && hasBase64(window, from: index)
    }

    /// `Proc-Type: 4,ENCRYPTED`, `Version: GnuPG v2`: a name and a value up to the line's end.
    private static func skipField(_ window: SecretWindow, _ index: inout Int) -> Bool {
        let colon = index + window.run(of: .wordOrDash, from: index, limit: 32)
        guard colon > index, window.has(": ", at: colon) else { return false }
        var end = colon
        while end - colon < 100, let byte = window[end], byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\\") {
            end += 1
        }
        index = end
        return skipBreaks(window, &index) > 0
    }

    /// Skips ends of lines, also escaped ones, and what may be around a line in a program's text or a YAML file.
    ///
    /// - Returns: how many bytes it skipped.
    private static func skipBreaks(_ window: SecretWindow, _ index: inout Int) -> Int {
        let start = index
        while index - start < 64, let byte = window[index] {
            if byte == UInt8(ascii: "\\"), let next = window[index + 1],
                next == UInt8(ascii: "n") || next == UInt8(ascii: "r")
            {
                index += 2
            } else if breaks.contains(byte) {
                index += 1
            } else {
                break
            }
        }
        return index - start
    }

    private static let breaks = ByteSet(" \t\r\n\"'+,\\")

    private static func hasBase64(_ window: SecretWindow, from index: Int) -> Bool {
        var index = index
        var body = [UInt8]()
        while body.count < shortestBody {
            let length = window.run(of: .base64, from: index, limit: shortestBody)
            // A text that goes on in words has shorter ones.
            guard length >= 16 || body.count + length >= shortestBody else { return false }
            body += window.slice(index..<index + length)
            index += length
            if body.count < shortestBody, skipBreaks(window, &index) == 0 { return false }
        }
        return Set(body).count >= 12
    }
}
