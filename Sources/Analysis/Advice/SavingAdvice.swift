/// The one thing that would make an image most smaller.
package struct SavingAdvice: Hashable, Sendable, CustomStringConvertible {
    /// How much smaller, in bytes; at most so much.
    package let bytes: Int64
    /// What to do, as a sentence's end: `remove … in the RUN that makes it`.
    package let description: String

    /// Less than this is not worth a change.
    private static let least: Int64 = 1_000_000

    /// What is advised for an image, from the names and sizes of its files.
    ///
    /// - Parameters:
    ///   - tree: its layers; what files hold need not be known.
    ///   - isStatic: whether the program at `program` needs no shared libraries.
    /// - Returns: nil for an image that nothing would make much smaller.
    package init?(_ tree: ImageTree, program: String?, isStatic: Bool) {
        let view = tree.merged
        let totals = DirectoryTotals(view, tree.paths)
        let size = tree.layers.reduce(0) { $0 + $1.size }
        var candidates = [SavingAdvice]()
        if let hidden = HiddenFiles(tree) { candidates.append(SavingAdvice(hidden)) }
        candidates += Leftover.all.compactMap { SavingAdvice($0, tree.paths, totals) }
        if let tools = BuildTools(tree.paths, totals) { candidates.append(SavingAdvice(tools)) }
        if isStatic, let program, let id = tree.paths.id(of: Array(program.utf8)), let file = view[id] {
            candidates.append(
                SavingAdvice(
                    bytes: size - file.entry.size,
                    description:
                        "\(program) is linked statically: copied into 'FROM scratch' it may need nothing else"))
        }
        let worthwhile = candidates.filter { $0.bytes >= max(Self.least, size / 50) }
        guard let best = worthwhile.max(by: { $0.bytes < $1.bytes }) else { return nil }
        self = best
    }

    private init(bytes: Int64, description: String) {
        self.bytes = bytes
        self.description = description
    }

    private init(_ hidden: HiddenFiles) {
        self.init(
            bytes: hidden.bytes,
            description:
                "\(hidden.largest) and others that later layers remove or replace stay in the image: "
                + "remove them in the instruction that makes them, or build with --squash")
    }

    private init?(_ leftover: Leftover, _ paths: PathTable, _ totals: DirectoryTotals) {
        guard let id = paths.id(of: Array(leftover.directory.utf8)) else { return nil }
        self.init(
            bytes: totals.bytes(at: id),
            description: "/\(leftover.directory) is of no use at run time: \(leftover.remedy)")
    }

    private init(_ tools: BuildTools) {
        self.init(
            bytes: tools.bytes,
            description:
                "\(tools.largest) and other build tools need not be in it: "
                + "build in a stage of its own, and take the result with COPY --from")
    }
}
