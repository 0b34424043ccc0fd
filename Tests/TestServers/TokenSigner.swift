import FoundationEssentials

/// Makes JSON web tokens that docker's registry takes (RFC 7519), signed with ES256 (RFC 7518 section 3.4).
struct TokenSigner: Sendable {
    private struct Header: Encodable {
        let typ = "JWT"
        let alg = "ES256"
        let x5c: [String]
    }

    private struct Claims: Encodable {
        struct Access: Encodable {
            let type: String
            let name: String
            let actions: [String]
        }

        let iss: String
        let sub: String
        let aud: String
        let exp: Int
        let nbf: Int
        let iat: Int
        let jti: String
        let access: [Access]
    }

    private let key: SigningKey
    private let certificate: String
    private let issuer: String

    init(_ certificate: TestCertificate, issuer: String) throws {
        key = try SigningKey(path: certificate.key)
        let lines = try TestFile.text(certificate.certificate).split(separator: "\n")
        self.certificate = lines.filter { !$0.hasPrefix("-----") }.joined()
        self.issuer = issuer
    }

    /// A token for all that is asked for.
    ///
    /// - Parameter lifetime: in seconds from now; less than 0 for a token that has expired.
    func token(for question: TokenQuestion, lifetime: Int) throws -> String {
        let now = Int(Date().timeIntervalSince1970)
        let claims = Claims(
            iss: issuer, sub: question.subject, aud: question.service ?? "", exp: now + lifetime, nbf: now - 7200,
            iat: now - 7200, jti: String(UInt64.random(in: .min ... .max)), access: question.scopes.compactMap(access))
        let head = try part(JSONEncoder().encode(Header(x5c: [certificate])))
        let signed = head + "." + (try part(JSONEncoder().encode(claims)))
        return signed + "." + part(Data(try key.signature(of: Array(signed.utf8))))
    }

    /// Reads `TYPE:NAME:ACTION,…`; the name may have colons.
    private func access(_ scope: String) -> Claims.Access? {
        guard let first = scope.firstIndex(of: ":"), let last = scope.lastIndex(of: ":"), first < last else {
            return nil
        }
        return Claims.Access(
            type: String(scope[..<first]), name: String(scope[scope.index(after: first)..<last]),
            actions: scope[scope.index(after: last)...].split(separator: ",").map(String.init))
    }

    /// Base64 in the alphabet for addresses, without padding (RFC 7515 section 2).
    private func part(_ data: Data) -> String {
        String(
            data.base64EncodedString().compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
