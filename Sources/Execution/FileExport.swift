import Diagnostics
package import Layers
package import Store
package import SystemPackage

/// Takes the files of a root file system out of the store.
package struct FileExport: Sendable {
    private let workspace: Workspace
    private let modified: Int64?

    /// - Parameter modified: the time that all files get, in seconds since 1970; nil for their own.
    package init(workspace: Workspace, modified: Int64? = nil) {
        self.workspace = workspace
        self.modified = modified
    }

    /// Copies the files into a directory of the user's, whom they belong to then. What is there already stays, or is
    /// replaced.
    ///
    /// - Throws: `usage` if the directory can't be written; `diskFull`.
    package func copy(_ snapshot: Snapshot?, to directory: FilePath) async throws {
        let time = modified.map { FileTime(seconds: $0, nanoseconds: 0) }
        try await workspace.withReadOnlyRoot(of: snapshot) { root in
            try await blockingThread { () throws(BuildError) in
                var copier = TreeCopier(
                    from: try RootedDirectory(root), to: try RootedDirectory(directory, failureCode: .usage),
                    attributes: CopyAttributes(owner: .root, keepsOwner: false, modified: time))
                try copier.copy([.root], to: CopyDestination("/"))
            }
        }
    }

    /// Writes the files of several root file systems as one tar, each in a directory of its own; the sink is finished.
    ///
    /// - Throws: `diskFull`; what the sink throws.
    package func writeTar(
        _ trees: [(name: String, snapshot: Snapshot?)], to sink: any ByteSink
    ) async throws {
        try await writeTar(trees[...], [], to: sink)
    }

    /// Mounts what is left, one inside the other's time, and then writes all.
    private func writeTar(
        _ trees: ArraySlice<(name: String, snapshot: Snapshot?)>, _ mounted: [(name: String, root: FilePath)],
        to sink: any ByteSink
    ) async throws {
        // Whoever handed it over waits: it is on one thread at a time.
        nonisolated(unsafe) let sink = sink
        guard let next = trees.first else {
            let times = modified.map(FileTimes.exactly)
            return try await blockingThread { () throws(BuildError) in
                _ = try LayerWriter(times: times).write(trees: mounted, to: sink)
                try sink.finish()
            }
        }
        try await workspace.withReadOnlyRoot(of: next.snapshot) { root in
            try await writeTar(trees.dropFirst(), mounted + [(next.name, root)], to: sink)
        }
    }

    /// Writes the files as a tar, with their owners; the sink is finished.
    ///
    /// - Throws: `diskFull`; what the sink throws.
    package func writeTar(_ snapshot: Snapshot?, to sink: any ByteSink) async throws {
        // Whoever handed it over waits: it is on one thread at a time.
        nonisolated(unsafe) let sink = sink
        let times = modified.map(FileTimes.exactly)
        try await workspace.withReadOnlyRoot(of: snapshot) { root in
            try await blockingThread { () throws(BuildError) in
                _ = try LayerWriter(times: times).write(upper: root, lowers: [], to: sink)
                try sink.finish()
            }
        }
    }
}
