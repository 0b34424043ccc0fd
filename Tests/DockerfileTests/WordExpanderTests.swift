import Diagnostics
import Testing

@testable import Dockerfile

@Suite struct WordExpanderTests {
    private static let environment = [
        "name": "value", "empty": "", "path": "/usr/local/lib/libz.so.1", "words": "80 443/tcp", "v1": "one",
        "é": "accent",
        "star": "a*b", "double": "aXbXc", "blank": "two  words",
    ]

    private func expand(_ text: String, escape: Escape = .backslash) throws -> WordExpander.Expansion {
        try WordExpander(escape: escape).expand(word(text)) { Self.environment[$0] }
    }

    private func word(_ text: String) -> Word {
        let file = SourceFile(name: "Dockerfile", text: text)
        return Word(text: text, range: SourceRange(file, 0..<file.bytes.count))
    }

    @Test(
        "a word expands to this text",
        arguments: [
            ("plain", "plain"), ("", ""),
            ("$name", "value"), ("${name}", "value"), ("a${name}b", "avalueb"), ("$name.txt", "value.txt"),
            ("$name$name", "valuevalue"), ("$missing", ""), ("a${missing}b", "ab"), ("$é", "accent"), ("$v1", "one"),
            ("$", "$"), ("a$", "a$"), ("$.x", "$.x"), ("a $ b", "a $ b"), ("$/", "$/"), ("$(x)", "$(x)"),
            ("$001aaa", "aaa"), ("$@x", "x"), ("$*", ""), ("$#", ""), ("$?", ""), ("$-", ""), ("$$name", "name"),
            ("$!x", "x"),
            ("${name:-w}", "value"), ("${empty:-w}", "w"), ("${empty-w}", ""), ("${missing-w}", "w"),
            ("${missing:-}", ""),
            ("${name:+w}", "w"), ("${empty:+w}", ""), ("${empty+w}", "w"), ("${missing+w}", ""), ("${missing:+w}", ""),
            ("${name:?e}", "value"), ("${empty?e}", ""),
            ("${missing:-${empty:-$name}}", "value"), ("${missing:-a b}", "a b"), ("${missing:-'$name'}", "$name"),
            ("${missing:-\"$name\"}", "value"), ("${missing:-a\\}b}", "a}b"), ("x${missing:-}y", "xy"),
            ("'$name'", "$name"), ("\"$name\"", "value"), ("a'b'c\"d\"", "abcd"), ("\"a'b\"", "a'b"),
            ("'a\"b'", "a\"b"),
            ("\"\\$name\"", "$name"), ("\"a\\\"b\"", "a\"b"), ("\"a\\\\b\"", "a\\b"), ("\"a\\nb\"", "a\\nb"),
            ("'a\\'", "a\\"),
            ("\\$name", "$name"), ("a\\ b", "a b"), ("\\a\\b", "ab"), ("a\\", "a"), ("\\\\", "\\"), ("\\'x\\'", "'x'"),
        ])
    func text(_ input: String, _ expected: String) throws {
        #expect(try expand(input).text == expected)
    }

    @Test(
        "a pattern takes away or replaces part of a value",
        arguments: [
            ("${path#*/}", "usr/local/lib/libz.so.1"), ("${path##*/}", "libz.so.1"), ("${path%/*}", "/usr/local/lib"),
            ("${path%%.*}", "/usr/local/lib/libz"), ("${path%.*}", "/usr/local/lib/libz.so"),
            ("${path#/usr}", "/local/lib/libz.so.1"),
            ("${path#x}", "/usr/local/lib/libz.so.1"), ("${path%?}", "/usr/local/lib/libz.so."), ("${path##*}", ""),
            ("${path%%*}", ""), ("${path#*}", "/usr/local/lib/libz.so.1"), ("${name#v?l}", "ue"), ("${missing#x}", ""),
            ("${star#a\\*}", "b"), ("${name#\\?}", "value"), ("${path/lib/LIB}", "/usr/local/LIB/libz.so.1"),
            ("${path//lib/LIB}", "/usr/local/LIB/LIBz.so.1"), ("${double/X/}", "abXc"), ("${double//X/-}", "a-b-c"),
            ("${double/X*/-}", "a-"), ("${double/b*X/-}", "aX-c"), ("${double//?/y}", "yyyyy"),
            ("${path//\\//_}", "_usr_local_lib_libz.so.1"),
            ("${double/q/r}", "aXbXc"), ("${name/*/x}", "x"), ("${name//*/x}", "x"), ("${name/$name/$v1}", "one"),
            ("${name#$missing}", "value"), ("${name//l/${v1}}", "vaoneue"), ("${empty/x/y}", ""),
        ])
    func pattern(_ input: String, _ expected: String) throws {
        #expect(try expand(input).text == expected)
    }

