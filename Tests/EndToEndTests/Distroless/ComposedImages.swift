import SystemPackage
import TestServers
import Testing

/// The composed images that tests share: each is locked and composed when the first test asks for it.
actor ComposedImages {
    /// Those of the suite that is running.
    static func shared() throws -> ComposedImages {
        guard let current else { throw Failure("the test belongs to no suite with composed images") }
        return current
    }

    @TaskLocal fileprivate static var current: ComposedImages?

    /// What runs in containers of the images, and what the tests write.
    nonisolated let work: Workspace
    /// What the specification `trusting.toml` of an image trusts beside Debian's authorities.
    nonisolated let authority: TestAuthority
    private var images: [String: Task<Void, any Error>] = [:]
    private var archives: [String: Task<String, any Error>] = [:]
    /// The last composition: they come one after the other, so that tests run beside them.
    private var last: Task<Void, any Error>?

    fileprivate init(_ work: Workspace) async throws {
        self.work = work
        try await shell("mkdir authority", in: work.directory)
        authority = try TestAuthority(in: work.path("authority"))
    }

    /// Composes an image of the catalogue, whose name it then has in the store.
    @discardableResult
    func image(_ name: String) async throws -> String {
        try await task(name) { work in
            try await work.pith.succeed("lock", name, "-q", "-o", ComposedImages.lockName(name))
            try await work.pith.succeed(
                "compose", name, "-q", "-t", name, "--lock", ComposedImages.lockName(name))
        }.value
        return name
    }

    /// Composes an image of a specification of the test's own.
    ///
    /// - Parameter specification: TOML; what it names is in the workspace.
    func image(_ name: String, of specification: String) async throws -> String {
        try await task(name) { work in
            try work.write(specification, to: "\(name).toml")
            try await work.pith.succeed("compose", "\(name).toml", "-q", "-t", name)
        }.value
        return name
    }

    /// The path of the lock of an image of the catalogue.
    func lock(of name: String) async throws -> String {
        try await image(name)
        return work.path(ComposedImages.lockName(name))
    }

    /// The path of an OCI archive of an image of the catalogue.
    func archive(of name: String) async throws -> String {
        try await image(name)
        if let task = archives[name] { return try await task.value }
        let path = work.path("\(name.replacing(":", with: "_")).tar")
        let task = Task { [work] in
            try await work.pith.succeed("save", "--format", "oci", "-o", path, name)
            return path
        }
        archives[name] = task
        return try await task.value
    }

    /// What one of the scripts in `Judge` says of an image of the catalogue: the directory has more than one.
    ///
    /// - Parameter names: whether the script wants the image's name, its lock and the packages before the archive.
    func verdict(of script: String, on name: String, names: Bool = false) async throws -> String {
        let archive = try await archive(of: name)
        let described = names ? [name, try await lock(of: name), work.path("root/packages")] : []
        return try await judge(script, described + [archive])
    }

    private func task(
        _ name: String, _ compose: @escaping @Sendable (Workspace) async throws -> Void
    ) -> Task<Void, any Error> {
        if let task = images[name] { return task }
        let task = Task { [work, last] in
            _ = await last?.result
            try await compose(work)
        }
        images[name] = task
        last = task
        return task
    }

    private static func lockName(_ name: String) -> String { "\(name.replacing(":", with: "_")).lock" }
}

/// What a script in `Judge` prints.
func judge(_ script: String, _ arguments: [String]) async throws -> String {
    let file = Pith.source("Tests/EndToEndTests/Distroless/Judge/\(script)")
    return try await Command(arguments: ["python3", "-B", file] + arguments).succeed().text
}

/// Gives the tests of a suite composed images for as long as it runs.
struct ComposedImageTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Workspace.with { work in
            try await ComposedImages.$current.withValue(try await ComposedImages(work)) { try await function() }
        }
    }
}

extension Trait where Self == ComposedImageTrait {
    static var sharesComposedImages: Self { Self() }
}
