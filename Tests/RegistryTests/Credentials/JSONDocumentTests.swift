import FoundationEssentials
import ImageModel
import Testing

@testable import Registry

@Suite("JSON that keeps its order")
struct JSONDocumentTests {
    private func rewritten(_ text: String) throws -> String {
        String(decoding: try JSONParser.parse(Array(text.utf8)).bytes, as: UTF8.self)
    }

    @Test("members keep their order, numbers their digits")
    func order() throws {
        let text = #"{"z":1.50,"a":{"y":[],"b":{},"c":[1,-2e+10,true,false,null]},"z2":12345678901234567890123}"#
        #expect(
            try rewritten(text) == """
                {
                \t"z": 1.50,
                \t"a": {
                \t\t"y": [],
                \t\t"b": {},
                \t\t"c": [
                \t\t\t1,
                \t\t\t-2e+10,
                \t\t\ttrue,
                \t\t\tfalse,
                \t\t\tnull
                \t\t]
                \t},
                \t"z2": 12345678901234567890123
                }

                """)
    }

    @Test(
        "what is written means what was read",
        arguments: [
            #""a\"b\\c\/d\b\f\n\r\t""#, #""\u0000\u001f\u007f\u2028""#, #""\ud83d\ude00 ü 漢 😀""#,
            " [ 1 , {\"a\":\r\n2 } ] ",
            "\"\u{7F}\"", "0", "null", #"{"":"","a b":[[[]]]}"#,
        ])
    func meaning(text: String) throws {
        let decoder = JSONDecoder()
        let original = try decoder.decode(JSONValue.self, from: Data(text.utf8))
        #expect(try decoder.decode(JSONValue.self, from: Data(rewritten(text).utf8)) == original)
    }

    @Test("half a surrogate pair becomes the replacement character", arguments: [#""\ud83d""#, #""\ude00""#])
    func halfPair(text: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).text == "\u{FFFD}")
    }

    @Test("half a pair does not swallow what follows")
    func halfPairs() throws {
        #expect(try JSONParser.parse(Array(#""\ud83d\u0041\ud83dx""#.utf8)).text == "\u{FFFD}A\u{FFFD}x")
    }

    @Test(
        "what is no JSON is refused with its place",
        arguments: [
            ("", 1, 1), ("{", 1, 2), ("{\"a\"}", 1, 5), ("{\"a\":1,}", 1, 8), ("[1,]", 1, 4), ("[1 2]", 1, 4),
            ("{\n  \"a\": x\n}", 2, 8), ("\"a", 1, 3), ("\"a\nb\"", 1, 3), ("\"\\x\"", 1, 3), ("\"\\u12g4\"", 1, 4),
            ("\"\\u+123\"", 1, 4), ("{} {}", 1, 4), ("{'a':1}", 1, 2), ("nul", 1, 1), ("0x10", 1, 1), ("+1", 1, 1),
            (".5", 1, 1), ("1-1", 1, 1), ("--1", 1, 1),
            ("inf", 1, 1), ("nan", 1, 1), ("{a:1}", 1, 2), ("{\"a\":1", 1, 7), ("[", 1, 2),
        ])
    func syntax(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error.map { [$0.line, $0.column] } == [line, column])
    }

    @Test("depth has an end", arguments: ["[", "{\"a\":"])
    func depth(opening: String) throws {
        #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parse(Array(String(repeating: opening, count: 1_000_000).utf8))
        }
    }

    @Test("of members with the same name the last counts")
    func duplicates() throws {
        var document = try JSONParser.parse(Array(#"{"a":1,"b":2,"a":3}"#.utf8))
        #expect(document["a"] == .literal("3"))
        document.set("a", to: .string("4"))
        #expect(document["a"] == .string("4"))
        #expect(document.members.map(\.name) == ["a", "b", "a"])
    }
}
