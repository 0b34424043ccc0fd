import FoundationEssentials
import NIOHTTP1

/// What a `TokenServer` is asked: the parameters of the query, or of the form, and the credentials.
struct TokenQuestion {
    let method: String
    let service: String?
    let scopes: [String]
    let grantType: String?
    let wantsRefreshToken: Bool
    private let user: String?
    private let password: String?
    private let refreshToken: String?

    init(_ head: HTTPRequestHead, body: [UInt8]) {
        method = head.method.rawValue
        let query = head.uri.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let isForm = head.method == .POST
        let parameters = TokenQuestion.parameters(isForm ? String(decoding: body, as: UTF8.self)[...] : query)
        func first(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
        service = first("service")
        scopes = parameters.filter { $0.name == "scope" }.flatMap { $0.value.split(separator: " ").map(String.init) }
        grantType = isForm ? first("grant_type") : nil
        refreshToken = isForm ? first("refresh_token") : nil
        wantsRefreshToken = first("offline_token") == "true" || first("access_type") == "offline"
        let login = isForm ? nil : TokenQuestion.login(head.headers.first(name: "Authorization"))
        user = isForm ? first("username") : login?.user
        password = isForm ? first("password") : login?.password
    }

    func isGranted(to login: TokenServer.Login?) -> Bool {
        if let refreshToken { return refreshToken == TokenServer.refreshToken }
        guard let login else { return true }
        return user == login.user && password == login.password
    }

    func record(isGranted: Bool) -> TokenServer.Request {
        TokenServer.Request(
            method: method, service: service, scopes: scopes, user: user, grantType: grantType,
            hasCredentials: user != nil || refreshToken != nil, isGranted: isGranted)
    }

    /// The user's name in tokens.
    var subject: String { user ?? "" }

    private static func login(_ authorization: String?) -> (user: String, password: String)? {
        guard let authorization, authorization.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(authorization.dropFirst("basic ".count)))
        else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    /// Reads `NAME=VALUE&…` (URL standard, `application/x-www-form-urlencoded`).
    private static func parameters(_ text: Substring) -> [(name: String, value: String)] {
        let query = text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%20")
        return (URLComponents(string: "?" + query)?.queryItems ?? []).map { ($0.name, $0.value ?? "") }
    }
}

/// What a `TokenServer` answers.
struct TokenAnswer: Encodable {
    let token: String
    let access_token: String
    let expires_in: Int
    let issued_at: String
    let refresh_token: String?

    init(token: String, lifetime: Int, _ question: TokenQuestion) {
        self.token = token
        access_token = token
        expires_in = lifetime
        issued_at = Date().formatted(.iso8601)
        refresh_token = question.wantsRefreshToken ? TokenServer.refreshToken : nil
    }
}
