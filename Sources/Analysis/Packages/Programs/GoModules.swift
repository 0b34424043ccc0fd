/// The module list of a Go program: lines of words separated by tabs (Go's package `runtime/debug`, `BuildInfo.String`).
struct GoModules {
    struct Module: Hashable {
        let path: String
        let version: String
    }

    private(set) var main: Module?
    private(set) var dependencies: [Module] = []

    /// - Parameter text: with the 16 bytes before and after it by which Go finds it in memory.
    init(_ text: UnsafeRawBufferPointer.SubSequence) {
        guard text.count > 32 else { return }
        for line in text.dropFirst(16).dropLast(16).split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard words.count > 1 else { continue }
            let module = Module(path: words[1], version: words.count > 2 ? words[2] : "")
            switch words[0] {
            case "mod": main = module
            case "dep": dependencies.append(module)
            case "=>": replaceLast(with: module)
            default: break
            }
        }
    }

    /// A module that a directory replaces keeps its name, and its version is unknown.
    private mutating func replaceLast(with module: Module) {
        guard let last = dependencies.popLast() else { return }
        let isDirectory = module.path.hasPrefix(".") || module.path.hasPrefix("/")
        dependencies.append(isDirectory ? Module(path: last.path, version: "") : module)
    }
}
