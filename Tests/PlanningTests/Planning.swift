import Diagnostics
import Dockerfile
import ImageModel
import Planning

/// Plans a Dockerfile whose base images all have one layer and the config given.
func plan(
    _ text: String, target: String? = nil, arguments: [String: String] = [:], base: ContainerConfig = ContainerConfig()
) throws -> BuildPlan {
    let request = BuildRequest(
        target: target, buildArguments: arguments, platform: Platform(os: "linux", architecture: "amd64"))
    return try plan(text, request, base: base)
}

func plan(_ text: String, _ request: BuildRequest, base: ContainerConfig = ContainerConfig()) throws -> BuildPlan {
    try plan(parse(text), request, base: base)
}

func plan(
    _ document: DockerfileDocument, _ request: BuildRequest, base: ContainerConfig = ContainerConfig()
) throws -> BuildPlan {
    var images = [ImageNeed: ResolvedImage]()
    // The triggers of an image may need further images.
    for _ in 0..<3 {
        switch try Planner.plan(document, request, images: images) {
        case .plan(let plan): return plan
        case .needs(let needs):
            // What a trigger names has none of its own.
            let config = images.isEmpty ? base : ContainerConfig()
            for need in needs { images[need] = image(named: need.name, config) }
        }
    }
    throw BuildError(.internalError, "the planner asks again for what it has")
}

func parse(_ text: String) -> DockerfileDocument {
    DockerfileParser.parse(SourceFile(name: "Dockerfile", text: text)).document
}

private func image(named name: String, _ config: ContainerConfig) -> ResolvedImage {
    let platform = Platform(os: "linux", architecture: "amd64")
    var image = ImageConfig(platform: platform, config: config)
    image.history = [HistoryEntry(createdBy: "base")]
    let layer = LayerInfo(diffID: Digest(of: name.utf8))
    return ResolvedImage(id: Digest(of: "id \(name)".utf8), config: image, layers: [layer], origin: "test", date: nil)
}

/// The codes of what is wrong with a Dockerfile when it is planned.
func problems(_ text: String, target: String? = nil) -> [String] {
    do {
        _ = try plan(text, target: target)
        return []
    } catch let error as BuildError {
        return error.diagnostics.isEmpty ? [error.code.rawValue] : error.diagnostics.map(\.code)
    } catch {
        return ["\(error)"]
    }
}

extension BuildPlan {
    /// The steps by name, with the places of their inputs.
    var outline: [String] {
        steps.map { step in
            let inputs = step.inputs.map { String($0.index) }.joined(separator: ",")
            return inputs.isEmpty ? step.name : "\(step.name) <\(inputs)>"
        }
    }

    /// The operation of the only RUN step.
    var onlyRun: RunOperation? {
        let runs = steps.compactMap { step in
            if case .run(let run) = step.operation { run } else { nil }
        }
        return runs.count == 1 ? runs[0] : nil
    }

    /// The copies, in order.
    var copies: [CopyOperation] {
        steps.compactMap { step in
            if case .copy(let copy) = step.operation { copy } else { nil }
        }
    }
}
