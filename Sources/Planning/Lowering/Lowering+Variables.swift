import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lower(_ declarations: [ArgumentDeclaration], _ state: inout StageState) throws(BuildError) {
        var texts = [String]()
        for declaration in declarations {
            let name = try expand(declaration.name, state)
            let written = try declaration.value.map { word throws(BuildError) in try expand(word, state) }
            texts.append(written.map { "\(name)=\($0)" } ?? name)
            state.setArgument(name, request.buildArguments[name] ?? written ?? globals.values[name])
        }
        state.recordEmpty("ARG \(texts.joined(separator: " "))")
    }

    mutating func lowerEnvironment(_ pairs: [KeyValue], _ state: inout StageState) throws(BuildError) {
        let values = try expand(pairs, state)
        for (name, value) in values { state.setEnvironment(name, value) }
        state.recordEmpty("ENV \(values.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
    }

    mutating func lowerLabels(_ pairs: [KeyValue], _ state: inout StageState) throws(BuildError) {
        let values = try expand(pairs, state)
        for (name, value) in values { state.config.labels[name] = value }
        state.recordEmpty("LABEL \(values.map { "\($0.name)=\($0.value)" }.joined(separator: " "))")
    }

    /// All pairs of one instruction see the variables as they were before it.
    private func expand(_ pairs: [KeyValue], _ state: StageState) throws(BuildError) -> [(name: String, value: String)]
    {
        var values = [(name: String, value: String)]()
        for pair in pairs { values.append((try expand(pair.key, state), try expand(pair.value, state))) }
        return values
    }
}
