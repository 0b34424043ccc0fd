import Diagnostics
import Dockerfile
import Execution
import Glibc
import ImageModel
import Store
import SystemPackage

extension BuildContexts {
    /// The contexts that a build was given.
    init(_ settings: BuildSettings, _ contexts: LoadedContexts, _ store: StoreDirectory) throws(BuildError) {
        var named = [String: BuildContext]()
        for (name, context) in contexts.named {
            named[name] = try BuildContext(context, try context.ignored(besides: []), settings, store)
        }
        self.init(
            main: try BuildContext(contexts.main, try contexts.main.ignored(settings), settings, store), named: named)
    }
}

extension LoadedContext {
    /// What the main context leaves out: `<Dockerfile>.dockerignore` goes before its own ignore file, and a file that is
    /// named before both, of contexts that came from elsewhere too.
    func ignored(_ settings: BuildSettings) throws(BuildError) -> IgnorePatterns {
        if let file = settings.ignoreFile {
            return try IgnorePatterns(parsing: SourceFile(name: file, bytes: try TextFile.read(file)))
        }
        return try ignored(besides: dockerfiles(settings))
    }

    /// Where the Dockerfile may be: one that came through standard input is nowhere.
    private func dockerfiles(_ settings: BuildSettings) -> [String] {
        switch settings.file {
        case "-": return []
        case let file?: return [file]
        case nil:
            let paths = BuildInput.names.map { "\(directory)/\($0)" }
            return paths.first { access($0, F_OK) == 0 }.map { [$0] } ?? []
        }
    }

    /// Only the user's own directories have ignore files.
    fileprivate func ignored(besides dockerfiles: [String]) throws(BuildError) -> IgnorePatterns {
        let files = dockerfiles.map { "\($0).dockerignore" } + ["\(directory)/.dockerignore"]
        for file in isLocal ? files : [] {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            if let source = try TextFile.readIfThere(file, name: name) { return try IgnorePatterns(parsing: source) }
        }
        return .none
    }
}

extension BuildContext {
    fileprivate init(
        _ context: LoadedContext, _ ignore: IgnorePatterns, _ settings: BuildSettings, _ store: StoreDirectory
    ) throws(BuildError) {
        let index = "\(store.contexts)/\(Digest(of: context.directory.utf8).hex)"
        self.init(
            directory: FilePath(context.directory), ignore: ignore, index: context.isLocal ? FilePath(index) : nil,
            normalizesModes: settings.normalizesModes || context.isRepository, keepsOwners: context.isArchive)
    }
}
