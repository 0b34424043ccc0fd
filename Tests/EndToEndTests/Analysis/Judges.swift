/// What others find in an image.
extension Workspace {
    /// What differs between a report and what Python's tarfile finds in an OCI archive of the same image; empty for nothing.
    func difference(ofReport report: String, from archive: String) async throws -> String {
        try write(report, to: "report.json")
        return try await shell(
            "python3 \"$1\" \"$2\" \"$3\"", Pith.source("Tests/EndToEndTests/Analysis/figures.py"), path(archive),
            path("report.json"))
    }

    /// What dive says of a docker archive: its size, the bytes that are wasted, and its efficiency.
    func dive(_ archive: String) async throws -> String {
        let command = Command(
            arguments: [
                Pith.source(".build/tools/bin/dive"), "--source", "docker-archive", path(archive), "--json",
                path("dive"),
            ], environment: ["CI": "true"])
        // Its exit status is that of its own rules.
        _ = try await command.run()
        return try await jq(
            ".image | [.sizeBytes, .inefficientBytes, (.efficiencyScore * 1000000 | round)]",
            shell("cat \"$1\"", path("dive")))
    }
}
