import Analysis
import Testing

struct NodePackageTests {
    private let manifest = #"{"name": "@babel/core", "version": "7.0.1", "main": "x", "dependencies": {"a": {}}}"#

    @Test("a package is the directory in node_modules or Debian's directory, with its scope or without")
    func paths() {
        for directory in [
            "app/node_modules/express", "node_modules/a/node_modules/@babel/core", "usr/share/nodejs/semver",
            "usr/share/nodejs/@babel/core", "opt/.pnpm/a@1/node_modules/a",
        ] {
            #expect(names("\(directory)/package.json", manifest) == ["@babel/core 7.0.1"], "\(directory)")
        }
        for directory in [
            "app", "node_modules", "node_modules/a/lib", "node_modules/@babel", "usr/share/nodejs",
            "usr/share/nodejs/a/b",
            "srv/usr/share/nodejs/a",
        ] {
            #expect(names("\(directory)/package.json", manifest) == nil, "\(directory)")
        }
    }

    @Test("what names no package, or no version, is none")
    func partial() {
        for text in [
            #"{"type": "module"}"#, #"{"name": "a"}"#, #"{"name": 1, "version": "1"}"#, "[]", "{", "",
            #"{"name": "", "version": "1"}"#, #"{"name": "a\u001b[0m", "version": "1"}"#,
            String(repeating: "[", count: 100_000),
        ] {
            #expect((names("node_modules/a/package.json", text) ?? []).isEmpty, "\(text.prefix(40))")
        }
    }
}
