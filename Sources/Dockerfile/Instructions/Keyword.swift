import Diagnostics

/// The instructions of the language. Keywords are read in any case.
package enum Keyword: String, Sendable, CaseIterable {
    case add = "ADD"
    case arg = "ARG"
    case cmd = "CMD"
    case copy = "COPY"
    case entrypoint = "ENTRYPOINT"
    case env = "ENV"
    case expose = "EXPOSE"
    case from = "FROM"
    case healthcheck = "HEALTHCHECK"
    case label = "LABEL"
    case maintainer = "MAINTAINER"
    case onbuild = "ONBUILD"
    case run = "RUN"
    case shell = "SHELL"
    case stopsignal = "STOPSIGNAL"
    case user = "USER"
    case volume = "VOLUME"
    case workdir = "WORKDIR"

    init?(written text: String) {
        self.init(rawValue: text.uppercased())
    }

    /// The keyword that a person probably meant.
    static func closest(to text: String) -> Keyword? {
        let longest = 20
        guard text.utf8.count <= longest else { return nil }
        return Suggestion.closest(to: text, in: allCases.map(\.rawValue)).flatMap(Keyword.init(rawValue:))
    }

    /// Whether the instruction's arguments may name heredocs.
    var takesHeredocs: Bool { self == .run || self == .copy || self == .add }
}
