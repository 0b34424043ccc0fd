import SystemPackage
import Testing

/// The short form of what `make torture` does for half an hour.
@Suite(.serialized) struct TortureTests {
    @Test("a store that is tortured loses nothing", arguments: ["kills", "power", "full", "builds"])
    func short(part: String) async throws {
        let command = Command(
            arguments: [Pith.source("Tests/Torture/run"), "--short", part],
            environment: ["PITH_BIN": Pith(root: "/", directory: "/").program])
        let outcome = try await command.run()
        #expect(outcome.status == 0, "\(outcome.error.suffix(4000))")
        #expect(outcome.output.contains("nothing lost"))
    }
}
