import CLinux
import Diagnostics
import Glibc
import SystemPackage

/// The mountpoints that a root file system lacks, made before a process runs and taken away afterwards.
///
/// A runtime would make them itself and leave them behind, and they would end up in a layer. Made here, the directory
/// that holds one gets its times back, before and after, so that only what the process itself did there shows.
struct MountpointStubs {
    private struct Stub {
        /// The directory that holds it, open.
        let parent: Int32
        let name: String
        let isDirectory: Bool
    }

    private var stubs: [Stub] = []
    private let root: Int32

    /// Makes what is missing for these mounts below `root`. A mountpoint on another mount is left to the runtime: it
    /// is not in the root file system.
    init(in root: FilePath, for mounts: [(destination: FilePath, isDirectory: Bool)]) throws(BuildError) {
        self.root = try check(
            Glibc.open(root.string, linux_o_path | O_DIRECTORY | O_CLOEXEC),
            "opening the root file system '\(root)' failed")
        do throws(BuildError) {
            var covered = [FilePath]()
            for mount in mounts {
                let destination = mount.destination.lexicallyNormalized()
                if !covered.contains(where: { destination.starts(with: $0) }) {
                    try make(destination, isDirectory: mount.isDirectory)
                }
                covered.append(destination)
            }
        } catch {
            remove()
            throw error
        }
    }

    /// Removes the stubs that are still empty, and forgets them.
    consuming func remove() {
        for stub in stubs.reversed() {
            Self.keepingTimes(of: stub.parent) {
                if stub.isDirectory {
                    unlinkat(stub.parent, stub.name, AT_REMOVEDIR)
                } else if Self.isEmptyFile(stub.name, in: stub.parent) {
                    unlinkat(stub.parent, stub.name, 0)
                }
            }
            close(stub.parent)
        }
        close(root)
    }

    /// Makes the missing last components of a path, all of them directories but the last perhaps.
    private mutating func make(_ path: FilePath, isDirectory: Bool) throws(BuildError) {
        guard let (place, missing) = try firstMissing(path) else { return }
        var parent = place
        for (number, name) in missing.enumerated() {
            let isLast = number == missing.count - 1
            let stub = Stub(parent: parent, name: name, isDirectory: isDirectory || !isLast)
            let what = "making the mountpoint '\(path)' failed"
            // Taken up first, so that the descriptor is closed whatever happens below.
            stubs.append(stub)
            try Self.keepingTimes(of: parent) { () throws(BuildError) in
                if stub.isDirectory {
                    try check(mkdirat(parent, name, 0o755), what)
                } else {
                    close(try check(openat(parent, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644), what))
                }
            }
            guard !isLast else { break }
            parent = try check(openat(parent, name, Self.directoryFlags), what)
        }
    }

    /// The directory where a path stops to exist, open, and the components that are missing there; nil where it is all
    /// there. Links are followed as the runtime follows them, inside the root.
    private func firstMissing(_ path: FilePath) throws(BuildError) -> (place: Int32, missing: [String])? {
        let what = "resolving the mountpoint '\(path)' failed"
        var names = path.components.map(\.string)
        // As many links as the kernel follows.
        for _ in 0..<40 {
            guard let index = try firstMissingIndex(names, what) else { return nil }
            let before = names[..<index].joined(separator: "/")
            let place = try check(open(before, Self.directoryFlags), what)
            guard let target = Self.link(names[index], in: place) else {
                let missing = Array(names[index...])
                if missing.contains("..") {
                    close(place)
                    throw .sandbox(what, .noSuchFileOrDirectory)
                }
                return (place, missing.filter { $0 != "." })
            }
            close(place)
            let start = target.isAbsolute ? [] : Array(names[..<index])
            names = start + target.components.map(\.string) + names[(index + 1)...]
        }
        throw .sandbox(what, .tooManySymbolicLinkLevels)
    }

    private func firstMissingIndex(_ names: [String], _ what: String) throws(BuildError) -> Int? {
        for index in names.indices {
            let descriptor = open(names[...index].joined(separator: "/"), linux_o_path)
            guard descriptor < 0 else {
                close(descriptor)
                continue
            }
            guard lastError() == .noSuchFileOrDirectory else { throw .sandbox(what) }
            return index
        }
        return nil
    }

    private static let directoryFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// Opens a path below the root, which no link and no `..` leads out of.
    private func open(_ path: String, _ flags: Int32) -> Int32 {
        // RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS
        linux_openat2(root, path.isEmpty ? "." : path, flags | O_CLOEXEC, 0x10 | 0x02)
    }
}

extension MountpointStubs {
    private static func link(_ name: String, in directory: Int32) -> FilePath? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(directory, name, &buffer, buffer.count - 1)
        return count > 0 ? FilePath(platformString: buffer) : nil
    }

    private static func isEmptyFile(_ name: String, in directory: Int32) -> Bool {
        var status = stat()
        return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && status.st_mode & S_IFMT == S_IFREG && status.st_size == 0
    }

    /// Changes a directory and gives it back the times that it had.
    private static func keepingTimes<Failure>(
        of directory: Int32, _ change: () throws(Failure) -> Void
    ) throws(Failure) {
        var status = stat()
        let isKnown = fstat(directory, &status) == 0
        try change()
        if isKnown { futimens(directory, [status.st_atim, status.st_mtim]) }
    }
}
