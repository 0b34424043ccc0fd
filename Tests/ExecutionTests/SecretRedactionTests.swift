import Testing

@testable import Execution

@Suite struct SecretRedactionTests {
    /// What is shown of a text that comes in pieces of a size.
    private func shown(_ text: String, hiding secrets: [String], pieces: Int = .max) -> String {
        var redaction = SecretRedaction(secrets.map { Array($0.utf8) })
        var shown = [UInt8]()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            shown += redaction.pass(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        return String(decoding: shown + redaction.finish(), as: UTF8.self)
    }

    @Test("a secret is hidden wherever it stands, however the output is cut", arguments: [1, 2, 3, 5, 100])
    func pieces(size: Int) {
        let text = "swordfish, password=swordfish\nsword fish\nswordfishswordfish"
        let expected = "*****, password=*****\nsword fish\n**********"
        #expect(shown(text, hiding: ["swordfish"], pieces: size) == expected)
    }

    @Test("the lines of a secret are secrets too, its last line feeds are not", arguments: [1, 7, 100])
    func lines(size: Int) {
        let key = "-----BEGIN KEY-----\nabcdefghij\nklm\n-----END KEY-----\n"
        #expect(shown("got abcdefghij", hiding: [key], pieces: size) == "got *****")
        #expect(shown("swordfish.", hiding: ["swordfish\r\n"], pieces: size) == "*****.")
        #expect(shown(key + "rest", hiding: [key], pieces: size) == "*****\nrest")
        // Too short to be told from words.
        #expect(shown("klm", hiding: [key], pieces: size) == "klm")
    }

    @Test("of two secrets the longer goes first, also where it only begins like the other", arguments: [1, 4, 100])
    func overlap(size: Int) {
        let secrets = ["password", "password-of-root"]
        #expect(shown("password-of-nobody", hiding: ["password-of-root"], pieces: size) == "password-of-nobody")
        #expect(shown("passwor", hiding: secrets, pieces: size) == "passwor")
        #expect(shown("password!", hiding: secrets, pieces: size) == "*****!")
    }

    @Test("without secrets, and with empty ones, everything is shown at once")
    func nothing() {
        for secrets in [[], [""], ["\n"], ["abc"]] as [[String]] {
            var redaction = SecretRedaction(secrets.map { Array($0.utf8) })
            #expect(redaction.pass(Array("abc abc".utf8)) == Array("abc abc".utf8))
            #expect(redaction.finish() == [])
        }
    }

    @Test("what can't be the beginning of a secret is not held back")
    func prompt() {
        var redaction = SecretRedaction([Array("swordfish".utf8)])
        #expect(redaction.pass(Array("name? swo".utf8)) == Array("name? ".utf8))
        #expect(redaction.pass(Array("p".utf8)) == Array("swop".utf8))
    }
}
