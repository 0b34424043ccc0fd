import Diagnostics

extension SourceStatement {
    /// What follows a name in the comments directly above that begin with it; empty if none does.
    func description(of name: String?) -> String {
        guard let name else { return "" }
        let comment = descriptions.first { $0.hasPrefix(name + " ") }
        return comment.map { String($0.dropFirst(name.count + 1)) } ?? ""
    }
}

extension SourceRange {
    /// The lines of the range, from 1.
    var lines: ClosedRange<Int> { line...max(line, lastLine) }
}
