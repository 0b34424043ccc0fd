import Diagnostics
import Glibc
import SystemPackage

/// One directory of a stack of layers as overlayfs would show it: the directories that take part, top first.
struct MergedDirectory {
    /// What a name stands for, and the directory of the layer that it is in.
    typealias Entry = (status: FileStatus, directory: OpenFile)

    private var parts: [OpenFile] = []

    /// A directory that no layer has.
    static let none = MergedDirectory()

    private init() {}

    /// The root of a stack of layers, top first.
    ///
    /// - Throws: `store` for a layer that can't be opened.
    init(roots: [FilePath]) throws(BuildError) {
        for root in roots { parts.append(try OpenFile.layerRoot(root)) }
    }

    /// Finds a name.
    func find(_ name: FileName) throws(Errno) -> Entry? {
        for part in parts {
            guard let status = try part.statusIfPresent(of: name) else { continue }
            return status.isWhiteout ? nil : (status, part)
        }
        return nil
    }

    /// The directory of that name; `none` if there is something else, or nothing.
    func subdirectory(_ name: FileName) throws(Errno) -> MergedDirectory {
        var result = MergedDirectory.none
        for part in parts {
            guard let status = try part.statusIfPresent(of: name) else { continue }
            guard status.isDirectory else { break }
            let directory = try part.openDirectory(name)
            result.parts.append(directory)
            if try directory.isOpaque() { break }
        }
        return result
    }

    /// The names that are there.
    func names() throws(Errno) -> Set<FileName> {
        var names = Set<FileName>()
        for part in parts { names.formUnion(try part.entries()) }
        for name in names where try find(name) == nil { names.remove(name) }
        return names
    }

    /// The owner, mode and time of the topmost root; nil without layers.
    func rootStatus() throws(Errno) -> FileStatus? {
        try parts.first?.status()
    }
}

extension OpenFile {
    /// Opens the directory that a layer is in.
    ///
    /// - Throws: `store` if it can't be opened.
    static func layerRoot(_ path: FilePath) throws(BuildError) -> OpenFile {
        let descriptor = try path.withPath { name throws(BuildError) in
            try SystemCall.run(.store, "layer '\(path)' can't be opened") {
                Glibc.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            }
        }
        return OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }

    /// fstatat(2); nil for a name that isn't there.
    func statusIfPresent(of name: FileName) throws(Errno) -> FileStatus? {
        do throws(Errno) {
            return try status(of: name)
        } catch .noSuchFileOrDirectory {
            return nil
        }
    }
}
