/// A file of advisories: one, an array of them, or the answers of OSV's API and scanner, which have them in lists.
struct AdvisoryDocument: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }

    private static let lists = ["vulns", "vulnerabilities", "results", "packages"]

    let advisories: [Advisory]

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: Key.self) else {
            advisories = try [AdvisoryDocument](from: decoder).flatMap(\.advisories)
            return
        }
        let lists = AdvisoryDocument.lists.map(Key.init).filter(container.contains)
        if container.contains(Key(stringValue: "id")) || lists.isEmpty && !container.allKeys.isEmpty {
            advisories = [try Advisory(from: decoder)]
        } else {
            advisories = try lists.flatMap { key in
                try container.decodeIfPresent([AdvisoryDocument].self, forKey: key)?.flatMap(\.advisories) ?? []
            }
        }
    }
}
