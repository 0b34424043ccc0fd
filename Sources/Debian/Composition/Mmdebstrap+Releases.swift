import Diagnostics
import Sandbox
import SystemPackage

extension Mmdebstrap {
    /// Fetches the release files of `sources` alone and has apt check their signatures: a fraction of a second that
    /// tells the date of the archive before anything is composed.
    ///
    /// - Parameter sources: the path of a file of apt's sources.
    /// - Returns: the release files by code name.
    /// - Throws: as `AptProgram.run`, with apt-get for mmdebstrap.
    func fetchReleases(_ sources: String) async throws(BuildError) -> [String: ReleaseFile] {
        let lists = try directory.makeDirectory("lists")
        let cache = try directory.makeDirectory("cache")
        // Read before the machine's own settings, which it turns off: they may run programs and ignore expiry.
        let settings = try directory.write(
            "Dir::Etc::Parts \"/dev/null\";\nDir::Etc::Main \"/dev/null\";\n", to: "apt.conf")
        let options = [
            "Dir::Etc::SourceList=\(sources)", "Dir::Etc::SourceParts=/dev/null", "Dir::State::Lists=\(lists)",
            "Dir::Cache=\(cache)", "Acquire::IndexTargets::deb::Packages::DefaultEnabled=false",
            "Acquire::Languages=none", "APT::Update::Error-Mode=any", "APT::Sandbox::User=root", "Acquire::Retries=3",
            "Acquire::http::Timeout=30", "Acquire::https::Timeout=30",
        ]
        let process = HostProcess(
            "apt-get", ["update", "--quiet"] + options.flatMap { ["-o", $0] },
            environment: Mmdebstrap.environment.merging(["APT_CONFIG": settings]) { $1 }, timeLimit: .seconds(300))
        try await AptProgram.run(process, failure: "\(release) can't be composed")
        return try ReleaseFile.all(in: FilePath(lists))
    }
}
