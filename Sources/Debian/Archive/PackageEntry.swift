import Layers

/// A file, directory or link of a package, whose content is in a `ContentFile`.
struct PackageEntry: Sendable {
    let path: RootedPath
    /// As the package's tar has it.
    let entry: TarEntry
    /// Where the content of a file is; empty for everything else.
    let content: Range<Int64>
}
