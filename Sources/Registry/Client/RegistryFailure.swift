import Diagnostics
import FoundationEssentials
import Transport

/// Makes errors of responses that are not what was hoped for.
enum RegistryFailure {
    /// The error that a response means.
    ///
    /// - Parameters:
    ///   - what: `manifest 'latest' of 'docker.io/library/ubuntu' can't be read`.
    ///   - registry: as `pith login` takes it.
    ///   - denial: what a refusal may mean beside its words.
    static func error(
        _ what: String, _ response: HTTPResponse, registry: String, denial: String? = nil
    ) async -> BuildError {
        let reasons = reasons(await beginning(of: response))
        let status = "'\(response.url.authority)' answers \(response.status)\(phrase(response.status))"
        let message =
            "\(what): \(reasons.isEmpty ? status : "\(status): \(reasons.map(\.text).joined(separator: "; "))")"
        switch response.status {
        case 401, 403:
            return BuildError(.denied, message + (denial.map { "; \($0)" } ?? ""), help: loginHelp(registry))
        case 404: return BuildError(.imageNotFound, message)
        case 429: return BuildError(.unreachable, message, help: loginHelp(registry))
        case 400 where reasons.contains { contentCodes.contains($0.code) }: return BuildError(.corrupt, message)
        default: return BuildError(.unreachable, message)
        }
    }

    static func loginHelp(_ registry: String) -> String { "pith login \(registry)" }

    /// What registries say of content that is not what it should be (distribution specification, "Error Codes").
    private static let contentCodes: Set<String> = ["DIGEST_INVALID", "SIZE_INVALID", "MANIFEST_INVALID"]

    private struct Reason {
        let code: String
        let text: String
    }

    /// The first reasons of a registry's JSON (distribution specification, "Error Codes") or a token service's
    /// (RFC 6749 section 5.2).
    private static func reasons(_ body: [UInt8]) -> [Reason] {
        struct Entry: Decodable {
            let code: String?
            let message: String?
        }
        struct Errors: Decodable {
            let errors: [Entry]?
            let error: String?
            let error_description: String?
            let details: String?
        }
        guard let found = try? JSONDecoder().decode(Errors.self, from: Data(body)) else { return [] }
        var entries = found.errors ?? []
        let description = found.error_description ?? found.details
        if found.error != nil || description != nil { entries.append(Entry(code: found.error, message: description)) }
        return entries.prefix(3).map { entry in
            let text = [entry.code, entry.message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
            return Reason(code: entry.code ?? "", text: String(text.prefix(300)).escapingControls)
        }
    }

    /// As much of a body as an error may have; what follows is not waited for.
    private static func beginning(of response: HTTPResponse) async -> [UInt8] {
        let limit = 16 << 10
        var bytes = [UInt8]()
        try? await response.read { chunk throws(BuildError) in
            bytes += chunk.prefix(limit - bytes.count)
            if bytes.count == limit { throw BuildError(.corrupt, "the error is too long") }
        }
        return bytes
    }

    /// The usual words for a status (RFC 9110 section 15), in brackets.
    private static func phrase(_ status: Int) -> String {
        let phrases = [
            400: "bad request", 401: "unauthorized", 403: "forbidden", 404: "not found", 405: "method not allowed",
            413: "content too large", 416: "range not satisfiable", 429: "too many requests",
            500: "internal server error", 502: "bad gateway", 503: "service unavailable", 504: "gateway timeout",
        ]
        return phrases[status].map { " (\($0))" } ?? ""
    }
}
