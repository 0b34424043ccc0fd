extension SecretPattern {
    static let clouds: [SecretPattern] = [
        token(
            .awsAccessKeyID, prefix: "AKIA", fragment: "AKIA", .base32, 16...16, borders: .encoded, check: isNoExample),
        token(
            .awsAccessKeyID, prefix: "ASIA", fragment: "ASIA", .base32, 16...16, borders: .encoded, check: isNoExample),
        SecretPattern(.awsSecretAccessKey, fragment: "ws_s") { isAWSSecret($0, name: "aws_secret_access_key") },
        SecretPattern(.awsSecretAccessKey, fragment: "WS_S") { isAWSSecret($0, name: "AWS_SECRET_ACCESS_KEY") },
        SecretPattern(.azureStorageKey, fragment: "tKey", matches: isAzureStorageKey),
        token(.googleAPIKey, prefix: "AIza", fragment: "AIza", .wordOrDash, 35...35, borders: .encoded),
        token(.googleOAuthSecret, prefix: "GOCSPX-", fragment: "GOCS", .wordOrDash, 28...28),
        token(.digitalOceanToken, prefix: "dop_v1_", fragment: "_v1_", .lowerHex, 64...64),
        token(.digitalOceanToken, prefix: "doo_v1_", fragment: "_v1_", .lowerHex, 64...64),
        token(.digitalOceanToken, prefix: "dor_v1_", fragment: "_v1_", .lowerHex, 64...64),
        token(.vaultToken, prefix: "hvs.CAES", fragment: "CAES", .wordOrDash, 80...140),
        token(.vaultToken, prefix: "hvb.AAAA", fragment: "b.AA", .wordOrDash, 120...300),
        SecretPattern(.terraformToken, fragment: "sv1.") { window in
            let start = window.place - 5
            guard window.has(".atlasv1.", at: start) else { return false }
            let before = window.run(of: .alphanumeric, before: start, limit: 15)
            let after = window.run(of: .wordOrDash, from: start + 9, limit: 81)
            return before == 14 && (60...80).contains(after) && !window.isPlaceholder(start + 9..<start + 9 + after)
        },
    ]

    static let slack: [SecretPattern] =
        ["xoxb", "xoxp", "xoxa", "xoxr", "xoxs"].map { prefix in
            SecretPattern(.slackToken, fragment: prefix) { window in
                guard window.isNeither(.wordOrDash, at: window.place - 1) else { return false }
                return isSlackToken(window, from: window.place + 4)
            }
        } + [
            SecretPattern(.slackToken, fragment: "pp-1") { window in
                let start = window.place - 2
                guard window.has("xapp-1-A", at: start), window.isNeither(.wordOrDash, at: start - 1) else {
                    return false
                }
                let length = window.run(of: .wordOrDash, from: start, limit: 201)
                return (80...200).contains(length) && !window.isPlaceholder(start + 8..<start + length)
            },
            SecretPattern(.slackWebhook, fragment: "ks.s", matches: isSlackWebhook),
        ]

    /// Amazon's documentation has keys that end so.
    private static func isNoExample(_ body: ArraySlice<UInt8>) -> Bool { !body.ends(with: "EXAMPLE") }

    /// A name, then `=`, `:` or spaces and perhaps quotation marks, then 40 characters of base 64.
    private static func isAWSSecret(_ window: SecretWindow, name: String) -> Bool {
        let start = window.place - 1
        guard window.has(name, at: start) else { return false }
        let after = start + name.utf8.count
        let value = after + window.run(of: ByteSet(" \t=:\"'>"), from: after, limit: 8)
        guard value > after, window.run(of: .base64, from: value, limit: 41) == 40 else { return false }
        let range = value..<value + 40
        guard window.isNeither(ByteSet("=_-"), at: range.upperBound), !window.isPlaceholder(range) else { return false }
        return !window.slice(range).ends(with: "EXAMPLEKEY") && !window.slice(range).ends(with: "EXAMPLE")
    }

    /// Part of a connection string: 64 bytes in base 64. The key of the storage emulator is the same everywhere.
    private static func isAzureStorageKey(_ window: SecretWindow) -> Bool {
        let value = window.place + 5
        guard window.has("AccountKey=", at: window.place - 6), !window.has("Eby8vdM02xNO", at: value) else {
            return false
        }
        return window.run(of: .base64, from: value, limit: 87) == 86 && window.has("==", at: value + 86)
            && !window.isPlaceholder(value..<value + 86)
    }

    /// `-`, one or more groups of ten digits or so, and a group of letters and digits.
    private static func isSlackToken(_ window: SecretWindow, from index: Int) -> Bool {
        var index = index
        var groups = 0
        while groups < 4, window[index] == UInt8(ascii: "-") {
            let digits = window.run(of: .digits, from: index + 1, limit: 15)
            guard (9...14).contains(digits), window[index + 1 + digits] == UInt8(ascii: "-") else { break }
            index += 1 + digits
            groups += 1
        }
        let body = index + 1
        let length = window.run(of: .alphanumeric, from: body, limit: 65)
        return groups > 0 && (16...64).contains(length) && window.isNeither(.wordOrDash, at: body + length)
            && !window.isPlaceholder(body..<body + length)
    }

    private static func isSlackWebhook(_ window: SecretWindow) -> Bool {
        let address = "hooks.slack.com/services/T"
        let start = window.place - 3
        guard window.has(address, at: start) else { return false }
        let workspace = start + address.utf8.count
        let separator = workspace + window.run(of: .alphanumeric, from: workspace, limit: 15)
        guard separator - workspace >= 7, window.has("/B", at: separator) else { return false }
        let body = separator + 2 + window.run(of: .alphanumeric, from: separator + 2, limit: 15)
        guard body - separator >= 9, window[body] == UInt8(ascii: "/") else { return false }
        let length = window.run(of: .alphanumeric, from: body + 1, limit: 33)
        return (20...32).contains(length) && !window.isPlaceholder(body + 1..<body + 1 + length)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
