import ArgumentParser

/// How lists and reports are written.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}
