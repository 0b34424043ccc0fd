import Diagnostics
import Dockerfile

/// ONBUILD triggers as images carry them.
enum OnbuildTrigger {
    /// Reads one trigger.
    ///
    /// - Parameter image: the name of the image, for errors.
    /// - Throws: `invalidInput` with places in the trigger's own text.
    static func parse(_ text: String, of image: String) throws(BuildError) -> Instruction {
        let file = SourceFile(name: "ONBUILD of '\(image)'", text: text)
        let (instruction, diagnostics) = DockerfileParser.parseTrigger(file)
        guard let instruction else { throw BuildError(.invalidInput, diagnostics.filter { $0.severity == .error }) }
        switch instruction.keyword {
        case .onbuild, .from, .maintainer:
            let diagnostic = Diagnostic(
                code: "invalid-trigger", "\(instruction.keyword.rawValue) is not allowed as an ONBUILD trigger",
                at: instruction.range)
            throw BuildError(.invalidInput, [diagnostic])
        default: return instruction
        }
    }
}
