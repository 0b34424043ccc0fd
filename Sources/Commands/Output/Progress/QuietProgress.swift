package import Diagnostics

/// Shows nothing: with `--quiet` the result on standard output is all there is, and errors have a renderer of their own.
package struct QuietProgress: ProgressRenderer {
    package init() {}

    package mutating func take(_ event: TimedProgressEvent) -> String { "" }

    package mutating func refresh(at seconds: Double) -> String { "" }

    package mutating func finish(at seconds: Double) -> String { "" }
}
