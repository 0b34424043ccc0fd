package import Diagnostics
import Glibc
package import SystemPackage

/// Makes system calls: again after a signal, their failures as errors.
package enum SystemCall {
    /// Makes one call that returns -1 on failure.
    ///
    /// - Throws: what `errno` says.
    @discardableResult
    package static func attempt<Value: SignedInteger>(_ call: () -> Value) throws(Errno) -> Value {
        while true {
            let value = call()
            if value != -1 { return value }
            let number = Errno(rawValue: errno)
            if number != .interrupted { throw number }
        }
    }

    /// Makes one call whose failure is an error as it stands.
    ///
    /// - Parameters:
    ///   - code: the error's code, unless the disk or quota is full.
    ///   - what: what failed, the path in it: `'/etc/passwd' can't be read`.
    @discardableResult
    package static func run<Value: SignedInteger>(
        _ code: BuildError.Code, _ what: @autoclosure () -> String, _ call: () -> Value
    ) throws(BuildError) -> Value {
        do throws(Errno) {
            return try attempt(call)
        } catch {
            throw BuildError(error, code, what())
        }
    }
}

extension BuildError {
    /// The error for a system call that failed: `diskFull` for a full disk or quota, else the given code.
    package init(_ number: Errno, _ code: Code, _ what: String) {
        let isFull = number == .noSpace || number == .diskQuotaExceeded
        let reason = number.description
        let lowered = reason.prefix(1).lowercased() + reason.dropFirst()
        self.init(isFull ? .diskFull : code, "\(what): \(lowered)", underlying: number)
    }
}
