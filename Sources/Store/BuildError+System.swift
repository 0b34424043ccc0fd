import Diagnostics
import Glibc

extension BuildError {
    /// A failed system call of the store: `diskFull` for a full disk or quota, else `store`.
    static func system(_ code: Int32, _ what: String) -> BuildError {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: return BuildError(.diskFull, "\(what): \(reason)", help: "free some space, then try again")
        case EACCES, EPERM, EROFS:
            return BuildError(.store, "\(what): \(reason)", help: "set PITH_ROOT to a directory that you can write to")
        default: return BuildError(.store, "\(what): \(reason)")
        }
    }
}
