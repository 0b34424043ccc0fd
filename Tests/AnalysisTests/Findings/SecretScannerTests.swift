import Analysis
import Testing

struct SecretScannerTests {
    /// What a scanner says of a text that arrives in the given pieces.
    private func scan(_ pieces: [ArraySlice<UInt8>], path: String = "srv/app/settings.py") -> [Secret] {
        var scanner = SecretScanner(path: path.utf8)
        for piece in pieces { piece.withUnsafeBytes { scanner.update($0) } }
        return scanner.finish()
    }

    private func scan(_ text: String, path: String = "srv/app/settings.py") -> [Secret] {
        scan([Array(text.utf8)[...]], path: path)
    }

    @Test("every kind of secret is found in any text, with its line")
    func found() {
        for (rule, text) in SecretSamples.all {
            #expect(scan("first\nkey = \"\(text)\"\nlast\n") == [Secret(rule: rule, line: 2)], "\(text)")
            #expect(scan(text) == [Secret(rule: rule, line: 1)], "\(text)")
        }
    }

    @Test("what is found does not depend on where chunks end")
    func chunkBorders() {
        for (rule, text) in SecretSamples.all {
            let bytes = Array("first\nkey = '\(text)'\n".utf8)
            let expected = [Secret(rule: rule, line: 2)]
            for border in bytes.indices where scan([bytes[..<border], bytes[border...]]) != expected {
                Issue.record("\(text) is not found if a chunk ends at \(border)")
            }
            #expect(scan(bytes.indices.map { bytes[$0...$0] }) == expected)
        }
    }

    @Test(
        "secrets are found in long files too, wherever their chunks end", arguments: [1 << 20, 4096, 4097, 5000, 65536])
    func longFiles(chunk: Int) {
        let filler = Array(repeating: "import os  # a line of a text as there are many", count: 400).joined(
            separator: "\n")
        let samples = SecretSamples.all.prefix(10)
        let text = samples.map { "\(filler)\n\($0.text)\n" }.joined()
        let bytes = Array(text.utf8)
        var lines = [Secret]()
        var line = 1
        for sample in samples {
            lines.append(Secret(rule: sample.rule, line: line + 400))
            line += 401 + sample.text.utf8.count { $0 == 10 }
        }
        let pieces = stride(from: 0, to: bytes.count, by: chunk).map { bytes[$0..<min($0 + chunk, bytes.count)] }
        #expect(scan(pieces) == lines)
    }

    @Test("a token is a whole word of its alphabet and length")
    func borders() {
        for (_, text) in SecretSamples.all where !["\n", "=", "-----", "://"].contains(where: text.contains) {
            #expect(scan("x\(text)") == [], "\(text)")
            #expect(scan(text + String(repeating: "x1", count: 500)) == [], "\(text)")
            #expect(scan(String(text.dropLast(text.utf8.count / 2))) == [], "\(text)")
        }
    }

    @Test(
        "what only looks like a secret is none",
        arguments: [
            "-----BEGIN PRIVATE KEY-----", "\"-----BEGIN RSA PRIVATE KEY-----\", \"-----END RSA PRIVATE KEY-----\"",
            "-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\nthe base 64 of the key follows in lines of 64 characters each\n",
            "-----BEGIN PUBLIC KEY-----\n\(SecretSamples.body)\n",
            "-----BEGIN CERTIFICATE-----\n\(SecretSamples.body)\n",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n\(SecretSamples.body)\n",
            "-----BEGIN PRIVATE KEY-----\n" + String(repeating: "x", count: 64) + "\n",
            // A wrong check sum.
            "gh" + "o_u8jzPde0IgxLd6GncfBAepfJBd0Kh8024xXG", "npm" + "_oOOL8dKLzdocJ2isAjIhKtJ0RlgLKO24tJGG",
            "AGE-SECRET-" + "KEY-1R7QARP9AJY72VVPKHYL49RPD7N3YC98SC5VXV3DLN6Q43PFZ3X4SMDR2GQ",
            // Amazon's own examples, and placeholders.
            "AKIA" + "IOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AIzaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk_" + "live_xxxxxxxxxxxxxxxxxxxxxxxx",
            "xox" + "b-your-token-here", "glpat-aaaaaaaaaaaaaaaaaaaa", "ghp_" + "short", "",
        ])
    func falseAlarms(text: String) { #expect(scan(text) == []) }

    @Test("binary files, which have a NUL early on, are not scanned; a later one does not hide a secret")
    func binary() {
        let secret = SecretSamples.all[0].text
        let filler = String(repeating: "text ", count: 2000)
        #expect(scan("\(secret)\n\0") == [])
        #expect(scan([Array(secret.utf8)[...], [0], Array(secret.utf8)[...]]) == [])
        #expect(scan("\(filler)\0\n\(secret)") == [Secret(rule: .privateKey, line: 2)])
        var scanner = SecretScanner(path: [])
        [UInt8](repeating: 0, count: 10).withUnsafeBytes { scanner.update($0) }
        #expect(!scanner.wantsMore)
    }

    @Test("keys that installed software has in its tests and examples are no secrets, an application's are")
    func published() {
        let key = SecretSamples.all[0].text
        for path in [
            "usr/share/doc/app/examples/key.pem", "usr/lib/python3.11/test/certdata/key.pem",
            "/opt/venv/lib/python3.11/site-packages/x/tests/key.pem", "app/node_modules/x/test/fixtures/key.pem",
            "usr/local/lib/x/testdata/key.pem", "usr/share/go-1.19/src/crypto/tls/example_test.go",
        ] { #expect(scan(key, path: path) == [], "\(path)") }
        for path in [
            "app/tests/key.pem", "app/lib/tests/key.pem", "usr/share/key.pem", "usr/lib/tests",
            "etc/ssl/private/key.pem",
            "test/usr/lib/key.pem",
        ] { #expect(scan(key, path: path).count == 1, "\(path)") }
    }

    @Test("a rule is reported once a line and ten secrets a file")
    func limits() {
        let token = "glp" + "at-mxgJTeKdNnFRIBXuDL7D"
        #expect(scan("\(token) \(token)\n\(token)") == [1, 2].map { Secret(rule: .gitlabToken, line: $0) })
        let many = scan(String(repeating: "\(token)\n", count: 50))
        #expect(many == (1...10).map { Secret(rule: .gitlabToken, line: $0) })
        // Ten are found before the NUL shows that the file is binary.
        let lines = String(repeating: "\(token)\n", count: 20)
        #expect(scan([Array(lines.utf8)[...], Array(String(repeating: " ", count: 5000).utf8)[...], [0]]) == [])
    }

    @Test("bytes that are no text do no harm")
    func noise() {
        var generator = SystemRandomNumberGenerator()
        for length in [0, 1, 2, 3, 4, 5, 11, 12, 13, 4095, 4096, 4097, 9000, 20000] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 1...255, using: &generator) }
            #expect(scan([bytes[...]]) == [])
        }
    }
}
