import Diagnostics
import Glibc
import ImageModel
import Layers
import Planning
import Sandbox
import Store
import SystemPackage

extension OperationRunner {
    /// Prepares a step's mounts for as long as `body` runs.
    ///
    /// - Throws: what `body` throws; errors at the place of the mount that can't be had.
    func withMounts<Result: Sendable>(
        of run: RunOperation, _ step: Step, _ inputs: StepInputs, _ body: (PreparedMounts) async throws -> Result
    ) async throws -> Result {
        let caches = try await cacheMounts(of: run, step, inputs)
        let mounting = MountingStep(step: step, inputs: inputs, caches: caches)
        let result = try await withMounts(run.mounts[...], mounting, PreparedMounts(volumes: facilities.volumes), body)
        withExtendedLifetime(caches) {}
        return result
    }

    private func withMounts<Result: Sendable>(
        _ mounts: ArraySlice<StepMount>, _ mounting: MountingStep, _ before: PreparedMounts,
        _ body: (PreparedMounts) async throws -> Result
    ) async throws -> Result {
        guard let mount = mounts.first else { return try await body(before) }
        return try await withMount(mount, mounting, before) { prepared in
            try await withMounts(mounts.dropFirst(), mounting, prepared, body)
        }
    }

    private func withMount<Result: Sendable>(
        _ mount: StepMount, _ mounting: MountingStep, _ before: PreparedMounts,
        _ body: (PreparedMounts) async throws -> Result
    ) async throws -> Result {
        var before = before
        if let lasting = FailedStep.Mount(mount, mounting.caches[mount.target]) { before.lasting.append(lasting) }
        var prepared = before
        switch mount.kind {
        case .bind(let source, let isReadOnly):
            return try await withRoot(of: source, isReadOnly: isReadOnly, mounting.inputs, for: mount) { root, path in
                prepared.mounts.append(try Self.bind(path, of: root, mount, isReadOnly: isReadOnly))
                return try await body(prepared)
            }
        case .cache(let cache):
            guard let place = mounting.caches[mount.target] else {
                throw BuildError(.internalError, "a cache mount was not taken")
            }
            prepared.mounts.append(
                SandboxMount(
                    .bind(source: FilePath(place.files), isDirectory: true), at: FilePath(mount.target),
                    isReadOnly: cache.isReadOnly))
        case .tmpfs(let limit, let isReadOnly):
            prepared.mounts.append(
                SandboxMount(.tmpfs(limit: limit), at: FilePath(mount.target), isReadOnly: isReadOnly))
        case .script(let name, let content):
            let directory = try workspace.makeScript(name, content)
            prepared.mounts.append(
                SandboxMount(
                    .bind(source: directory, isDirectory: true), at: FilePath(mount.target), isReadOnly: true))
        case .secret(let secret): return try await withSecret(secret, mount, before, body)
        case .agent(let agent): return try await withAgent(agent, mount, before, body)
        }
        return try await body(prepared)
    }

    /// The mount of a file or directory below `root`, whose links lead nowhere else.
    private static func bind(
        _ path: String, of root: FilePath, _ mount: StepMount, isReadOnly: Bool
    ) throws(BuildError) -> SandboxMount {
        do throws(BuildError) {
            let directory = try RootedDirectory(root)
            let place = try directory.resolve(FilePath(path))
            guard let status = try directory.status(of: place) else { throw MountSource.missing(path) }
            return SandboxMount(
                .bind(source: root.appending(place.components), isDirectory: status.isDirectory),
                at: FilePath(mount.target), isReadOnly: isReadOnly)
        } catch {
            throw error.located(at: mount.range)
        }
    }

    /// Mounts a secret as a file, or sets it as a variable, or both; one that is not there and not required is neither.
    private func withSecret<Result: Sendable>(
        _ secret: SecretMount, _ mount: StepMount, _ before: PreparedMounts,
        _ body: (PreparedMounts) async throws -> Result
    ) async throws -> Result {
        var prepared = before
        guard let content = try self.secret(secret, mount) else { return try await body(before) }
        prepared.secrets.append(content)
        if let variable = secret.variable {
            prepared.environment.append((variable, String(decoding: content, as: UTF8.self)))
        }
        guard secret.isFile else { return try await body(prepared) }
        let directory = try workspace.makeDirectory()
        let file = directory.appending("secret")
        defer {
            unlink(file.string)
            rmdir(directory.string)
        }
        do throws(BuildError) {
            try workspace.write(content, to: file, secret.access)
        } catch {
            throw error.located(at: mount.range)
        }
        prepared.mounts.append(
            SandboxMount(
                .bind(source: file, isDirectory: false), at: FilePath(mount.target), isReadOnly: true, isInert: true))
        return try await body(prepared)
    }

    private func secret(_ secret: SecretMount, _ mount: StepMount) throws(BuildError) -> [UInt8]? {
        do throws(BuildError) {
            if let content = try facilities.secrets[secret.id]?.content(of: secret.id) { return content }
        } catch {
            throw error.located(at: mount.range)
        }
        guard secret.isRequired else { return nil }
        let isGiven = facilities.secrets[secret.id] != nil
        throw BuildError(
            .notFound,
            "secret '\(secret.id)' is required, and \(isGiven ? "its variable is not set" : "was not given")",
            help: isGiven ? nil : "add '--secret id=\(secret.id),src=FILE'"
        ).located(at: mount.range)
    }
}

extension MountSource {
    static func missing(_ path: String) -> BuildError {
        BuildError(.notFound, "'\(path)' can't be mounted: it does not exist")
    }
}
