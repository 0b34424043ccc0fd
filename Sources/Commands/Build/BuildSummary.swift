import Analysis
import Diagnostics
import ImageModel
import Layers
import Store
import SystemPackage

/// Says at the end of a build how large the image is, how that changed, and what would make it most smaller.
struct BuildSummary: Sendable {
    private let store: ImageStore
    private let name: ImageReference?
    /// What the name stood for before the build.
    private let previous: StoredImage?

    /// - Parameter settings: of a build whose image has not got its name yet.
    init(_ settings: BuildSettings, in store: ImageStore) throws(BuildError) {
        self.store = store
        name = settings.names.first
        let id = try name.flatMap { name throws(BuildError) in try store.images.id(named: name) }
        // One that is damaged is nothing to compare with.
        previous = id.flatMap { try? store.images.image($0) }
    }

    /// Two lines, or one for an image that nothing would make much smaller.
    ///
    /// What is said of an image is found once and kept with it.
    func text(of image: StoredImage) throws(BuildError) -> String {
        var lines = ["\(name?.familiar ?? image.id.short) is \(ByteCount.text(image.size))\(change(to: image))"]
        let known = try store.images.advice(for: image.id)
        let advice: String
        if let known { advice = known } else { advice = try Self.advice(for: image, in: store) }
        if known == nil { try store.images.recordAdvice(advice, for: image.id) }
        if !advice.isEmpty { lines.append(advice) }
        return lines.map { $0.onOneLine + "\n" }.joined()
    }

    private func change(to image: StoredImage) -> String {
        guard let previous else { return "" }
        if previous.id == image.id { return ", unchanged" }
        let growth = image.size - previous.size
        if growth == 0 { return ", as large as before" }
        let percent = previous.size > 0 ? Double(abs(growth)) / Double(previous.size) * 100 : .infinity
        let share = percent < 1000 ? " (\(percent.fixed(1))%)" : ""
        return ", \(ByteCount.text(abs(growth)))\(share) \(growth > 0 ? "more" : "less") than before"
    }

    private static func advice(for image: StoredImage, in store: ImageStore) throws(BuildError) -> String {
        let uppers = try store.snapshots.chain(of: image.snapshot).reversed()
            .map { FilePath(store.snapshots.upperDirectory(of: $0)) }
        var paths = PathTable()
        var layers = [LayerTree]()
        for (upper, record) in zip(uppers, image.layers) {
            layers.append(try LayerTree(listing: upper, record.diffID, into: &paths))
        }
        let tree = ImageTree(paths: paths, layers: layers)
        let program = (image.config.config.entrypoint ?? image.config.config.cmd)?.first
        let isStatic = try program.map { path throws(BuildError) in try hasNoInterpreter(path, tree, uppers) } ?? false
        guard let advice = SavingAdvice(tree, program: program, isStatic: isStatic) else { return "" }
        return "To save up to \(ByteCount.text(advice.bytes)): \(advice)"
    }

    private static func hasNoInterpreter(_ path: String, _ tree: ImageTree, _ uppers: [FilePath]) throws(BuildError)
        -> Bool
    {
        guard path.hasPrefix("/"), let id = tree.paths.id(of: Array(path.utf8)), let file = tree.merged[id],
            file.entry.kind == .file
        else { return false }
        let program = try RootedDirectory(uppers[file.layer]).open(FilePath(path))
        var start = [UInt8](repeating: 0, count: StaticProgram.startLength)
        let count: Int
        do {
            count = try start.withUnsafeMutableBytes { buffer in try program.descriptor.read(into: buffer) }
        } catch {
            throw BuildError(.store, "'\(path)' of an image can't be read: \(error)", underlying: error)
        }
        return start[..<count].withUnsafeBytes(StaticProgram.isStart)
    }
}

extension LayerTree {
    /// A layer of the store by the names and sizes of its files.
    fileprivate init(listing upper: FilePath, _ diffID: Digest, into paths: inout PathTable) throws(BuildError) {
        var entries = [FileEntry]()
        try UpperListing.forEach(in: upper) { entry throws(BuildError) in
            entries.append(try paths.insert(entry))
        }
        self.init(diffID: diffID, createdBy: nil, compressedSize: 0, entries: entries)
    }
}
