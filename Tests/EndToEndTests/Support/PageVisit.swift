import Testing

/// Opens a page in a headless Chromium without network, which does what a reader does; HTML Tidy checks the markup.
///
/// - Parameters:
///   - kind: `report`, `comparison` or `examples`.
///   - title: what a browser's tab must show.
func visit(_ kind: String, page: String, title: String) async throws {
    let script = Pith.source("Tests/EndToEndTests/Pages/visit.py")
    let visit = try await Command(arguments: ["/usr/bin/python3", script, kind, page, title]).run()
    #expect(visit.status == 0, "\(visit.output)\(visit.error.suffix(2000))")
    let check = try await Command(arguments: ["tidy", "-quiet", "-errors", "-utf8", page]).run()
    #expect(check.status == 0, "\(check.error.prefix(2000))")
}
