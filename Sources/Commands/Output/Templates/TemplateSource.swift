import Diagnostics

/// The text of a template, and how messages point into it.
struct TemplateSource: Sendable {
    let file: SourceFile

    /// A template that can't be used, or not with what it is given.
    ///
    /// - Parameters:
    ///   - message: what is wrong.
    ///   - bytes: where.
    func failure(
        _ message: String, at bytes: Range<Int>, code: BuildError.Code = .usage, help: String? = nil
    ) -> BuildError {
        BuildError(
            code,
            [
                Diagnostic(
                    code: code.rawValue, "the template can't be used: \(message)", at: SourceRange(file, bytes),
                    help: help)
            ])
    }
}

/// Why a function of a template can't do what it is told. Whoever called it knows where.
struct TemplateFailure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
