import Diagnostics
import Dockerfile
import Execution
import Glibc
import ImageModel
import Store
import SystemPackage

extension BuildContexts {
    /// The contexts that a build was given. The user's own directories have ignore files; `<Dockerfile>.dockerignore` goes
    /// before the main context's own.
    init(_ settings: BuildSettings, _ contexts: LoadedContexts, _ store: StoreDirectory) throws(BuildError) {
        var named = [String: BuildContext]()
        for (name, context) in contexts.named {
            let ignoreFiles = ["\(context.directory)/.dockerignore"]
            named[name] = try BuildContext(context, ignoreFiles: ignoreFiles, settings, store)
        }
        let main = contexts.main
        let ignoreFiles = Self.dockerfiles(settings, main).map { "\($0).dockerignore" }
        self.init(
            main: try BuildContext(
                main, ignoreFiles: ignoreFiles + ["\(main.directory)/.dockerignore"], settings, store), named: named)
    }

    /// Where the Dockerfile may be: one that came through standard input is nowhere.
    private static func dockerfiles(_ settings: BuildSettings, _ main: LoadedContext) -> [String] {
        switch settings.file {
        case "-": return []
        case let file?: return [file]
        case nil:
            let paths = BuildInput.names.map { "\(main.directory)/\($0)" }
            return paths.first { access($0, F_OK) == 0 }.map { [$0] } ?? []
        }
    }
}

extension BuildContext {
    fileprivate init(
        _ context: LoadedContext, ignoreFiles: [String], _ settings: BuildSettings, _ store: StoreDirectory
    ) throws(BuildError) {
        var ignore = IgnorePatterns.none
        for file in context.isLocal ? ignoreFiles : [] {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            guard let source = try TextFile.readIfThere(file, name: name) else { continue }
            ignore = try IgnorePatterns(parsing: source)
            break
        }
        let index = "\(store.contexts)/\(Digest(of: context.directory.utf8).hex)"
        self.init(
            directory: FilePath(context.directory), ignore: ignore, index: context.isLocal ? FilePath(index) : nil,
            normalizesModes: settings.normalizesModes || context.isRepository)
    }
}
