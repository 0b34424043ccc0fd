package import Diagnostics

/// What `--chmod` does to a file's mode: a number, or clauses as chmod(1) has them (POSIX, with BSD's `X`), the umask
/// taken as 0.
package struct ModeChange: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case absolute(UInt16)
        case symbolic([ModeClause])
    }

    private let form: Form

    /// Reads `755`, `04755`, `u=rwX,go=rX`, `+x`, `a+X`, `g=u`.
    ///
    /// - Throws: `invalidInput`.
    package init(parsing text: String) throws(BuildError) {
        if let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            guard text.utf8.count <= 5, let mode = UInt16(text, radix: 8), mode <= 0o7777 else {
                throw BuildError(.invalidInput, "'\(text)' is not a file mode: expected an octal number from 0 to 7777")
            }
            form = .absolute(mode)
            return
        }
        var clauses = [ModeClause]()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let parsed = ModeClause.parse(part) else {
                throw BuildError(
                    .invalidInput, "'\(text)' is not a file mode: '\(part)' is not a clause such as 'u=rwX' or 'go-w'")
            }
            clauses += parsed
        }
        form = .symbolic(clauses)
    }

    /// The mode that replaces every other, if it was given as a number: it counts for directories that have to be made
    /// too.
    package var absoluteMode: UInt16? {
        if case .absolute(let mode) = form { mode } else { nil }
    }

    /// The mode (0–07777) that a file or directory of this mode gets.
    package func apply(to mode: UInt16, isDirectory: Bool) -> UInt16 {
        switch form {
        case .absolute(let mode): mode
        case .symbolic(let clauses):
            clauses.reduce(mode) { $1.apply(to: $0, isExecutable: isDirectory || mode & 0o111 != 0) }
        }
    }
}

/// One action of a symbolic mode: `u=rwX` is one, `g-w+s` two.
struct ModeClause: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case add, remove, set
    }

    /// The classes it changes, as a mask of nine bits: `u` is 0700.
    let who: UInt16
    let action: Action
    /// Permissions given in one class's three bits.
    var permissions: UInt16 = 0
    /// `X`: execution, for directories and for files that someone may execute.
    var executesIfExecutable = false
    /// `s` and `t`
    var setsIdentity = false
    var isSticky = false
    /// `g=u`: the class whose permissions are taken, as the number of bits that it is shifted by.
    var copiedShift: UInt16?

    /// - Parameter isExecutable: whether `X` counts: for a directory, and for a file that someone could execute before.
    func apply(to mode: UInt16, isExecutable: Bool) -> UInt16 {
        var bits = permissions
        if executesIfExecutable, isExecutable { bits |= 1 }
        if let copiedShift { bits |= mode >> copiedShift & 7 }
        var change = (bits * 0o111) & who
        if setsIdentity { change |= identityMask }
        // As in BSD, the sticky bit belongs to no class, but others alone can't change it.
        if isSticky, who != 0o007 { change |= 0o1000 }
        switch action {
        case .add: return mode | change
        case .remove: return mode & ~change
        case .set: return mode & ~(who | identityMask) | change
        }
    }

    /// setuid for the user's class, setgid for the group's.
    private var identityMask: UInt16 { (who & 0o700 != 0 ? 0o4000 : 0) | (who & 0o070 != 0 ? 0o2000 : 0) }
}
