import NIOHTTP1

/// What a server of the tests was asked.
package struct RecordedRequest: Sendable {
    package let method: String
    /// Path and query.
    package let target: String
    package let headers: [(name: String, value: String)]

    /// The first field of this name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension RecordedRequest {
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { (name: $0.name, value: $0.value) })
    }
}
