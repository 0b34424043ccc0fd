import ImageModel
import Store

/// What a build made: an image for each platform.
struct BuildResult: Sendable {
    /// In the order in which the platforms were asked for.
    let images: [StoredImage]
    /// Whether it leaves the store as an index.
    let isIndex: Bool
    /// The time that files get where they leave as files, in seconds since 1970; nil for their own.
    let epoch: Int64?

    /// The images with the folder that holds each one's files where platforms are told apart.
    var folders: [(name: String, image: StoredImage)] {
        images.map { ($0.config.platform.description.replacing("/", with: "_"), $0) }
    }

    /// Whether files go to folders of their platforms.
    func hasFolders(_ folders: PlatformFolders) -> Bool {
        switch folders {
        case .usual: isIndex
        case .always: true
        case .never: false
        }
    }
}
