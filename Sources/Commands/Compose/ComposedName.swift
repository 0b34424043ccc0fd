import Debian
import Diagnostics
import ImageModel

/// What `compose://` and `pith compose` name: a Debian with apt, or an image of the catalogue or of a specification.
enum ComposedName: Sendable {
    case debian(DebianImage)
    case recipe(ImageRecipe)

    /// - Parameter warn: takes what should be known of the name.
    /// - Throws: `imageNotFound`, with the nearest name; `usage` for a specification that can't be used.
    init(_ name: String, _ session: Session, warn: (Diagnostic) -> Void) throws(BuildError) {
        if name == "debian" || name.hasPrefix("debian:") {
            self = .debian(try DebianImage(named: name))
        } else {
            self = .recipe(
                try ImageRecipe(
                    named: name, read: { path throws(BuildError) in try Self.read(path, session) }, warn: warn))
        }
    }

    /// What the image is called: `debian:trixie`, `python3-debian13:nonroot`.
    var description: String {
        switch self {
        case .debian(let image): image.description
        case .recipe(let recipe): recipe.name
        }
    }

    var release: DebianRelease {
        switch self {
        case .debian(let image): image.release
        case .recipe(let recipe): recipe.release
        }
    }

    func requestDigest(for platform: Platform) -> Digest {
        switch self {
        case .debian(let image): image.requestDigest(for: platform)
        case .recipe(let recipe): recipe.requestDigest(for: platform)
        }
    }

    /// The image's part of a lock file.
    ///
    /// - Throws: `usage` where the file is another image's, or has other platforms only.
    func lock(in file: PackageLockFile, for platform: Platform) throws(BuildError) -> PackageLock {
        try file.lock(of: description, request: requestDigest(for: platform), for: platform)
    }

    /// A specification, or a file that one names.
    private static func read(_ path: String, _ session: Session) throws(BuildError) -> SourceFile? {
        do throws(BuildError) {
            return SourceFile(name: path, bytes: try TextFile.read(session.absolute(path)))
        } catch  where error.code == .notFound {
            return nil
        }
    }
}
