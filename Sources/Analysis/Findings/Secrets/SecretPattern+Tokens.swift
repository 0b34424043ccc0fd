extension SecretPattern {
    /// All forms of secrets that are recognised in any text, as their issuers document them.
    static let all: [SecretPattern] =
        keys + github + gitlab + registries + clouds + slack + payments + models

    private static let keys: [SecretPattern] = [
        SecretPattern(.privateKey, fragment: "BEGI", matches: PrivateKeyForm.isPrivateKey),
        SecretPattern(.privateKey, fragment: "e-Li", matches: PrivateKeyForm.isPuTTYKey),
        token(.privateKey, prefix: "AGE-SECRET-KEY-1", fragment: "AGE-", .alphanumeric, 58...58) {
            TokenChecksum.hasBech32Checksum($0, humanReadablePart: "age-secret-key-")
        },
    ]

    private static let github: [SecretPattern] =
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map {
            token(
                .githubToken, prefix: $0, fragment: $0, .alphanumeric, 36...36, check: TokenChecksum.hasBase62CRC)
        } + [
            token(.githubToken, prefix: "ghr_", fragment: "ghr_", .alphanumeric, 76...76),
            token(.githubToken, prefix: "github_pat_", fragment: "ub_p", .word, 82...82),
        ]

    private static let gitlab: [SecretPattern] = [
        gitlab("glpat-", "glpa", 20...20), gitlab("gldt-", "gldt", 20...20), gitlab("glrt-", "glrt", 20...20),
        gitlab("glft-", "glft", 20...20), gitlab("glsoat-", "glso", 20...20), gitlab("glffct-", "glff", 20...20),
        gitlab("glimt-", "imt-", 25...25), gitlab("glagent-", "glag", 50...50), gitlab("gloas-", "gloa", 64...64),
        gitlab("glcbt-", "glcb", 20...80), gitlab("glptt-", "glpt", 40...40),
        // Tokens that say where they belong: a longer body, then points with a length and a check sum.
        routable("glpat-", "glpa"), routable("glrt-", "glrt"), routable("glcbt-", "glcb"),
    ]

    private static func gitlab(_ prefix: String, _ fragment: String, _ lengths: ClosedRange<Int>) -> SecretPattern {
        token(.gitlabToken, prefix: prefix, fragment: fragment, .wordOrDash, lengths)
    }

    private static func routable(_ prefix: String, _ fragment: String) -> SecretPattern {
        SecretPattern(.gitlabToken, fragment: fragment) { window in
            let body = window.place + prefix.utf8.count
            guard window.has(prefix, at: window.place), window.isNeither(.wordOrDash, at: window.place - 1)
            else { return false }
            let end = body + window.run(of: .wordOrDash, from: body, limit: 301)
            guard (27...300).contains(end - body), window[end] == UInt8(ascii: ".") else { return false }
            var tail = end + 1
            if window.run(of: .alphanumeric, from: tail, limit: 3) == 2, window[tail + 2] == UInt8(ascii: ".") {
                tail += 3
            }
            return window.run(of: .alphanumeric, from: tail, limit: 10) == 9 && !window.isPlaceholder(body..<end)
        }
    }

    private static let registries: [SecretPattern] = [
        token(.dockerHubToken, prefix: "dckr_pat_", fragment: "dckr", .wordOrDash, 27...27),
        token(.dockerHubToken, prefix: "dckr_oat_", fragment: "dckr", .wordOrDash, 32...32),
        token(
            .npmToken, prefix: "npm_", fragment: "npm_", .alphanumeric, 36...36, check: TokenChecksum.hasBase62CRC),
        // A macaroon whose first field is the location, `pypi.org` or `test.pypi.org`.
        token(.pypiToken, prefix: "pypi-AgEIcHlwaS5vcmc", fragment: "-AgE", .wordOrDash, 50...800),
        token(.pypiToken, prefix: "pypi-AgENdGVzdC5weXBpLm9yZ", fragment: "-AgE", .wordOrDash, 50...800),
    ]

    private static let payments: [SecretPattern] = [
        token(.stripeKey, prefix: "sk_live_", fragment: "sk_l", .alphanumeric, 24...247),
        token(.stripeKey, prefix: "rk_live_", fragment: "rk_l", .alphanumeric, 24...247),
    ]

    private static let models: [SecretPattern] =
        [
            token(.anthropicKey, prefix: "sk-ant-api", fragment: "sk-a", .wordOrDash, 90...120),
            token(.anthropicKey, prefix: "sk-ant-admin", fragment: "sk-a", .wordOrDash, 90...120),
            // Every key has the same letters in its middle.
            SecretPattern(.openAIKey, fragment: "T3Bl") { window in
                let (middle, end) = (window.place, window.place + 8)
                guard window.has("T3BlbkFJ", at: middle) else { return false }
                let before = window.run(of: .wordOrDash, before: middle, limit: 100)
                let after = window.run(of: .wordOrDash, from: end, limit: 101)
                return before >= 23 && (20...100).contains(after) && window.has("sk-", at: middle - before)
            },
        ]
        + ByteSet.letters.characters.map {
            token(.huggingFaceToken, prefix: "hf_\($0)", fragment: "hf_\($0)", .letters, 33...33)
        }
}
