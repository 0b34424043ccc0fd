import Diagnostics
import Testing

@testable import Dockerfile

@Suite struct IgnorePatternsTests {
    private func patterns(_ text: String) throws -> IgnorePatterns {
        try IgnorePatterns(parsing: SourceFile(name: ".dockerignore", text: text))
    }

    @Test(
        "a pattern leaves out these paths",
        arguments: [
            ("foo", ["foo", "foo/bar", "foo/bar/baz"]), ("/foo", ["foo", "foo/a"]), ("./foo/", ["foo", "foo/a"]),
            ("foo/bar", ["foo/bar", "foo/bar/x"]), ("a/../foo", ["foo"]), ("/../foo", ["foo"]), ("  foo\t", ["foo"]),
            ("*.o", ["x.o", ".o", "x.o/y"]), ("*/*.o", ["a/x.o", "a/x.o/b"]), ("a?c", ["abc", "aéc"]),
            ("foo*", ["foo", "foobar"]),
            ("[a-c]x", ["ax", "cx"]), ("[^a]x", ["bx", "éx"]), ("a\\*b", ["a*b"]), ("a[*]b", ["a*b"]), ("[\\]]", ["]"]),
            ("**", ["a", "a/b"]), ("**/foo", ["foo", "a/foo", "a/b/foo/c"]), ("**foo", ["foo", "xfoo", "a/xfoo"]),
            ("**/*.o", ["x.o", "a/b/x.o"]), ("foo/**", ["foo/a", "foo/a/b"]), ("foo**", ["foo", "foobar", "foo/x"]),
            ("a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/b/c"]), ("a/**/*.c", ["a/x.c", "a/b/x.c"]),
            ("**.pyc", ["x.pyc", "a/b.pyc"]),
            ("**/a/**/z", ["a/z", "x/a/y/z"]), ("a**b", ["ab", "ax/b"]), ("*/**", ["a/b", "a/b/c"]), ("\\#x", ["#x"]),
        ])
    func excludes(_ pattern: String, _ paths: [String]) throws {
        let patterns = try patterns(pattern)
        for path in paths { #expect(patterns.isExcluded(path), "\(path)") }
    }

    @Test(
        "a pattern keeps these paths",
        arguments: [
            ("foo", ["foobar", "a/foo", "fo", ".", ""]), ("foo/bar", ["foo", "foo/barx", "bar"]),
            ("*.o", ["x.c", "a/x.o", "o"]),
            ("a?c", ["ac", "a/c", "abbc"]), ("[a-c]x", ["dx", "x"]), ("[^a]x", ["ax", "x"]),
            ("foo/**", ["foo", "foobar"]),
            ("**/foo", ["xfoo", "foox"]), ("a/**/b", ["ab", "a/xb", "x/a/b"]), ("#foo", ["#foo", "foo"]),
            (".", ["a", "."]),
            ("/", ["a"]), ("\n\n", ["a"]), ("*/**", ["a"]), ("..", ["a"]), ("a/*/b", ["a/b", "a/x/y/b"]),
        ])
    func keeps(_ pattern: String, _ paths: [String]) throws {
        let patterns = try patterns(pattern)
        for path in paths { #expect(!patterns.isExcluded(path), "\(path)") }
    }

    @Test("the last pattern that matches a path or a directory above it decides")
    func exceptions() throws {
        let patterns = try patterns("*\n!src\nsrc/*.log\n!src/keep.log\n! docs/a\n")
        for path in ["x", "x/y", "src/a.log", "src/a.log/b", "docs", "docs/b"] {
            #expect(patterns.isExcluded(path), "\(path)")
        }
        for path in ["src", "src/main.c", "src/lib/x.c", "src/keep.log", "docs/a", "docs/a/b"] {
            #expect(!patterns.isExcluded(path), "\(path)")
        }
        #expect(try self.patterns("!foo\nfoo").isExcluded("foo"))
    }

    @Test(
        "an excluded directory is looked through only where an exception may match in it",
        arguments: [
            ("*\n!docs/a", "docs", true), ("*\n!docs/a", "src", false), ("*\n!docs/a", "docs/a", true),
            ("*", "docs", false),
            ("*\n!**/*.md", "a/b", true), ("*\n!*.md", "a", false), ("*\n!a/*/c", "a/b", true),
            ("*\n!a/*/c", "b", false),
            ("*\n!a/*/c", "a", true), ("*\n!a/**", "a/b", true), ("*\n!ab", "a", false), ("*\n!a?/x", "ab", true),
            ("*\n!a?/x", "abc", false), ("*\n!**x", "q", true),
        ])
    func descends(_ text: String, _ directory: String, _ expected: Bool) throws {
        let patterns = try patterns(text)
        #expect(patterns.mayContainIncluded(directory: directory) == expected)
    }

    @Test("malformed patterns are all reported at their places")
    func malformed() throws {
        let error = try #require(throws: BuildError.self) { try patterns("ok\n!\n a[b\nc\\\n[]x]\n[b-]\n") }
        #expect(error.code == .invalidInput)
        #expect(error.diagnostics.map { $0.range?.line } == [2, 3, 4, 5, 6])
        #expect(error.diagnostics.map { $0.range?.column } == [1, 2, 1, 1, 1])
    }

    @Test("a byte order mark, carriage returns and an empty file are no patterns")
    func edges() throws {
        let file = SourceFile(name: ".dockerignore", bytes: [0xEF, 0xBB, 0xBF] + Array("#c\r\nfoo\r\n".utf8))
        #expect(try IgnorePatterns(parsing: file).isExcluded("foo"))
        #expect(try !IgnorePatterns(parsing: file).isExcluded("c"))
        #expect(try !patterns("").isExcluded("foo"))
        #expect(!IgnorePatterns.none.isExcluded("foo"))
        #expect(try !patterns("a\nb").hasExceptions)
        #expect(try patterns("a\n!b").hasExceptions)
    }

    @Test("flag values are patterns too")
    func flags() throws {
        let file = SourceFile(name: "Dockerfile", text: " *.o !keep.o ")
        let words = [
            Word(text: "*.o ", range: SourceRange(file, 1..<4)),
            Word(text: "!keep.o", range: SourceRange(file, 5..<12)),
        ]
        let patterns = try IgnorePatterns(words)
        #expect(patterns.isExcluded("x.o") && !patterns.isExcluded("keep.o"))
    }

    @Test("many stars do not make matching slow")
    func stars() throws {
        let patterns = try patterns(String(repeating: "*a", count: 40) + "*b")
        #expect(!patterns.isExcluded(String(repeating: "a", count: 2_000)))
    }
}

@Suite struct PathPatternTests {
    @Test(
        "a component matches a pattern",
        arguments: [
            ("*", "abc", true), ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("?", "é", true),
            ("?", "ab", false),
            ("[a-c]?", "bx", true), ("[^a-c]", "b", false), ("\\*", "*", true), ("\\*", "x", false),
            ("*.[ch]", "x.c", true),
            ("**", "abc", true), ("*", "a/b", false), ("[\\^a]", "^", true), ("[z-a]", "b", false),
        ])
    func matches(_ pattern: String, _ component: String, _ expected: Bool) throws {
        #expect(try PathPattern(pattern).matches(component) == expected)
    }

    @Test("a malformed pattern is refused", arguments: ["[", "[a", "[]", "[^]", "a\\", "[a-", "[-x]"])
    func malformed(_ pattern: String) {
        #expect(throws: BuildError.self) { try PathPattern(pattern) }
    }

    @Test("wildcards are told from plain names")
    func wildcards() {
        #expect(["a*", "?", "[a]", "a\\b"].allSatisfy(PathPattern.hasWildcards))
        #expect(!["a", "a]b", "a.b-c", ""].contains(where: PathPattern.hasWildcards))
    }
}
