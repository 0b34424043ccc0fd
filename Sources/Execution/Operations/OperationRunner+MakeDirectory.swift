import Layers
import Planning
import Store
import SystemPackage

extension OperationRunner {
    /// WORKDIR: makes the directory and those above it, owned by the stage's user, whom `--chown` would mean too, or by
    /// root where there is no such user; one that is there stays as it is. What is made has no time of its own, so that
    /// the layer is the same on every machine.
    func runMakeDirectory(
        _ directory: MakeDirectoryOperation, _ step: Step, _ inputs: StepInputs, _ keys: StepKeys
    ) async throws -> Snapshot {
        try await makeLayer(of: step, on: inputs.base, keys) { root in
            let root = try RootedDirectory(root)
            let owner = (try? AccountDatabase(in: root).owner(directory.user)) ?? .root
            try root.makeDirectories(FilePath(directory.path), owner: owner, modified: .epoch)
        }
    }
}
