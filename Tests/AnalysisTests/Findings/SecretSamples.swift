import Analysis

/// Secrets that open nothing, in parts, so that no scanner of this repository takes them for real ones.
///
/// Keys are the beginnings of what OpenSSL, OpenSSH and GnuPG made; check sums are those of age and of Python's zlib.
enum SecretSamples {
    static let all: [(rule: SecretRule, text: String)] = keys + tokens + clouds + models

    static let dashes = "-----"
    static let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCzFsr/Zuc+Euc+"

    static func pem(_ label: String, _ body: String) -> String { "\(dashes)BEGIN \(label)\(dashes)\n\(body)\n" }

    private static let keys: [(SecretRule, String)] = [
        (.privateKey, pem("PRIVATE KEY", body)),
        (.privateKey, pem("PRIVATE KEY", body).replacing("\n", with: "\r\n")),
        (.privateKey, pem("PRIVATE KEY", body).replacing("\n", with: "\\n")),
        (.privateKey, pem("PRIVATE KEY", body).replacing("\n", with: "\n        ")),
        (.privateKey, pem("PRIVATE KEY", body).replacing("\n", with: "\\n\" +\n    \"")),
        (.privateKey, pem("RSA PRIVATE KEY", "MIIEowIBAAKCAQEA9Uxt5BN14QvcgAcRePUsR4PdrgfxvxQuzUGrKv7pD2vYcOmK")),
        (
            .privateKey,
            pem(
                "RSA PRIVATE KEY",
                "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,DFFC706C92BA9097474A6AD91D891D1A\n\n"
                    + "Jo31R4jmWx/RXyyKXHIGNsSvSV0AeOQ5FHkRTXXZTgiV4SVquLkAuB9vAdesF7QJ")
        ),
        (.privateKey, pem("EC PRIVATE KEY", "MHcCAQEEIKyoZyQWPNhgjCKu4Cw8VJhB7K0Kn2T4VYS6rG0yYVzYoAoGCCqGSM49")),
        (.privateKey, pem("ENCRYPTED PRIVATE KEY", "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhLWXcGzW0kYgICCAAw")),
        (
            .privateKey,
            pem("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW")
        ),
        (
            .privateKey,
            pem("PGP PRIVATE KEY BLOCK", "\nlFgEawwLkRYJKwYBBAHaRw8BAQdAJY6sR9GyXHFEhpHuOCjNkCWVsZULnVR1CqaK")
        ),
        (
            .privateKey,
            pem(
                "PGP PRIVATE KEY BLOCK",
                "Version: GnuPG v1\nComment: https://example.org\n\n"
                    + "lFgEawwLkRYJKwYBBAHaRw8BAQdAJY6sR9GyXHFEhpHuOCjNkCWVsZULnVR1CqaK")
        ),
        (.privateKey, "Private-" + "Lines: 1\nAAAAIEAvZKLwUkWkZ0VgnWyuNsVQJR8kMvKq9JjIFqjQZ3lB\n"),
        (.privateKey, "AGE-SECRET-" + "KEY-1R7QARP9AJY72VVPKHYL49RPD7N3YC98SC5VXV3DLN6Q43PFZ3X4SMDR2GV"),
    ]

    private static let word = "mxgJTeKdNnFRIBXuDL7D"
    private static let hex = "1ecccc3fc1626e53a13043b026c48bbf33feff9243a8f506b40928b5b7a767c7"
    private static let long = "TUOizwd1iaeOV4qBkdfQ1y3GQsMpSscDlkrCaqx9vJupc94tnwlavyfErGPmpGXafq0fjzLczbttOofL9H2WjQ5T"

    private static let tokens: [(SecretRule, String)] = [
        (.githubToken, "gh" + "o_u8jzPde0IgxLd6GncfBAepfJBd0Kh8024xXH"),
        (
            .githubToken,
            "github_" + "pat_KR0CsTy4Qwb8DwkNhFdnXs_iVpzz63FfkCzJr4i0B3JrTAwR4y9ojfljoQoaF1LlqsajAIxNKu8iS2G8NP"
        ),
        (.gitlabToken, "glp" + "at-\(word)"), (.gitlabToken, "gld" + "t-\(word)"),
        (.gitlabToken, "glim" + "t-\(word)a1b2c"),
        (.gitlabToken, "glp" + "at-\(word)\(word).01.1a2b3c4d5"), (.gitlabToken, "glp" + "at-\(word)\(word).1a2b3c4d5"),
        (.dockerHubToken, "dckr_" + "pat_oF54Fzbka8FRCztUjAwyuh1vauW"),
        (.npmToken, "npm" + "_oOOL8dKLzdocJ2isAjIhKtJ0RlgLKO24tJGF"),
        (.pypiToken, "pypi-AgEI" + "cHlwaS5vcmc\(long)"),
        (.slackToken, "xox" + "b-123456789012-123456789012-n687neLfjVHq8xiM0OGr4hTx"),
        (.slackToken, "xox" + "p-12345678901-12345678901-12345678901-1ecccc3fc1626e53a13043b026c48bbf"),
        (.slackToken, "xap" + "p-1-A0123ABCDEF-1234567890123-\(hex)"),
        (.slackWebhook, "https://hooks.slack" + ".com/services/T0ABCDEFG/B0ABCDEFGH/n687neLfjVHq8xiM0OGr4hTx"),
        (.stripeKey, "sk_" + "live_n687neLfjVHq8xiM0OGr4hTx"), (.stripeKey, "rk_" + "live_n687neLfjVHq8xiM0OGr4hTx"),
    ]

    private static let clouds: [(SecretRule, String)] = [
        (.awsAccessKeyID, "AK" + "IAM7WBBR6QMW4WXFOG"), (.awsAccessKeyID, "AS" + "IAM7WBBR6QMW4WXFOG"),
        (.awsSecretAccessKey, "aws_secret_" + "access_key = D8zRA9a9SkpXz9w3QlY7Zkuvqdt7s8Stqcbnr3yB"),
        (.awsSecretAccessKey, "export AWS_SECRET_" + "ACCESS_KEY=\"D8zRA9a9SkpXz9w3QlY7Zkuvqdt7s8Stqcbnr3yB\""),
        (
            .azureStorageKey,
            "Account" + "Key=dGBLEPH1qhT61qtc4xatws8phP9nhFyJfm5di4PzJ59FHz5r1pY4OjE2jBMptUsGr7CmY+uCu3ZR1zTOlUcR64=="
        ),
        (.googleAPIKey, "AI" + "zaFAc9QeWJKY40uvSwMFLZDe1f8rESQedUStP"),
        (.googleOAuthSecret, "GOC" + "SPX-xtpYlSXpfKtHF4vUCsMehGAkWvj7"),
        (.digitalOceanToken, "dop_" + "v1_\(hex)"), (.vaultToken, "hvs" + ".CAES\(long)"),
        (
            .terraformToken,
            "v1zh87mTa5Vsqx.atlas" + "v1.ezy3Lex7BWr2drgd1QsO7jprBGumXxY9B4bZWOz648JJnUfd7UACNWiP3sFd67JikEA"
        ),
    ]

    private static let models: [(SecretRule, String)] = [
        (.anthropicKey, "sk-" + "ant-api03-\(long)Jv3TA"),
        (.openAIKey, "sk-" + "\(word)T3Blbk" + "FJ\(word)"),
        (.openAIKey, "sk-" + "proj-\(long.prefix(74))T3Blbk" + "FJ\(long.prefix(74))"),
        (.huggingFaceToken, "hf" + "_TbyvHNsGehYogfqrcXlrWiBRqzjIGKFSuf"),
    ]
}
