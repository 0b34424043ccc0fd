import Diagnostics
import Glibc
import Layers
import SystemPackage

/// Deletes what a process has made and does not want.
enum RemoveTree {
    /// Deletes a tree. What can't be deleted stays for the next process that clears what dead ones left.
    static func removeIgnoringErrors(_ path: String) {
        let path = FilePath(path)
        guard let name = path.lastComponent, let parent = try? RootedDirectory(path.removingLastComponent()) else {
            return
        }
        try? parent.removeTree(FilePath("/").appending(name))
    }
}

/// Lists directories of the store.
enum DirectoryListing {
    /// The names in a directory, in no order.
    static func names(in path: String) throws(BuildError) -> [String] {
        guard let handle = opendir(path) else { throw BuildError.system(errno, "directory '\(path)' can't be read") }
        defer { closedir(handle) }
        var names = [String]()
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
