package import Diagnostics
import Glibc
import Layers
package import Sandbox
import Planning
package import Store
import Synchronization
package import SystemPackage

/// Where root file systems are mounted while a build runs: a tmpfs of this process's own, in its private mount namespace,
/// so that nothing is left of it after any end.
package final class Workspace: Sendable {
    private let store: ImageStore
    private let state = Mutex(State())

    private struct State {
        var isMounted = false
        var count = 0
        var runner: RuntimeRunner?
        /// Roots of snapshots that nobody reads at this moment, the last used last.
        var idleRoots: [ReadOnlyRoot] = []
    }

    /// A snapshot's root file system where it is mounted.
    private struct ReadOnlyRoot {
        let snapshot: Int64?
        let path: FilePath
    }

    /// How many roots stay mounted for the next who reads them: what one step digests it copies afterwards.
    private static let mostIdleRoots = 8

    /// - Parameter store: opened by a process in a mount namespace of its own.
    package init(store: ImageStore) {
        self.store = store
    }

    /// A new, empty directory on the tmpfs.
    ///
    /// - Throws: `sandbox`.
    package func makeDirectory() throws(BuildError) -> FilePath {
        let number = try nextNumber()
        let path = "\(store.directory.run)/\(number)"
        guard mkdir(path, 0o755) == 0 else {
            throw BuildError(.sandbox, "directory '\(path)' can't be made: \(String(cString: strerror(errno)))")
        }
        return FilePath(path)
    }

    /// A new file of this content on the tmpfs, readable to all.
    ///
    /// - Throws: `sandbox`.
    func makeFile(_ content: [UInt8]) throws(BuildError) -> FilePath {
        let path = try makeDirectory().appending("file")
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try file.closeAfter {
                _ = try content.withUnsafeBytes { try file.writeAll($0) }
                // Whatever the umask is.
                guard fchmod(file.rawValue, 0o644) == 0 else { throw Errno(rawValue: errno) }
            }
        } catch {
            throw BuildError(.sandbox, "file '\(path)' can't be written: \(error)", underlying: error)
        }
        return path
    }

    /// Writes a file on the tmpfs that belongs to somebody.
    ///
    /// - Throws: `sandbox`.
    func write(_ content: [UInt8], to path: FilePath, _ access: FileAccess) throws(BuildError) {
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate], permissions: [.ownerReadWrite])
            try file.closeAfter {
                _ = try content.withUnsafeBytes { try file.writeAll($0) }
                guard fchown(file.rawValue, access.user, access.group) == 0,
                    fchmod(file.rawValue, mode_t(access.mode)) == 0
                else { throw Errno(rawValue: errno) }
            }
        } catch {
            throw BuildError(
                .sandbox, "a file for user \(access.user), group \(access.group) can't be written: \(error)",
                underlying: error)
        }
    }

    /// Writes a script that all may execute.
    ///
    /// - Returns: a directory with nothing else.
    /// - Throws: `sandbox`.
    func makeScript(_ name: String, _ content: String) throws(BuildError) -> FilePath {
        let directory = try makeDirectory()
        try write(Array(content.utf8), to: directory.appending(name), FileAccess(mode: 0o755))
        return directory
    }

    /// Runs processes in this workspace. One for all steps, made when the first one needs it.
    ///
    /// - Throws: `programMissing` if the machine has no OCI runtime.
    package func runner() throws(BuildError) -> any ProcessRunner {
        if let runner = state.withLock({ $0.runner }) { return runner }
        let runner = try RuntimeRunner(runtime: try OCIRuntime.find(), directory: try makeDirectory())
        return state.withLock { state in
            // Another step may have been first; its runner serves both.
            if state.runner == nil { state.runner = runner }
            return state.runner ?? runner
        }
    }

    /// Mounts a layer that is being made on top of its parents, and unmounts it when `body` is done.
    package func withRoot<Result: Sendable>(
        of tree: WorkingTree, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let lowers = try store.snapshots.lowerDirectories(of: tree.parent)
        return try await withRoot(of: tree, on: lowers.map { FilePath($0) }, body)
    }

    /// Gives `body` the files of a layer that is being made: its own directory where there is nothing below it, else a
    /// mount as `withRoot` makes it.
    func withFiles<Result: Sendable>(
        of tree: WorkingTree, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        guard tree.parent == nil else { return try await withRoot(of: tree, body) }
        return try await body(FilePath(tree.upper))
    }

    /// Mounts a tree that is being made on top of directories, the topmost first, and unmounts it when `body` is done.
    func withRoot<Result: Sendable>(
        of tree: WorkingTree, on lowers: [FilePath], _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        try store.snapshots.makeWorkDirectory(of: tree)
        let upper = OverlayMount.Upper(directory: FilePath(tree.upper), work: FilePath(tree.work), isVolatile: true)
        return try await withMount(lowers, upper, body)
    }

    /// Mounts a snapshot's root file system read-only for `body`.
    package func withReadOnlyRoot<Result: Sendable>(
        of snapshot: Snapshot?, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let idle = idleRoot(of: snapshot)
        let root = if let idle { idle } else { try mountRoot(of: snapshot) }
        let result: Result
        do {
            result = try await body(root.path)
        } catch {
            try? keep(root)
            throw error
        }
        try keep(root)
        return result
    }

    private func idleRoot(of snapshot: Snapshot?) -> ReadOnlyRoot? {
        state.withLock { state in
            state.idleRoots.lastIndex { $0.snapshot == snapshot?.id }.map { state.idleRoots.remove(at: $0) }
        }
    }

    private func mountRoot(of snapshot: Snapshot?) throws(BuildError) -> ReadOnlyRoot {
        let lowers = try store.snapshots.lowerDirectories(of: snapshot).map { FilePath($0) }
        let target = try makeDirectory()
        try OverlayMount(lowers: lowers, upper: nil).mount(at: target)
        return ReadOnlyRoot(snapshot: snapshot?.id, path: target)
    }

    private func keep(_ root: ReadOnlyRoot) throws(BuildError) {
        let oldest = state.withLock { state in
            state.idleRoots.append(root)
            return state.idleRoots.count > Self.mostIdleRoots ? state.idleRoots.removeFirst() : nil
        }
        guard let oldest else { return }
        try Self.unmount(oldest.path)
        rmdir(oldest.path.string)
    }

    private func withMount<Result: Sendable>(
        _ lowers: [FilePath], _ upper: OverlayMount.Upper, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let target = try makeDirectory()
        defer { _ = rmdir(target.string) }
        try OverlayMount(lowers: lowers, upper: upper).mount(at: target)
        let result: Result
        do {
            result = try await body(target)
        } catch {
            try? Mounts.unmount(target, detach: true)
            throw error
        }
        try Self.unmount(target)
        return result
    }

    /// A process that another step starts at this moment has copies of our open files until it executes its program, and
    /// with them the mount is busy. Then it goes as soon as they do.
    private static func unmount(_ target: FilePath) throws(BuildError) {
        do throws(BuildError) {
            try Mounts.unmount(target)
        } catch {
            try Mounts.unmount(target, detach: true)
        }
    }

    private func nextNumber() throws(BuildError) -> Int {
        let outcome = state.withLock { state -> Swift.Result<Int, BuildError> in
            do throws(BuildError) {
                if !state.isMounted { try Mounts.tmpfs(at: FilePath(store.directory.run)) }
            } catch {
                return .failure(error)
            }
            state.isMounted = true
            state.count += 1
            return .success(state.count)
        }
        return try outcome.get()
    }
}
