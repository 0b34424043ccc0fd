import Commands
import Diagnostics
import Testing

/// What is wrong with a template is said where it is. Docker refuses all of these, too.
struct TemplateErrorTests {
    @Test("an error shows the template, and points at the place")
    func place() throws {
        let failure = try #require(try Judged.failure("{{.Os}} {{.Config.User | uper}}"))
        #expect(failure.code == .usage)
        #expect(
            failure.text == """
                --format:1:26: error: the template can't be used: there is no function 'uper' [usage]
                  1 | {{.Os}} {{.Config.User | uper}}
                    |                          ^~~~
                help: did you mean 'upper'?

                """)
    }

    @Test(
        "a template that can't be understood is wrong usage",
        arguments: [
            ("{{.Os", 1, "the action has no end"), ("{{.Os}", 6, "there is a '}' where none can be"),
            ("{{}}", 1, "there is no value"), ("{{end}}", 1, "nothing here that 'end' could belong to"),
            ("{{else}}", 1, "nothing here that 'else' could belong to"), ("{{if .Os}}x", 1, "'if' has no end"),
            ("{{if}}x{{end}}", 1, "there is no value"), ("{{range}}x{{end}}", 1, "there is no value"),
            ("{{if .Os}}a{{else}}b{{else}}c{{end}}", 21, "a second 'else'"),
            ("{{if .Os}}a{{else .Os}}b{{end}}", 19, "nothing can be behind 'else'"),
            ("{{break}}", 1, "'break' is outside of any 'range'"),
            ("{{range .RepoTags}}{{define \"a\"}}{{end}}{{end}}", 20, "'define' is inside of another action"),
            ("{{$x}}", 3, "there is no variable '$x'"), ("{{$x = 1}}", 3, "there is no variable '$x'"),
            ("{{if $x := .Os}}{{end}}{{$x}}", 26, "there is no variable '$x'"),
            ("{{define \"a\"}}{{$x}}{{end}}{{$x := 1}}", 17, "there is no variable '$x'"),
            ("{{| .Os}}", 3, "there is no value"), ("{{.Os | | len}}", 9, "there is no value"),
            ("{{(.Os}}", 3, "the parenthesis is not closed"), ("{{.Os)}}", 6, "')' can't be here"),
            ("{{\"abc}}", 3, "the string has no end"), ("{{`abc}}", 3, "the string has no end"),
            ("{{'ab'}}", 3, "this is not a character"), (#"{{"\q"}}"#, 4, "no such escape sequence"),
            ("{{1a}}", 3, "'1a' is not a number"), ("{{/* open}}", 3, "the comment has no end"),
            ("{{/* x */ .Os}}", 3, "a comment stands alone"), ("{{.Os /* x */}}", 7, "there is a '/'"),
            ("{{1 2}}", 3, "this is not a function"), ("{{.Os .Os}}", 3, "this is not a function"),
            ("{{.Os | 1}}", 9, "this is not a function"), ("{{nil}}", 3, "'nil' is not a command"),
            ("{{upper}}", 3, "'upper' wants 1 argument, and gets 0"),
            ("{{upper .Os .Os}}", 3, "'upper' wants 1 argument, and gets 2"),
            ("{{eq 1}}", 3, "'eq' wants at least 2 arguments, and gets 1"),
            ("{{range $a, $b, $c := .RepoTags}}{{end}}", 20, "not one variable, or two"),
            ("{{template \"t\"}}", 12, "there is no template 't'"), ("{{template .}}", 1, "'template' wants a name"),
            ("{{define \"t\"}}a{{end}}{{define \"t\"}}b{{end}}", 32, "a second template 't'"),
            ("{{define \"t\"}}a{{else}}b{{end}}", 16, "'else' could belong to"),
            ("{{.Config.env}}", 10, "there is no field 'env' here"), ("{{.Foo}}", 3, "there is no field 'Foo' here"),
        ] as [(String, Int, String)])
    func usage(template: String, column: Int, message: String) throws {
        let failure = try #require(try Judged.failure(template))
        #expect(failure.code == .usage)
        #expect(failure.text.hasPrefix("--format:1:\(column): error: ") && failure.text.contains(message))
    }

    @Test(
        "what a function can't do with a value is the value's fault",
        arguments: [
            ("{{index .Config.Env 9}}", "there is no element 9 among 3"),
            ("{{index .Config.Env -1}}", "there is no element -1 among 3"),
            ("{{index .Config.Env \"a\"}}", "'index' wants a number, and gets a value of type string"),
            ("{{index .Config.Labels 1}}", "'index' wants a string, and gets a value of type int"),
            ("{{index 5 1}}", "a value of type int has no elements"),
            ("{{slice \"abc\" 4}}", "there is no element 4 among 3"),
            ("{{slice \"abc\" 2 1}}", "there is no element 2"),
            ("{{slice .Config.Labels 1}}", "a value of type map has no parts"),
            ("{{len 5}}", "a value of type int has no length"), ("{{upper 1}}", "'upper' wants a string"),
            ("{{join .Os \",\"}}", "'join' wants a list first"), ("{{eq 1 \"a\"}}", "can't be compared"),
            ("{{eq 1 1.0}}", "can't be compared"), ("{{lt true false}}", "can't be compared"),
            ("{{eq .Config.Env .Config.Env}}", "can't be compared"),
            ("{{range .Os}}x{{end}}", "no range over a value of type string"),
            ("{{.Os.Foo}}", "a value of type string has no field 'Foo'"),
            ("{{printf \"%99999d\" 1}}", "nothing wider than 10000"),
        ])
    func values(template: String, message: String) throws {
        let failure = try #require(try Judged.failure(template))
        #expect(failure.code == .invalidInput)
        #expect(failure.text.contains(message) && failure.text.contains("\n    | "))
    }

    @Test("templates that are in one another without an end are stopped")
    func depth() throws {
        let calls = try #require(try Judged.failure("{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}"))
        #expect(calls.text.contains("'r' is in itself too often"))
        let deep = String(repeating: "{{if 1}}", count: 200) + String(repeating: "{{end}}", count: 200)
        #expect(try #require(try Judged.failure(deep)).text.contains("too much in one another"))
        let parentheses = "{{\(String(repeating: "(", count: 10_000))1\(String(repeating: ")", count: 10_000))}}"
        #expect(try #require(try Judged.failure(parentheses)).text.contains("too much in one another"))
    }

    @Test("on a terminal, control characters of values are written out, and lines stay")
    func terminal() throws {
        let value = TemplateValue.string("a\u{1B}[31m\nb")
        #expect(try Template(parsing: "{{.}}").render(value, escapesControls: true) == "a\\u{1B}[31m\nb")
        #expect(try Template(parsing: "{{.}}").render(value) == "a\u{1B}[31m\nb")
    }
}
