import ArgumentParser
import Store

/// `--format`: whose media types an image has where it leaves the store.
enum ImageFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case oci
    case docker

    var mediaTypes: MediaTypeFamily {
        switch self {
        case .oci: .oci
        case .docker: .docker
        }
    }
}
