import Diagnostics
import FoundationEssentials

/// Certificate authorities: the bundle that OpenSSL and most programs read, one certificate after the other in PEM (RFC
/// 7468), as `update-ca-certificates` makes it.
struct CertificateBundle {
    /// One file of certificates.
    struct Authority {
        /// The file's name, which tells it from others.
        let name: String
        /// The DER forms (RFC 5280) of the certificates in it.
        let certificates: [[UInt8]]
        let text: [UInt8]
    }

    /// Where programs look for the bundle.
    static let path = "/etc/ssl/certs/ca-certificates.crt"
    /// Where the package has its certificates, a file each.
    static let packagePath = "usr/share/ca-certificates/"

    private(set) var authorities: [Authority] = []

    /// Adds the certificates of a file.
    ///
    /// - Throws: `invalidInput` if it holds none, or one that is damaged.
    mutating func add(_ content: [UInt8], named name: String) throws(BuildError) {
        var certificates = [[UInt8]]()
        var text: String?
        for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
            switch line.trimmingBlanks {
            case "-----BEGIN CERTIFICATE-----": text = ""
            case "-----END CERTIFICATE-----":
                guard let base64 = text, let data = Data(base64Encoded: base64), data.first == 0x30 else {
                    throw BuildError(.invalidInput, "'\(name)' can't be used: a certificate in it is damaged")
                }
                certificates.append(Array(data))
                text = nil
            case let part: text? += part
            }
        }
        guard !certificates.isEmpty, text == nil else {
            throw BuildError(
                .invalidInput, "'\(name)' can't be used: it has no certificate in PEM",
                help: "a certificate begins with '-----BEGIN CERTIFICATE-----'")
        }
        authorities.append(Authority(name: name, certificates: certificates, text: content))
    }

    /// The bundle's bytes.
    var encoded: [UInt8] {
        var bytes = [UInt8]()
        for authority in authorities {
            bytes += authority.text
            if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        }
        return bytes
    }
}
