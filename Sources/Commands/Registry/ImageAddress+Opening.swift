import Diagnostics
import ImageModel
import Registry
import Store
import SystemPackage

extension ImageAddress {
    /// Finds the manifest or index of an image that is not in the store, and where it and its blobs are read from.
    ///
    /// - Throws: `imageNotFound`; what a registry throws; `usage` for an image of the store.
    func open(
        _ registries: Registries, temporaryDirectory: String
    ) async throws(BuildError) -> (ManifestBlob, any ManifestSource) {
        switch self {
        case .registry(let reference):
            let source = try registries.source(of: reference)
            guard let manifest = try await source.manifest(reference.manifestName) else {
                throw BuildError(.imageNotFound, "no registry has '\(reference.familiar)'")
            }
            return (manifest, source)
        case .layout(let directory, let name):
            let layout = try OCILayout(FilePath(directory))
            return (try await layout.image(name), layout)
        case .archive(let file, _, let name):
            let archive = try await ImageArchive.open(
                FilePath(file), temporaryDirectory: FilePath(temporaryDirectory))
            let name = try name.map { text throws(BuildError) in try ImageAddress.manifestName(text) }
            return (try archive.image(name), archive)
        case .store(let name):
            throw BuildError(.internalError, "'\(name)' is an image of the store")
        }
    }
}
