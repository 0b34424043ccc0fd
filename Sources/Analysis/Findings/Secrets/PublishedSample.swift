/// Keys that software ships for its tests and as examples. Everyone has them, so that they are no secrets.
enum PublishedSample {
    private static let libraries: Set<String> = ["dist-packages", "gems", "node_modules", "site-packages"]
    private static let samples: Set<String> = [
        "certdata", "doc", "docs", "dummyserver", "example", "examples", "fixtures", "test", "test_data", "testdata",
        "testing", "tests",
    ]

    /// Whether a file belongs to the tests, examples or documentation of installed software: below a directory named so
    /// that is itself below one for libraries. An application's own tests are not meant.
    static func isPath(_ path: [UInt8]) -> Bool {
        let names = String(decoding: path, as: UTF8.self).split(separator: "/").map(String.init)
        guard let library = names.indices.dropLast().first(where: { isLibrary(names, $0) }) else { return false }
        let below = names[(library + 1)...]
        return below.dropLast().contains(where: samples.contains) || below.last?.hasSuffix("_test.go") == true
    }

    private static func isLibrary(_ names: [String], _ index: Int) -> Bool {
        let (name, parent) = (names[index], index > 0 ? names[index - 1] : "")
        return switch name {
        case "lib", "lib64", "share": parent == "usr" || parent == "local"
        case _ where name.hasPrefix("python"): parent == "lib"
        default: libraries.contains(name)
        }
    }
}
