package import Diagnostics
import Glibc
import Layers
import Planning
package import Sandbox
import Synchronization
import SystemPackage

/// The certificate authorities of the host, which RUN steps see and are told of on request (`--host-ca`). They are no part
/// of a step's key, its layer or the image.
package final class HostAuthorities: Sendable {
    /// The same authorities in the two forms that programs read.
    package struct Files: Sendable {
        let bundle: [UInt8]
        let javaStore: [UInt8]

        /// - Parameters:
        ///   - bundle: certificates in PEM, one after the other.
        ///   - javaStore: a key store that every version of Java reads.
        package init(bundle: [UInt8], javaStore: [UInt8]) {
            self.bundle = bundle
            self.javaStore = javaStore
        }
    }

    private let load: @Sendable () throws(BuildError) -> Files
    /// The directory with the files, once a process has asked for them.
    private let directory = Mutex<FilePath?>(nil)

    /// - Parameter load: reads them. Is called once, before the first process that sees them.
    package init(load: @escaping @Sendable () throws(BuildError) -> Files) {
        self.load = load
    }

    /// Shows the authorities to a process, and sets the variables by which programs find them.
    ///
    /// - Throws: what `load` throws; `sandbox`.
    package func show(to process: inout SandboxProcess, in workspace: Workspace) throws(BuildError) {
        let source = try directory(in: workspace)
        let mount = SandboxMount(
            .bind(source: source, isDirectory: true), at: HostAuthorityVariables.directory, isReadOnly: true,
            isInert: true)
        // What the user mounts lies on top.
        process.mounts.insert(mount, at: 0)
        process.environment = HostAuthorityVariables.added(to: process.environment)
    }

    private func directory(in workspace: Workspace) throws(BuildError) -> FilePath {
        try directory.withLock { directory -> Result<FilePath, BuildError> in
            if let directory { return .success(directory) }
            do throws(BuildError) {
                let made = try makeDirectory(in: workspace)
                directory = made
                return .success(made)
            } catch {
                return .failure(error)
            }
        }.get()
    }

    private func makeDirectory(in workspace: Workspace) throws(BuildError) -> FilePath {
        let files = try load()
        let directory = try workspace.makeDirectory()
        // Steps of any user read them, whatever the umask is.
        guard chmod(directory.string, 0o755) == 0 else {
            throw BuildError(.sandbox, "'\(directory)' can't be shown: \(String(cString: strerror(errno)))")
        }
        let access = FileAccess(mode: 0o644)
        try workspace.write(files.bundle, to: directory.appending(HostAuthorityVariables.bundleName), access)
        try workspace.write(files.javaStore, to: directory.appending(HostAuthorityVariables.javaStoreName), access)
        return directory
    }
}
