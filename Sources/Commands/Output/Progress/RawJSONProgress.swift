package import Diagnostics
import FoundationEssentials
import ImageModel

/// Progress for programs: a JSON object a line, with the fields of BuildKit's `SolveStatus` (its `client` package), so
/// that what reads BuildKit's `rawjson` reads this.
///
/// A step's `digest` only tells it from the others of the same build.
package struct RawJSONProgress: ProgressRenderer {
    private let epoch: Double
    private var vertexes = [ProgressStep: RawStatus.Vertex]()

    /// - Parameter epoch: when the command started, in seconds since 1970.
    package init(epoch: Double) {
        self.epoch = epoch
    }

    package mutating func take(_ event: TimedProgressEvent) -> String {
        guard let status = status(event) else { return "" }
        do throws(BuildError) {
            return String(decoding: try CanonicalJSON.encode(status), as: UTF8.self) + "\n"
        } catch {
            return ""
        }
    }

    package mutating func refresh(at seconds: Double) -> String { "" }

    package mutating func finish(at seconds: Double) -> String { "" }

    private mutating func status(_ event: TimedProgressEvent) -> RawStatus? {
        let time = Timestamp(secondsSince1970: epoch + event.seconds).rfc3339
        switch event.event {
        case .started(let step, let name):
            let digest = Digest(of: "\(step.number) \(name)".utf8)
            let vertex = RawStatus.Vertex(digest: digest, name: name, started: time)
            vertexes[step] = vertex
            return RawStatus(vertexes: [vertex])
        case .log(let step, let bytes):
            guard let vertex = vertexes[step]?.digest else { return nil }
            return RawStatus(logs: [.init(vertex: vertex, data: Data(bytes), timestamp: time)])
        case .status(let step, let text):
            guard let vertex = vertexes[step]?.digest else { return nil }
            let status = RawStatus.Status(
                id: text, vertex: vertex, current: 0, timestamp: time, started: time, completed: time)
            return RawStatus(statuses: [status])
        case .transfer(let step, let current, let total):
            guard let vertex = vertexes[step] else { return nil }
            let status = RawStatus.Status(
                id: "transferring", vertex: vertex.digest, total: total, current: current, timestamp: time,
                started: vertex.started, completed: total == current ? time : nil)
            return RawStatus(statuses: [status])
        case .finished(let step, let outcome):
            return vertexes.removeValue(forKey: step).map { RawStatus(vertexes: [$0.ended(outcome, at: time)]) }
        case .warning(let diagnostic):
            return RawStatus(warnings: [RawStatus.Warning(diagnostic)])
        }
    }
}
