import Diagnostics

/// Chooses packages so that all that is asked for is there and nothing conflicts.
///
/// Where a dependency can be met in several ways, they are tried in order: alternatives as they are written, a package of
/// that name before those that provide it, the newest version first. A choice that leads nowhere is taken back.
struct PackageResolver {
    let available: AvailablePackages
    /// Packages that are never taken, whatever depends on them.
    let without: Set<String>
    /// The most choices that are taken back before it is given up.
    private static let maximumRetreats = 10_000

    /// What is chosen so far, and what is still to be met.
    struct State {
        var chosen: [String: Resolution.Choice] = [:]
        fileprivate var goals: [Goal] = []
        fileprivate var next = 0
    }

    fileprivate struct Goal {
        let alternatives: [PackageRelation]
        /// Whose dependency it is; nil for what was asked for.
        let dependent: AvailablePackage?
    }

    private struct ChoicePoint {
        let state: State
        var others: ArraySlice<AvailablePackage>
    }

    /// Adds packages and all that they depend on.
    ///
    /// - Parameters:
    ///   - relations: what is asked for: `libpq5`, or a version of it.
    ///   - layer: the level of the recipe that they belong to.
    /// - Throws: `invalidInput`, with each candidate and why it was refused; `notFound` for an unknown name.
    func close(_ relations: [PackageRelation], over state: State, layer: String) throws(BuildError) -> State {
        var state = state
        state.goals = relations.map { Goal(alternatives: [$0], dependent: nil) }
        state.next = 0
        var points = [ChoicePoint]()
        var failure: BuildError?
        for _ in 0..<PackageResolver.maximumRetreats {
            if let stuck = try advance(&state, &points, layer) {
                failure = failure ?? stuck
            } else {
                return state
            }
            while let last = points.last, last.others.isEmpty { points.removeLast() }
            guard !points.isEmpty, let candidate = points[points.count - 1].others.popFirst() else { break }
            state = points[points.count - 1].state
            choose(candidate, for: state.goals[state.next], layer, in: &state)
        }
        throw failure ?? BuildError(.invalidInput, "packages can't be chosen: there are too many ways")
    }

    /// Meets goals until none is left.
    ///
    /// - Returns: why a goal can't be met.
    private func advance(
        _ state: inout State, _ points: inout [ChoicePoint], _ layer: String
    ) throws(BuildError) -> BuildError? {
        while state.next < state.goals.count {
            let goal = state.goals[state.next]
            if isMet(goal, by: state) {
                state.next += 1
                continue
            }
            let candidates = candidates(for: goal)
            if candidates.isEmpty, goal.dependent == nil { throw available.unknown(goal.alternatives[0].name) }
            let possible = candidates.filter { refusal(of: $0, for: goal, in: state) == nil }
            guard let first = possible.first else { return failure(goal, candidates, state) }
            if possible.count > 1 { points.append(ChoicePoint(state: state, others: possible.dropFirst())) }
            choose(first, for: goal, layer, in: &state)
        }
        return nil
    }

    private func choose(_ package: AvailablePackage, for goal: Goal, _ layer: String, in state: inout State) {
        let reason: Resolution.Reason =
            goal.dependent.map { dependent in
                let relation = goal.alternatives.map(\.description).joined(separator: " | ")
                return .dependency(of: dependent.name, relation: relation)
            } ?? .named
        state.chosen[package.name] = Resolution.Choice(package: package, layer: layer, reason: reason)
        state.goals += package.dependencies.map { Goal(alternatives: $0, dependent: package) }
        state.next += 1
    }

    private func isMet(_ goal: Goal, by state: State) -> Bool {
        goal.alternatives.contains { relation in
            if without.contains(relation.name) { return true }
            if let own = state.chosen[relation.name], own.package.satisfies(relation) { return true }
            return state.chosen.values.contains { $0.package.satisfies(relation) }
        }
    }

    /// All packages that a goal could mean, whatever their versions.
    private func candidates(for goal: Goal) -> [AvailablePackage] {
        var candidates = [AvailablePackage]()
        for relation in goal.alternatives {
            candidates += available.packages(named: relation.name)
            candidates += available.packages(providing: relation.name)
        }
        return candidates
    }

    /// Why a candidate can't be taken; nil if it can.
    private func refusal(of candidate: AvailablePackage, for goal: Goal, in state: State) -> String? {
        if without.contains(candidate.name) { return "it is left out by 'without'" }
        guard goal.alternatives.contains(where: candidate.satisfies) else {
            return "its version is not what is asked for"
        }
        if let other = state.chosen[candidate.name] { return "version \(other.package.version) is chosen already" }
        for choice in state.chosen.values.sorted(by: { $0.package.name < $1.package.name }) {
            if let relation = candidate.conflicts(with: choice.package) {
                return "it conflicts with \(relation), which is \(choice.package.name) \(choice.package.version)"
            }
            if let relation = choice.package.conflicts(with: candidate) {
                return "\(choice.package.name) \(choice.package.version) conflicts with \(relation)"
            }
        }
        return nil
    }

    private func failure(_ goal: Goal, _ candidates: [AvailablePackage], _ state: State) -> BuildError {
        let wanted = goal.alternatives.map(\.description).joined(separator: " | ")
        let chain = goal.dependent.map { reasons(for: $0, in: state) } ?? "it is asked for"
        let message = "'\(wanted)' can't be installed: \(chain)"
        var notes = candidates.prefix(20).map { candidate in
            let why = refusal(of: candidate, for: goal, in: state) ?? "it leads nowhere"
            return "\(candidate.name) \(candidate.version) (\(candidate.suite)): \(why)"
        }
        if candidates.isEmpty { notes = ["no package has or provides that name"] }
        let diagnostic = Diagnostic(code: BuildError.Code.invalidInput.rawValue, message, notes: notes)
        return BuildError(.invalidInput, [diagnostic])
    }

    /// `app depends on it, which libfoo depends on`: the way from what was asked for.
    private func reasons(for package: AvailablePackage, in state: State) -> String {
        var names = [package.name]
        while names.count < 8, case .dependency(let name, _)? = state.chosen[names[names.count - 1]]?.reason,
            !names.contains(name)
        {
            names.append(name)
        }
        return "\(names[0]) depends on it" + names.dropFirst().map { ", on which \($0) depends" }.joined()
    }
}
