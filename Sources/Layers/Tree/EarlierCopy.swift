package import Diagnostics
import Glibc
import ImageModel
package import SystemPackage

/// The files of an earlier layer that the same copy made: those whose source has not changed since are linked into the new
/// layer, since they would come out the same.
///
/// What a file was copied from is remembered as `StatIndex` remembers files, with the digest of the path that it was copied
/// to. Layers are never changed, so a file may be in several.
package final class EarlierCopy {
    /// Where the layers and what is remembered of them are.
    package struct Places: Sendable {
        let earlier: (layer: FilePath, sources: FilePath)?
        let newSources: FilePath

        /// - Parameters:
        ///   - earlier: the files of the earlier layer, and what they were copied from; nil where there is none.
        ///   - newSources: the file that is written for the layer that is made.
        package init(earlier: (layer: FilePath, sources: FilePath)?, newSources: FilePath) {
            self.earlier = earlier
            self.newSources = newSources
        }
    }

    /// Fewer files are copied as fast as they are remembered.
    private static let fewestFiles = 200

    private let root: RootedDirectory?
    private let known: StatIndex?
    private let copied: StatIndex
    /// The digests of the paths that were copied to.
    private var paths = Set<Digest>()
    /// Whether a file was copied to where another had been: what is there then is not what the first was copied from.
    private var isAmbiguous = false
    /// The directory of the earlier layer that was looked into last; nil if there is none.
    private var directory: (path: FilePath, file: OpenFile?)?

    package init(_ places: Places) {
        known = places.earlier.map { StatIndex(at: $0.sources) }
        root = places.earlier.flatMap { try? RootedDirectory($0.layer) }
        copied = StatIndex(replacing: places.newSources)
    }

    /// Gives an earlier file another name in place of a copy. What the file comes from is remembered for the next copy, even
    /// if this one has to be made.
    ///
    /// - Returns: false if it has to be copied.
    func link(
        _ entry: TreeEntry, to path: FilePath, as name: FileName, in target: OpenFile, _ attributes: CopyAttributes
    ) -> Bool {
        let place = Digest(of: path.string.utf8)
        if !paths.insert(place).inserted { isAmbiguous = true }
        copied.record(place, of: entry.status)
        // A file with several names is linked to its own copy.
        guard entry.status.linkCount == 1, known?.digest(of: entry.status) == place,
            let earlier = earlierDirectory(path.removingLastComponent()), let found = try? earlier.status(of: name),
            found.kind == .regular, found.size == entry.status.size,
            found.modified == attributes.modified(entry.status), found.mode == attributes.mode(of: entry.status),
            found.owner == attributes.owner(of: entry.status)
        else { return false }
        do throws(Errno) {
            try target.replacing(name) { () throws(Errno) in try earlier.link(name, to: target) }
        } catch {
            return false
        }
        return true
    }

    /// Writes what was copied from where, for the next copy.
    ///
    /// - Throws: `store`, `diskFull`.
    package func save() throws(BuildError) {
        if paths.count >= Self.fewestFiles, !isAmbiguous { try copied.save() }
    }

    private func earlierDirectory(_ path: FilePath) -> OpenFile? {
        if let directory, directory.path == path { return directory.file }
        let file = try? root?.open(path, options: .directory)
        directory = (path, file)
        return file
    }
}

extension OpenFile {
    /// linkat(2): a second name, in another directory, for a file of this one.
    fileprivate func link(_ name: FileName, to directory: OpenFile) throws(Errno) {
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { linkat(raw, name, directory.raw, name, 0) }
        }
    }
}
