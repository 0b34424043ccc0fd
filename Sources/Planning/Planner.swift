package import Diagnostics
package import Dockerfile
package import ImageModel

/// Turns a Dockerfile and a request into a plan. Pure: the same input gives the same plan.
package enum Planner {
    /// Plans a build.
    ///
    /// - Parameter images: what has been resolved so far; `.needs` says what is missing, all at once.
    /// - Throws: `invalidInput` with diagnostics, or `usage` for a target that does not exist.
    package static func plan(
        _ document: DockerfileDocument, _ request: BuildRequest, images: [ImageNeed: ResolvedImage]
    ) throws(BuildError) -> PlanningOutcome {
        let globals = try GlobalScope(document, request)
        let graph = try StageGraph(document, request, globals, images)
        let missing = graph.needs.filter { images[$0] == nil }
        guard missing.isEmpty else { return .needs(missing) }
        var lowering = Lowering(document, request, globals, graph, images)
        return .plan(try lowering.lower())
    }

    /// Finds out whether the stages that a target needs exist, and stand on each other in an order that can be built.
    ///
    /// - Throws: as `plan` does.
    package static func checkStages(_ document: DockerfileDocument, _ request: BuildRequest) throws(BuildError) {
        _ = try StageGraph(document, request, try GlobalScope(document, request), [:])
    }
}
