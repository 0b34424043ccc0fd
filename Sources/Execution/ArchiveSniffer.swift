import Diagnostics
import Layers
import SystemPackage

/// Tells archives from other files by their content, as ADD does: a tar with at least one entry, plain or compressed.
enum ArchiveSniffer {
    static func isArchive(_ path: FilePath, in root: RootedDirectory) throws(BuildError) -> Bool {
        guard try root.status(of: path)?.kind == .regular else { return false }
        let file = try root.open(path)
        return ArchiveUnpacker.isArchive(FileSource(file.descriptor))
    }
}
