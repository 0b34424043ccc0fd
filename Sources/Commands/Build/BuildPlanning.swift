import Diagnostics
import Dockerfile
import ImageModel
import Planning

/// Plans a build for all of its platforms, and finds the base images that this takes.
struct BuildPlanning: Sendable {
    let settings: BuildSettings
    let resolver: ImageResolver

    /// What is built for one platform.
    struct Target: Sendable {
        let request: BuildRequest
        var plan: BuildPlan
        /// The base images that the plan asked for.
        let images: [ImageNeed: ResolvedImage]
    }

    /// Plans until no base image is missing; those of all platforms are looked for at the same time.
    ///
    /// - Returns: one target for each platform; all plans have the steps of one graph.
    func plan(_ input: BuildInput) async throws -> [Target] {
        let requests = settings.requests
        var images = [[ImageNeed: ResolvedImage]](repeating: [:], count: requests.count)
        while true {
            var plans = [BuildPlan]()
            var needs = [[ImageNeed]]()
            for (request, images) in zip(requests, images) {
                switch try Planner.plan(input.document, request, images: images) {
                case .plan(let plan): (plans, needs) = (plans + [plan], needs + [[]])
                case .needs(let missing): needs.append(missing)
                }
            }
            guard needs.contains(where: { !$0.isEmpty }) else {
                plans = BuildPlan.union(of: plans)
                return requests.indices.map { Target(request: requests[$0], plan: plans[$0], images: images[$0]) }
            }
            try await resolve(needs, &images)
        }
    }

    /// Finds what each platform needs; what several need is looked for once.
    private func resolve(_ needs: [[ImageNeed]], _ images: inout [[ImageNeed: ResolvedImage]]) async throws {
        var known = [ImageNeed: ResolvedImage]()
        for found in images { known.merge(found) { first, _ in first } }
        var missing = [ImageNeed]()
        for need in needs.joined() where known[need] == nil && !missing.contains(need) { missing.append(need) }
        known.merge(try await resolver.resolve(missing)) { first, _ in first }
        for (index, needs) in needs.enumerated() {
            for need in needs { images[index][need] = known[need] }
        }
    }
}
