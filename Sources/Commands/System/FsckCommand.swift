import ArgumentParser
import Debian
import Diagnostics
import Store

/// `pith fsck`.
struct FsckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Checks all of the store, and repairs it.",
        discussion: """
            What is damaged is shown with the images and the build cache that need it; the exit status is 1 then. --repair \
            drops these, so that they are built or pulled anew. Builds may run meanwhile: nothing that a running process \
            uses is dropped.

            Examples:
              pith fsck
              pith fsck --repair
              pith fsck --format json
            """)

    @Flag(help: "Drop what is damaged, and what dead processes left. A damaged database is saved aside and made anew.")
    var repair = false

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() throws {
        let (session, format, repair) = (Session(), format, repair)
        try IsolatedCommand.enter(session) { directory, idMap in
            let progress = try ProgressDisplay.onStandardError(mode: nil, environment: session.environment)
            defer { progress.finish() }
            let check = StoreCheck(of: directory, repairs: repair, progress: progress) { lock in
                _ = try PackageLock(decoding: lock)
            }
            let found = try check.run(idMap: idMap)
            progress.finish()
            let report = FsckReport(found)
            Standard.output(try format == .json ? report.json() : report.table())
            guard !found.isClean else { return 0 }
            throw BuildError(
                .corrupt, "the store is damaged", help: repair ? nil : "run 'pith fsck --repair'")
        }
    }
}
