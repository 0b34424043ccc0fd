import Diagnostics
import Dockerfile
import Execution
import ImageModel
import Store
import SystemPackage

extension BuildContexts {
    /// The directories that a build was given, each with its ignore file: `<Dockerfile>.dockerignore` goes before the main
    /// context's own.
    init(_ settings: BuildSettings, _ store: StoreDirectory) throws(BuildError) {
        var named = [String: BuildContext]()
        for case (let name, .directory(let path)) in settings.contexts {
            named[name] = try BuildContext(path, ignoreFiles: ["\(path)/.dockerignore"], store)
        }
        let dockerfile = settings.file ?? "\(settings.contextDirectory)/Dockerfile"
        let ignoreFiles = ["\(dockerfile).dockerignore", "\(settings.contextDirectory)/.dockerignore"]
        self.init(main: try BuildContext(settings.contextDirectory, ignoreFiles: ignoreFiles, store), named: named)
    }
}

extension BuildContext {
    fileprivate init(_ path: String, ignoreFiles: [String], _ store: StoreDirectory) throws(BuildError) {
        var ignore = IgnorePatterns.none
        for file in ignoreFiles {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            guard let source = try TextFile.readIfThere(file, name: name) else { continue }
            ignore = try IgnorePatterns(parsing: source)
            break
        }
        let index = "\(store.contexts)/\(Digest(of: path.utf8).hex)"
        self.init(directory: FilePath(path), ignore: ignore, index: FilePath(index))
    }
}
