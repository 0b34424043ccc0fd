package import Diagnostics

/// What a server said about a file, to ask whether it is still the same (RFC 9110 section 8.8).
package struct FileValidators: Hashable, Sendable {
    package let entityTag: String?
    /// The value of `Last-Modified`.
    package let modified: String?

    package init(entityTag: String?, modified: String?) {
        self.entityTag = entityTag
        self.modified = modified
    }

    /// Whether there is anything to ask with.
    var isEmpty: Bool { entityTag == nil && modified == nil }
}

/// Fetches files over HTTP for `ADD` and build contexts.
package protocol FileFetcher: Sendable {
    /// Fetches a file, unless it is still what the validators say.
    ///
    /// - Parameters:
    ///   - authorization: the value of `Authorization`, which no other host is shown; nil for none.
    ///   - take: takes the file's bytes as they come, with the number of all of them where that is known.
    /// - Returns: what the server said of it; nil if the file is still the same.
    /// - Throws: `notFound`, `denied`, `unreachable`, `usage` for an address that can't be used; what `take` throws.
    func fetch(
        _ address: String, authorization: String?, unlessStill validators: FileValidators?,
        _ take: (UnsafeRawBufferPointer, Int64?) throws(BuildError) -> Void
    ) async throws(BuildError) -> FileValidators?
}
