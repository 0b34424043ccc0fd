import SystemPackage

/// A composed image, and programs that are to run in it.
struct ImageProgram: Sendable {
    let work: Workspace
    let image: String

    /// Composes an image of the catalogue, or finds it.
    init(_ image: String) async throws {
        let images = try ComposedImages.shared()
        work = images.work
        self.image = try await images.image(image)
    }

    /// An image that has been composed of a specification.
    init(image: String, _ work: Workspace) {
        (self.image, self.work) = (image, work)
    }

    /// What the image's own program prints; it must succeed.
    ///
    /// - Parameter options: those of `pith run`.
    func output(options: [String] = [], _ arguments: String...) async throws -> String {
        try await outcome(options: options, arguments).text(of: image)
    }

    /// How the image's own program ends.
    func outcome(options: [String] = [], _ arguments: [String]) async throws -> Outcome {
        try await work.pith.command(["run", "--rm"] + options + [image] + arguments).run()
    }

    /// Options that show a file of the workspace at the root of the container, and run it.
    func running(_ file: String) -> [String] {
        ["-v", "\(work.path(file)):/program:ro", "--entrypoint", "/program"]
    }
}

extension Outcome {
    fileprivate func text(of image: String) throws -> String {
        guard status == 0 else { throw Failure("\(image): status \(status)\n\(output)\n\(error)") }
        return text
    }
}
