import Diagnostics
import ImageModel
import Testing

@testable import Execution

/// YAML as Container Device Interface files are written in it.
@Suite struct YAMLReaderTests {
    private func read(_ text: String) throws -> JSONValue {
        try YAMLReader.document(Array(text.utf8), what: "'a.yaml'")
    }

    private func failure(_ text: String) throws -> String {
        let error = try #require(throws: BuildError.self) { _ = try read(text) }
        #expect(error.code == .corrupt)
        return error.message
    }

    @Test("maps, lists and texts in all their forms become what they stand for")
    func forms() throws {
        let value = try read(
            """
            # a comment
            ---
            kind: vendor.example/gpu   # another
            plain: [a b, 'it''s', "tab\\t", 0, true, 1.50, "null"]
            nothing: {a: , b: ~, c: null}
            folded: >-
              one
              two
            literal: |
              one
              two
            tagged: !!str null
            ...
            """)
        #expect(
            value
                == .object([
                    "kind": .string("vendor.example/gpu"),
                    "plain": .array(["a b", "it's", "tab\t", "0", "true", "1.50", "null"].map { .string($0) }),
                    "nothing": .object(["a": .null, "b": .null, "c": .null]),
                    "folded": .string("one two"), "literal": .string("one\ntwo\n"), "tagged": .string("null"),
                ]))
    }

    @Test("an alias stands for what its anchor is on")
    func aliases() throws {
        let value = try read("a: &x {b: [1]}\nc: *x\nd: &y text\ne: *y\n")
        let shared = JSONValue.object(["b": .array([.string("1")])])
        #expect(value == .object(["a": shared, "c": shared, "d": .string("text"), "e": .string("text")]))
    }

    @Test(
        "what is no YAML, or no such file, is an error with its line",
        arguments: [
            ("a: [1\nb: 2\n", "line 2: "), ("", "it is empty"), ("# nothing\n", "it is empty"),
            ("a: 1\n---\nb: 2\n", "it has more than one document"), ("a: 1\na: 2\n", "line 2: the key 'a' comes twice"),
            ("a: *b\n", "line 1: no anchor is named 'b'"), ("&a [*a]\n", "no anchor is named 'a'"),
            ("a: &b {c: 1}\nd:\n  <<: *b\n", "line 3: maps can't be merged"), ("? [a]\n: b\n", "a key is no text"),
            ("a: !thing b\n", "the tag '!thing' is not known"), ("a: \u{1}\n", "control characters"),
        ])
    func damaged(text: String, message: String) throws {
        #expect(try failure(text).hasPrefix("'a.yaml' can't be read: line "))
        #expect(try failure(text).contains(message))
    }

    @Test("what would become very large or deep is refused before it does")
    func hostile() throws {
        var laughs = "a0: &a0 [\(Array(repeating: "lol", count: 10).joined(separator: ", "))]\n"
        for level in 1..<20 {
            let names = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            laughs += "a\(level): &a\(level) [\(names)]\n"
        }
        #expect(try failure(laughs).contains("it stands for too much"))
        let text = String(repeating: "x", count: 1 << 20)
        #expect(
            try failure("a: &a \(text)\nb: [\(Array(repeating: "*a", count: 100).joined(separator: ","))]\n")
                .contains("it stands for too much"))
        for (open, close) in [("[", "]"), ("{a: ", "}")] {
            let deep = String(repeating: open, count: 5000) + "x" + String(repeating: close, count: 5000)
            #expect(try failure(deep).contains("nested deeper than 64 levels"))
        }
        #expect(try failure(String(repeating: "- ", count: 5000)).contains("nested deeper than 64 levels"))
    }
}
