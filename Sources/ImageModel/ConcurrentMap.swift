package import Diagnostics

/// Transforms elements, at most `limit` at the same time; the results are in the order of the elements.
///
/// - Throws: the first failure; what else runs is cancelled, and has ended.
package func concurrentMap<Element: Sendable, Value: Sendable>(
    _ elements: [Element], limit: Int, _ transform: @escaping @Sendable (Element) async throws(BuildError) -> Value
) async throws(BuildError) -> [Value] {
    let result = await withTaskGroup { (group: inout TaskGroup<Result<(Int, Value), BuildError>>) in
        var values = [Value?](repeating: nil, count: elements.count)
        var next = 0
        while next < min(max(1, limit), elements.count) {
            add(next, of: elements, to: &group, transform)
            next += 1
        }
        while let result = await group.next() {
            switch result {
            case .success(let (index, value)): values[index] = value
            case .failure(let error):
                group.cancelAll()
                return Result<[Value], BuildError>.failure(error)
            }
            if next < elements.count { add(next, of: elements, to: &group, transform) }
            next += 1
        }
        return .success(values.compactMap(\.self))
    }
    return try result.get()
}

private func add<Element: Sendable, Value: Sendable>(
    _ index: Int, of elements: [Element], to group: inout TaskGroup<Result<(Int, Value), BuildError>>,
    _ transform: @escaping @Sendable (Element) async throws(BuildError) -> Value
) {
    let element = elements[index]
    group.addTask {
        do throws(BuildError) {
            return .success((index, try await transform(element)))
        } catch {
            return .failure(error)
        }
    }
}
