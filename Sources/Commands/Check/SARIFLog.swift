import Diagnostics
import Dockerfile

/// Findings in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0).
struct SARIFLog: Encodable {
    let schema = "https://json.schemastore.org/sarif-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        let tool: Tool
        let columnKind = "unicodeCodePoints"
        let results: [Finding]
    }

    struct Tool: Encodable {
        let driver: Driver
    }

    struct Driver: Encodable {
        let name = "pith"
        let version: String
        let rules: [Rule]
    }

    struct Rule: Encodable {
        let id: String
        let shortDescription: Text
        let helpUri: String?
    }

    struct Text: Encodable {
        let text: String
    }

    struct Finding: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Text
        let locations: [Location]
    }

    struct Location: Encodable {
        let physicalLocation: PhysicalLocation
    }

    struct PhysicalLocation: Encodable {
        let artifactLocation: Artifact
        let region: Region
    }

    struct Artifact: Encodable {
        let uri: String
    }

    struct Region: Encodable {
        let startLine: Int
        let startColumn: Int
        let endLine: Int
        let endColumn: Int
    }

    init(_ files: [CheckedFile]) {
        let codes = Set(files.flatMap(\.diagnostics).map(\.code)).sorted()
        let indexes = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
        let rules = codes.map { code in
            let rule = LintRule.named(code)
            return Rule(id: code, shortDescription: Text(text: rule?.summary ?? code), helpUri: rule?.address)
        }
        let results = files.flatMap { file in
            file.diagnostics.map { Finding($0, file.file, index: indexes[$0.code] ?? 0) }
        }
        runs = [Run(tool: Tool(driver: Driver(version: Version.text, rules: rules)), results: results)]
    }
}

extension SARIFLog.Finding {
    fileprivate init(_ diagnostic: Diagnostic, _ file: SourceFile, index: Int) {
        let range = diagnostic.range ?? SourceRange(file, 0..<0)
        ruleId = diagnostic.code
        ruleIndex = index
        level = diagnostic.severity.rawValue
        message = SARIFLog.Text(text: [diagnostic.message, diagnostic.help].compactMap(\.self).joined(separator: "\n"))
        locations = [
            SARIFLog.Location(
                physicalLocation: SARIFLog.PhysicalLocation(
                    artifactLocation: SARIFLog.Artifact(uri: range.file.name.uriReference),
                    region: SARIFLog.Region(range)))
        ]
    }
}

extension SARIFLog.Region {
    /// Columns are counted from 1, in code points; the end is the column after the last one.
    fileprivate init(_ range: SourceRange) {
        func column(_ offset: Int, in line: Int) -> Int {
            let start = range.file.lineStarts[line - 1]
            return range.file.text(start..<max(start, offset)).unicodeScalars.count + 1
        }
        startLine = range.line
        endLine = max(range.line, range.lastLine)
        startColumn = column(range.bytes.lowerBound, in: range.line)
        endColumn = column(range.bytes.upperBound, in: endLine)
    }
}

extension String {
    /// The path as a URI reference (RFC 3986, section 4): relative if it is, else with the scheme `file`.
    fileprivate var uriReference: String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        let encoded = utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
        return hasPrefix("/") ? "file://\(encoded)" : encoded
    }
}
