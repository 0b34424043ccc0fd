import Diagnostics
import Glibc
import Store
import SystemPackage

/// Where an image is that a report is about.
enum ReportedImage: Sendable {
    /// One of the store's, by name or ID.
    case stored(String)
    /// A registry's, an archive's or a layout's.
    case elsewhere(ImageAddress)
    /// One that is built first: the Dockerfile's path, and the directory that is its context.
    case dockerfile(String, context: String)

    /// A name or ID of the store's, an address as `pith copy` takes it, or else what lies at a path: an archive, an OCI
    /// layout, a Dockerfile, or a directory with one.
    ///
    /// - Throws: `imageNotFound`; `usage`.
    init(_ text: String, in store: ImageStore, _ session: Session) throws(BuildError) {
        let address = try ImageAddress(parsing: text, session)
        guard case .store(let name) = address else {
            self = .elsewhere(address)
            return
        }
        do throws(BuildError) {
            _ = try ImageLookup(store: store).id(name)
            self = .stored(name)
        } catch {
            guard error.code == .imageNotFound, let found = try Self.file(session.absolute(text))
            else { throw error }
            self = found
        }
    }

    /// What lies at a path; nil for nothing, or a directory without images.
    private static func file(_ path: String) throws(BuildError) -> ReportedImage? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        if status.st_mode & S_IFMT == S_IFDIR {
            if access("\(path)/index.json", F_OK) == 0 { return .elsewhere(.layout(directory: path, name: nil)) }
            return access("\(path)/Dockerfile", F_OK) == 0 ? .dockerfile("\(path)/Dockerfile", context: path) : nil
        }
        if try TextFile.isText(path) {
            return .dockerfile(path, context: FilePath(path).removingLastComponent().string)
        }
        return .elsewhere(.archive(file: path, .oci, name: nil))
    }
}
