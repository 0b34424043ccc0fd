import Diagnostics
import Glibc

/// Looks at the directories of cache mounts, which nobody but steps knows what belongs in.
struct CacheMountCheck {
    private(set) var damages: [Damage] = []
    private(set) var count = 0

    init(store: ImageStore) throws(BuildError) {
        for name in try DirectoryListing.names(in: store.directory.cacheMounts).sorted() {
            let place = "\(store.directory.cacheMounts)/\(name)"
            count += 1
            let isKnown = CacheMountRecord.isReadable("\(place)/use")
            if isKnown, access("\(place)/data", F_OK) == 0 { continue }
            // Another process may have deleted it meanwhile.
            if access(place, F_OK) != 0 { continue }
            damages.append(
                Damage(.cacheMount(name), isKnown ? "its files are missing" : "what is known of it can't be read"))
        }
    }
}
