import CNIOBoringSSL
package import Diagnostics

/// Java's trust store in the JKS format, which every version of Java reads (`sun.security.provider.JavaKeyStore`, the
/// comment at its `engineStore`): entries of certificates, and a SHA-1 digest keyed with the password.
package enum JavaKeyStore {
    /// Where Debian's runtimes look for their trust store.
    static let path = "/etc/ssl/certs/java/cacerts"
    /// The password that Java assumes.
    private static let password = "changeit"

    /// The bytes of a store that trusts the certificates of a bundle in PEM (RFC 7468).
    ///
    /// - Parameter name: of the file that the bundle comes from, for errors.
    /// - Throws: `invalidInput` if it holds none, or one that is damaged.
    package static func encoded(ofBundle content: [UInt8], named name: String) throws(BuildError) -> [UInt8] {
        var bundle = CertificateBundle()
        try bundle.add(content, named: name)
        return encoded(bundle.authorities)
    }

    /// The bytes of a store that trusts the given authorities. Its entries have no date, so that equal authorities give
    /// equal stores.
    static func encoded(_ authorities: [CertificateBundle.Authority]) -> [UInt8] {
        var certificates = [(alias: String, certificate: [UInt8])]()
        for authority in authorities {
            for (index, certificate) in authority.certificates.enumerated() {
                let suffix = authority.certificates.count > 1 ? "-\(index + 1)" : ""
                certificates.append(("debian:\(authority.name.lowercased())\(suffix)", certificate))
            }
        }
        var bytes: [UInt8] = [0xFE, 0xED, 0xFE, 0xED]
        bytes.append(bigEndian: UInt32(2))
        bytes.append(bigEndian: UInt32(certificates.count))
        for (alias, certificate) in certificates {
            bytes.append(bigEndian: UInt32(2))
            bytes.append(modified: alias)
            bytes.append(bigEndian: UInt64(0))
            bytes.append(modified: "X.509")
            bytes.append(bigEndian: UInt32(certificate.count))
            bytes += certificate
        }
        return bytes + digest(of: bytes)
    }

    private static func digest(of bytes: [UInt8]) -> [UInt8] {
        let key = password.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let keyed = key + Array("Mighty Aphrodite".utf8) + bytes
        var digest = [UInt8](repeating: 0, count: 20)
        SHA1(keyed, keyed.count, &digest)
        return digest
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// A text as `DataOutput.writeUTF` writes it: the length in two bytes, UTF-16 units in one to three bytes each.
    fileprivate mutating func append(modified text: String) {
        var encoded = [UInt8]()
        for unit in text.utf16 {
            switch unit {
            case 1..<0x80: encoded.append(UInt8(unit))
            case 0..<0x800: encoded += [0xC0 | UInt8(unit >> 6), 0x80 | UInt8(unit & 0x3F)]
            default:
                encoded += [0xE0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 0x3F), 0x80 | UInt8(unit & 0x3F)]
            }
        }
        append(bigEndian: UInt16(truncatingIfNeeded: encoded.count))
        self += encoded
    }
}
