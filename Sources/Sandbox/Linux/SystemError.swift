import Diagnostics
import Glibc
import SystemPackage

/// What the kernel said about the last call of this thread.
func lastError() -> Errno { Errno(rawValue: errno) }

extension BuildError {
    /// `<what>: <the kernel's words>`, with `diskFull` for a full disk or quota.
    static func sandbox(_ what: String, _ error: Errno = lastError(), help: String? = nil) -> BuildError {
        let isFull = error == .noSpace || error == .diskQuotaExceeded
        return BuildError(isFull ? .diskFull : .sandbox, "\(what): \(error.description.lowercasedFirst)", help: help)
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

/// Throws unless a system call's result says that it worked.
@discardableResult
func check(_ result: Int32, _ what: @autoclosure () -> String) throws(BuildError) -> Int32 {
    guard result >= 0 else {
        let error = lastError()
        throw .sandbox(what(), error)
    }
    return result
}
