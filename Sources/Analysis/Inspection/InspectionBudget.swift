import Diagnostics

/// What an image may have of all that takes time or memory: more than any real one has, so that one that nobody means well
/// with costs neither minutes nor gigabytes.
struct InspectionBudget {
    enum Resource: String, CaseIterable {
        case entries = "files"
        case nameBytes = "bytes of names"
        case linkBytes = "bytes of link targets"
        case metadataBytes = "bytes of package managers' files"
        case packages = "packages"
        case secretPlaces = "places that look like secrets"

        var most: Int {
            switch self {
            case .entries: 4 << 20
            case .nameBytes, .linkBytes: 256 << 20
            case .metadataBytes: 256 << 20
            case .packages: 500_000
            case .secretPlaces: 32 << 20
            }
        }
    }

    private var spent = [Resource: Int]()
    /// How many bytes Java archives and programs' lists may still unpack to. They are not looked into once it is used up.
    var unpackedBytes = 4 << 30
    /// How many bytes of files may still be kept. No more are once it is used up.
    var keptBytes = 64 << 20

    /// - Throws: `corrupt` once the image has had more of it than it may have.
    mutating func spend(_ amount: Int, on resource: Resource) throws(BuildError) {
        if amount == 0 { return }
        spent[resource, default: 0] += amount
        guard spent[resource, default: 0] <= resource.most else {
            throw BuildError(
                .corrupt, "image can't be reported on: it has more than \(resource.most) \(resource.rawValue)")
        }
    }
}
