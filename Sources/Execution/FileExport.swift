import Diagnostics
package import Layers
package import Store
package import SystemPackage

/// Takes the files of a root file system out of the store.
package struct FileExport: Sendable {
    private let workspace: Workspace

    package init(workspace: Workspace) {
        self.workspace = workspace
    }

    /// Copies the files into a directory of the user's, whom they belong to then. What is there already stays, or is
    /// replaced.
    ///
    /// - Throws: `usage` if the directory can't be written; `diskFull`.
    package func copy(_ snapshot: Snapshot?, to directory: FilePath) async throws {
        try await workspace.withReadOnlyRoot(of: snapshot) { root in
            try await blockingThread { () throws(BuildError) in
                var copier = TreeCopier(
                    from: try RootedDirectory(root), to: try RootedDirectory(directory, failureCode: .usage),
                    attributes: CopyAttributes(owner: .root, keepsOwner: false))
                try copier.copy([.root], to: CopyDestination("/"))
            }
        }
    }

    /// Writes the files as a tar, with their owners; the sink is finished.
    ///
    /// - Throws: `diskFull`; what the sink throws.
    package func writeTar(_ snapshot: Snapshot?, to sink: any ByteSink) async throws {
        // Whoever handed it over waits: it is on one thread at a time.
        nonisolated(unsafe) let sink = sink
        try await workspace.withReadOnlyRoot(of: snapshot) { root in
            try await blockingThread { () throws(BuildError) in
                _ = try LayerWriter().write(upper: root, lowers: [], to: sink)
                try sink.finish()
            }
        }
    }
}
