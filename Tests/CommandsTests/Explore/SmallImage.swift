import Commands

/// An image of a few files, made by hand.
enum SmallImage {
    struct Entry {
        let path: [UInt8]
        let change: ExplorerChange
        let size: Int64
        let file: ExplorerFile

        init(
            path: [UInt8], change: ExplorerChange, size: Int64 = 0,
            file: ExplorerFile = ExplorerFile(kind: .file, mode: 0o644)
        ) {
            (self.path, self.change, self.size, self.file) = (path, change, size, file)
        }

        init(
            path: String, change: ExplorerChange, size: Int64 = 0,
            file: ExplorerFile = ExplorerFile(kind: .file, mode: 0o644)
        ) {
            self.init(path: Array(path.utf8), change: change, size: size, file: file)
        }
    }

    private final class Node {
        let name: [UInt8]
        var children = [Node]()
        var path = [UInt8]()

        init(_ name: [UInt8]) {
            self.name = name
        }
    }

    /// What each of two layers shows: the second changes a file, adds a directory, and removes another.
    static let layers: [[Entry]] = [
        [
            Entry(path: "bin", change: .added, file: directory),
            Entry(path: "bin/busybox", change: .added, size: 1_900_000, file: program),
            Entry(path: "bin/sh", change: .added, file: link),
            Entry(path: "etc", change: .added, file: directory),
            Entry(path: "etc/passwd", change: .added, size: 300),
            Entry(path: "tmp", change: .added, file: ExplorerFile(kind: .directory, mode: 0o1777)),
            Entry(path: "tmp/old/a", change: .added, size: 2000),
        ],
        [
            Entry(path: "app", change: .added, file: directory),
            Entry(
                path: "app/data", change: .added, size: 5_000_000,
                file: ExplorerFile(kind: .file, mode: 0o640, user: 1000, group: 1000)),
            Entry(path: "bin", change: .unchanged, file: directory),
            Entry(path: "bin/busybox", change: .unchanged, size: 1_900_000, file: program),
            Entry(path: "bin/sh", change: .unchanged, file: link),
            Entry(path: "etc", change: .unchanged, file: directory),
            Entry(path: "etc/passwd", change: .changed, size: 400),
            Entry(path: "tmp", change: .unchanged, file: ExplorerFile(kind: .directory, mode: 0o1777)),
            Entry(path: "tmp/old/a", change: .removed, size: 2000),
        ],
    ]

    static let directory = ExplorerFile(kind: .directory, mode: 0o755)
    static let program = ExplorerFile(kind: .file, mode: 0o4755)
    static let link = ExplorerFile(kind: .symbolicLink, mode: 0o777, linkTarget: Array("busybox".utf8))

    static let image = image(layers)

    /// - Parameter layers: what the image shows up to each layer.
    static func image(_ layers: [[Entry]]) -> ExplorerImage {
        let root = Node([])
        for entry in layers.joined() { add(entry.path, to: root) }
        var paths = [[UInt8]]()
        let tree = ExplorerTree(root: root, children: \.children, name: \.name) { paths.append($0.path) }
        let known = paths
        return ExplorerImage(
            name: "app:latest",
            layers: layers.indices.map { index in
                ExplorerImage.Layer(
                    diffID: "sha256:" + String(repeating: "\(index)a", count: 32),
                    instruction: index == 0
                        ? "COPY busybox /bin/busybox # buildkit"
                        : "RUN /bin/sh -c make -j8 && make install DESTDIR=/ && rm -r /tmp/old",
                    size: index == 0 ? 1_902_300 : 5_000_400, compressedSize: 900_000,
                    added: layers[index].count { $0.change == .added && $0.file.kind != .directory },
                    changed: layers[index].count { $0.change == .changed },
                    removed: layers[index].count { $0.change == .removed })
            },
            efficiency: 0.98765, wastedBytes: 2700,
            wasted: [ExplorerImage.Waste(path: "/etc/passwd", copies: 2, bytes: 700)], tree: tree
        ) { layer, isAggregated in
            let entries = Dictionary(uniqueKeysWithValues: layers[layer].map { ($0.path, $0) })
            return ExplorerLayerView(
                tree, before: layer == 0 ? nil : isAggregated ? 0 : layer - 1,
                file: { position in entries[known[position]].map { ($0.change, $0.size) } },
                details: { position in entries[known[position]]?.file })
        }
    }

    private static func add(_ path: [UInt8], to root: Node) {
        var node = root
        for name in path.split(separator: UInt8(ascii: "/")) {
            let bytes = Array(name)
            if let child = node.children.first(where: { $0.name == bytes }) {
                node = child
            } else {
                let child = Node(bytes)
                child.path = node.path.isEmpty ? bytes : node.path + [UInt8(ascii: "/")] + bytes
                node.children.append(child)
                node = child
            }
        }
    }
}

extension ExplorerState {
    /// Presses keys one after the other, as a terminal sends them: a blank is a blank, an arrow is `↓`.
    @discardableResult
    mutating func press(_ keys: Key...) -> ExplorerEffect? {
        var effect: ExplorerEffect?
        for key in keys { effect = handle(key) }
        settle()
        return effect
    }

    mutating func type(_ text: String) {
        for character in text { _ = handle(.character(character)) }
        settle()
    }

    /// The screen as text.
    var screen: String { ExplorerScreen.render(self).map(\.plain).joined(separator: "\n") }

    /// The selected path as text.
    var path: String? { selectedPath.map { String(decoding: $0, as: UTF8.self) } }

    /// The names in the file pane, with their marks.
    var files: [String] {
        var state = self
        state.resize(to: TerminalSize(columns: 60, rows: 200))
        if state.pane == .layers { _ = state.handle(.tab) }
        return ExplorerScreen.render(state).dropFirst(2).dropLast(2).map(\.plain).filter { !$0.isEmpty }
            .map { "\($0.prefix(1))" + $0.drop { !"├└│…".contains($0) }.drop { "├└│─ +…".contains($0) } }
    }
}
