/// What a token lets its bearer do with one repository (distribution, "Token Scope Documentation").
struct TokenScope: Hashable, Sendable, CustomStringConvertible {
    let repository: String
    /// `pull`, `pull,push`.
    let actions: String

    static func pull(_ repository: String) -> TokenScope { TokenScope(repository: repository, actions: "pull") }
    static func push(_ repository: String) -> TokenScope { TokenScope(repository: repository, actions: "pull,push") }
    static func delete(_ repository: String) -> TokenScope {
        TokenScope(repository: repository, actions: "delete,pull")
    }

    var description: String { "repository:\(repository):\(actions)" }
}

/// What a request needs to be allowed.
struct RegistryAccess: Hashable, Sendable {
    /// Whose credentials are shown.
    let repository: String
    let scopes: [TokenScope]

    init(_ repository: String, _ scopes: [TokenScope]) {
        self.repository = repository
        self.scopes = scopes
    }
}
