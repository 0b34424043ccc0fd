import Diagnostics
import FoundationEssentials

extension CredentialFile {
    /// Reads an entry: `identitytoken`, `auth` (user and password, joined by a colon, in base64), or, as some programs
    /// write it, `username` and `password`. Nil if it has none of them.
    func credential(of entry: JSONDocument.Member) throws(BuildError) -> Credential? {
        guard entry.value.isObject else { throw failure("the entry '\(entry.name)' must be an object") }
        if let token = try field("identitytoken", of: entry) { return .identityToken(token) }
        if let auth = try field("auth", of: entry) { return try credential(auth, of: entry) }
        guard let username = try field("username", of: entry) else { return nil }
        return .password(username: username, password: try field("password", of: entry) ?? "")
    }

    /// The members of an entry that has a credential.
    static func members(_ credential: Credential) -> [JSONDocument.Member] {
        switch credential {
        case .identityToken(let token):
            [JSONDocument.Member(name: "identitytoken", value: .string(token))]
        case .password(let username, let password):
            [
                JSONDocument.Member(
                    name: "auth", value: .string(Data("\(username):\(password)".utf8).base64EncodedString()))
            ]
        }
    }

    /// A field's text, if it is not empty.
    private func field(_ name: String, of entry: JSONDocument.Member) throws(BuildError) -> String? {
        guard let value = entry.value[name], value != .null else { return nil }
        let text = try text(value, "\(entry.name).\(name)")
        return text.isEmpty ? nil : text
    }

    private func credential(_ auth: String, of entry: JSONDocument.Member) throws(BuildError) -> Credential {
        guard let bytes = Data(base64Encoded: auth), let text = String(validating: bytes, as: UTF8.self) else {
            throw failure("the 'auth' of '\(entry.name)' is no text in base64")
        }
        guard let colon = text.firstIndex(of: ":") else {
            throw failure("the 'auth' of '\(entry.name)' has no colon between user and password")
        }
        var password = text[text.index(after: colon)...]
        // Some programs fill it up with zero bytes, which docker takes away.
        while password.last == "\0" { password.removeLast() }
        return .password(username: String(text[..<colon]), password: String(password))
    }
}