    @Test(
        "a backtick escapes where the directive says so",
        arguments: [
            ("`$name", "$name"), ("c:\\x", "c:\\x"), ("\"`$name\"", "$name"), ("\\$name", "\\value"), ("a`", "a"),
        ])
    func backtick(_ input: String, _ expected: String) throws {
        #expect(try expand(input, escape: .backtick).text == expected)
    }

    @Test(
        "a bad substitution is an error at the word",
        arguments: [
            ("${}", "bad substitution: '${' without a name"), ("${:-x}", "bad substitution: '${' without a name"),
            ("${{x}}", "bad substitution: '${' without a name"), ("${name", "missing '}' in '${…}'"),
            ("${name:-x", "missing '}' in '${…}'"), ("${", "bad substitution: '${' without a name"),
            ("${name:=x}", "unsupported modifier ':=' in a substitution of 'name'"),
            ("${name:YY}", "unsupported modifier ':Y' in a substitution of 'name'"),
            ("${name:#v}", "unsupported modifier ':#' in a substitution of 'name'"),
            ("${name:}", "unsupported modifier ':}' in a substitution of 'name'"),
            ("${name!x}", "unsupported modifier '!' in a substitution of 'name'"),
            ("${name/x}", "missing '/' in '${…}'"), ("${name/x/y", "missing '}' in '${…}'"),
            ("${name#\\a}", "invalid escape '\\a' in a pattern"), ("'x", "unmatched single quote"),
            ("\"x", "unmatched double quote"),
            ("${missing?}", "missing: is not allowed to be unset"), ("${empty:?}", "empty: is not allowed to be empty"),
            ("${missing:?set it to $name}", "missing: set it to value"),
            (
                String(repeating: "${a:-", count: 60) + String(repeating: "}", count: 60),
                "substitutions are nested too deeply"
            ),
        ])
    func failure(_ input: String, _ message: String) throws {
        let error = try #require(throws: BuildError.self) { try expand(input) }
        #expect(error.code == .invalidInput)
        #expect(error.diagnostics.map(\.message) == [message])
        #expect(error.diagnostics.map(\.code) == ["invalid-substitution"])
        #expect(error.diagnostics.first?.range?.bytes == 0..<input.utf8.count)
    }

    @Test("variables that are not set are named once, in order, unless something stands in for them")
    func unset() throws {
        #expect(try expand("$b ${a} $b ${c:-x} ${d+y} $name ${e#f}").unsetNames == ["b", "a", "e"])
    }

    @Test(
        "an expanded text falls into words at blanks that are not quoted",
        arguments: [
            ("$words", ["80", "443/tcp"]), ("\"$words\"", ["80 443/tcp"]), ("a$blank", ["atwo", "words"]),
            ("$empty", []),
            ("1\\ 2", ["1 2"]), ("'1 2'3", ["1 23"]),
        ])
    func words(_ input: String, _ expected: [String]) throws {
        let (words, _) = try WordExpander(escape: .backslash).expandToWords(word(input)) { Self.environment[$0] }
        #expect(words == expected)
    }

    @Test(
        "a heredoc keeps its quotes and escapes with a backslash",
        arguments: [
            ("a 'b' \"$name\"\n", "a 'b' \"value\"\n"), ("\\$name \\\\ x\n", "$name \\ x\n"),
            ("it's $v1\n", "it's one\n"),
            ("a\\\nb\n", "a\nb\n"), ("${missing:-'q'}\n", "'q'\n"),
        ])
    func heredoc(_ input: String, _ expected: String) throws {
        let heredoc = Heredoc(
            name: "EOF", rawContent: input, stripsTabs: false, expands: true, range: word("x").range)
        #expect(try WordExpander(escape: .backtick).expand(heredoc) { Self.environment[$0] }.text == expected)
    }

    @Test("a heredoc with a quoted delimiter is not expanded, only its tabs go")
    func quotedHeredoc() throws {
        let heredoc = Heredoc(
            name: "EOF", rawContent: "\t\t$name\n \tx\n\n\ty", stripsTabs: true, expands: false, range: word("x").range)
        let expansion = try WordExpander(escape: .backslash).expand(heredoc) { Self.environment[$0] }
        #expect(expansion.text == "$name\n \tx\n\ny")
    }

    @Test("a text that grows without end is refused")
    func growth() {
        let large = String(repeating: "x", count: 1 << 20)
        let doubling = word(String(repeating: "$a", count: 20))
        #expect(throws: BuildError.self) {
            try WordExpander(escape: .backslash).expand(doubling) { _ in large }
        }
    }
}
