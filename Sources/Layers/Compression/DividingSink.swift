package import Diagnostics

/// Passes all bytes on to two sinks.
package final class DividingSink: ByteSink {
    private let first: any ByteSink
    private let second: any ByteSink

    package init(_ first: any ByteSink, _ second: any ByteSink) {
        self.first = first
        self.second = second
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        try first.write(bytes)
        try second.write(bytes)
    }

    package func finish() throws(BuildError) {
        try first.finish()
        try second.finish()
    }
}
