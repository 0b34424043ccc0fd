package import Diagnostics
import Planning

/// Sizes as docker's options take them.
package enum PruneSize {
    /// Reads `512`, `10GB`, `1.5g`, `64MiB`: a number and a unit, which is a power of 1024 however it is spelled.
    ///
    /// - Parameter option: what asked for it, for the error.
    /// - Returns: bytes.
    /// - Throws: `usage`.
    package static func parse(_ text: String, of option: String) throws(BuildError) -> Int64 {
        if let bytes = ByteSize.parse(text) { return bytes }
        throw BuildError(
            .usage, "\(option) '\(text)' can't be used: it is not a size", help: "use a number and a unit, such as 10GB"
        )
    }
}
