import ImageModel

extension BuildPlan {
    /// The plans of one Dockerfile for several platforms as parts of one graph, in which steps that are equal are one:
    /// what stands on `FROM --platform=$BUILDPLATFORM` is done once.
    ///
    /// - Returns: the same plans in the same order, all with the steps of the whole graph.
    package static func union(of plans: [BuildPlan]) -> [BuildPlan] {
        guard plans.count > 1 else { return plans }
        var union = StepUnion()
        let places = plans.map { union.add($0.steps) }
        return zip(plans, places).map { plan, places in
            BuildPlan(
                steps: union.steps, result: plan.result.map { places[$0.index] }, config: plan.config,
                history: plan.history.map { entry in
                    PlannedHistory(createdBy: entry.createdBy, step: entry.step.map { places[$0.index] })
                }, target: plan.target, sourceDateEpoch: plan.sourceDateEpoch, warnings: plan.warnings)
        }
    }
}

/// Steps of several plans, each once.
private struct StepUnion {
    /// What makes two steps one.
    private struct Identity: Hashable {
        let operation: Operation
        let base: StepID?
        let sources: [StepID]
        let stage: String
    }

    private(set) var steps: [Step] = []
    private var known: [Identity: StepID] = [:]

    /// Adds the steps of a plan, whose inputs come first.
    ///
    /// - Returns: the place of each in the union.
    mutating func add(_ plan: [Step]) -> [StepID] {
        var places = [StepID]()
        for step in plan {
            let identity = Identity(
                operation: step.operation, base: step.base.map { places[$0.index] },
                sources: step.sources.map { places[$0.index] }, stage: step.stage)
            places.append(known[identity] ?? append(step, identity))
        }
        return places
    }

    private mutating func append(_ step: Step, _ identity: Identity) -> StepID {
        let id = StepID(index: steps.count)
        steps.append(
            Step(
                id: id, operation: step.operation, base: identity.base, sources: identity.sources, name: step.name,
                origin: step.origin, stage: step.stage))
        known[identity] = id
        return id
    }
}
