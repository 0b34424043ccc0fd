import Diagnostics
import Glibc

extension BuildError {
    /// The help of all errors that a damaged store ends in.
    static let repairHelp = "run 'pith fsck --repair'"

    /// The database can't be used as it is.
    static func damagedDatabase(_ why: String) -> BuildError {
        BuildError(.corrupt, "the store's database is damaged: \(why)", help: repairHelp)
    }

    static let fullDatabase = BuildError(
        .diskFull, "the store can't be written: no space left on the device", help: "free some space, then try again")

    /// The same error, with the help that repairs it if something in the store is damaged.
    var withRepairHelp: BuildError {
        guard code == .corrupt, help == nil else { return self }
        return BuildError(code, message, diagnostics: diagnostics, help: Self.repairHelp, underlying: underlying)
    }

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
