package import Diagnostics
import Glibc
import ImageModel
import Planning
package import Sandbox
package import Store
import SystemPackage

/// The root file system of the step that failed last, to run commands in as the step did. What they write goes with them.
package struct FailedStepRoot: Sendable {
    private let store: ImageStore
    private let use: FailedStepUse
    /// The step.
    package let step: FailedStep

    /// - Throws: `notFound` if no failed step is kept; `store`.
    package init(in store: ImageStore) throws(BuildError) {
        guard let use = try store.failedSteps.latest() else {
            throw BuildError(
                .notFound, "there is no failed step: the last build of this store ran none that failed")
        }
        self.store = store
        self.use = use
        step = try CanonicalJSON.decode(FailedStep.self, from: use.record, what: "what was kept of the failed step")
    }

    /// Mounts the root file system, and what of the step's mounts is still there; `body` gets a process that is the stage's
    /// shell.
    ///
    /// - Parameter user: in place of the step's own, if it is given.
    /// - Throws: `notFound` if what lies below was pruned; what `body` throws.
    package func withProcess<Result: Sendable>(
        of user: String?, in workspace: Workspace, _ body: (SandboxProcess) async throws -> Result
    ) async throws -> Result {
        let base = try step.base.flatMap { id throws(BuildError) in try store.snapshots.snapshot(id) }
        guard (base == nil) == (step.base == nil) else {
            throw BuildError(.notFound, "the root file system of '\(step.name)' is gone: what it stands on was pruned")
        }
        var mounts = PreparedMounts()
        var held = [CacheMountUse]()
        for mount in step.mounts {
            guard let prepared = try await prepare(mount, &held, workspace) else { continue }
            mounts.mounts.append(prepared)
        }
        let lowers = [use.files] + (try store.snapshots.lowerDirectories(of: base))
        let tree = try store.snapshots.begin(on: nil)
        defer { store.snapshots.discard(tree) }
        let result = try await workspace.withRoot(of: tree, on: lowers.map { FilePath($0) }) { root in
            try await body(try step.operation(of: user).process(in: root, mounts))
        }
        withExtendedLifetime(held) {}
        return result
    }

    /// - Returns: nil for a cache mount that is gone.
    private func prepare(
        _ mount: FailedStep.Mount, _ held: inout [CacheMountUse], _ workspace: Workspace
    ) async throws -> SandboxMount? {
        switch mount {
        case .cache(let name, let isShared, let target, let isReadOnly):
            let answer = try await withBackoff { () throws(BuildError) -> CacheMountStore.Answer? in
                let answer = try store.cacheMounts.take(named: name, isShared: isShared)
                if case .busy = answer { return nil }
                return answer
            }
            guard case .taken(let use) = answer else { return nil }
            held.append(use)
            return .directory(use.files, at: target, isReadOnly: isReadOnly)
        case .directory(let path, let target, let isReadOnly):
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            return SandboxMount(
                .bind(source: FilePath(path), isDirectory: isDirectory), at: FilePath(target), isReadOnly: isReadOnly)
        case .tmpfs(let limit, let target, let isReadOnly):
            return SandboxMount(.tmpfs(limit: limit), at: FilePath(target), isReadOnly: isReadOnly)
        case .script(let name, let content, let target):
            let directory = try workspace.makeScript(name, content)
            return .directory(directory.string, at: target, isReadOnly: true)
        }
    }
}

extension SandboxMount {
    fileprivate static func directory(_ path: String, at target: String, isReadOnly: Bool) -> SandboxMount {
        SandboxMount(.bind(source: FilePath(path), isDirectory: true), at: FilePath(target), isReadOnly: isReadOnly)
    }
}
