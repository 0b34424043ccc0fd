import Diagnostics
import FoundationEssentials
import Glibc
import ImageModel

/// What a suite's `Release` or `InRelease` file says (Debian's repository format, "Release files"). Its signature is not
/// looked at here.
struct ReleaseFile: Hashable, Sendable {
    /// An index that it lists.
    struct Entry: Hashable, Sendable {
        /// Bytes.
        let size: Int64
        let digest: Digest
    }

    /// `bookworm`, `bookworm-security`.
    let codename: String
    /// When it was made, in seconds since 1970, UTC.
    let date: Int
    /// When it is no longer to be used, in seconds since 1970, UTC; nil for never.
    let validUntil: Int?
    /// Whether its files can also be had by their digests, so that they don't change while they are fetched.
    let hasFilesByHash: Bool
    /// The lines of its `SHA256` field: digest, size, path.
    private let files: String

    /// - Throws: `corrupt` if a field is missing or the date is none.
    init(parsing text: String) throws(BuildError) {
        let fields = ControlFile.stanzas(of: text).first { $0["codename"] != nil } ?? [:]
        guard let codename = fields["codename"], let date = fields["date"].flatMap(ReleaseFile.seconds(of:)) else {
            throw BuildError(.corrupt, "a release file of the mirror can't be read: it has no code name or no date")
        }
        self.codename = codename
        self.date = date
        validUntil = try fields["valid-until"].map { text throws(BuildError) in
            guard let seconds = ReleaseFile.seconds(of: text) else {
                throw BuildError(.corrupt, "a release file of the mirror can't be read: 'Valid-Until' is no date")
            }
            return seconds
        }
        hasFilesByHash = fields["acquire-by-hash"]?.lowercased() == "yes"
        files = fields["sha256"] ?? ""
    }

    /// What it says of a file, by its path below the suite's directory; nil if it does not have it.
    func file(_ path: String) -> Entry? {
        for line in files.split(separator: "\n") where line.hasSuffix(path) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 3, words[2] == path, let digest = Digest(hex: words[0]), let size = Int64(words[1]),
                size >= 0
            else { continue }
            return Entry(size: size, digest: digest)
        }
        return nil
    }

    /// Reads `Sat, 21 Nov 2026 09:15:44 UTC`; apt takes universal time by its other names too.
    private static func seconds(of text: String) -> Int? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split { " :".contains($0) }
        guard words.count == 8, ["UTC", "GMT", "Z", "+0000"].contains(words[7]),
            let month = months.firstIndex(of: String(words[2]))
        else {
            return nil
        }
        let numbers = [words[1], words[3], words[4], words[5], words[6]].compactMap { UInt16($0).map(Int32.init) }
        guard numbers.count == 5 else { return nil }
        var time = tm()
        time.tm_mon = Int32(month)
        time.tm_mday = numbers[0]
        time.tm_year = numbers[1] - 1900
        time.tm_hour = numbers[2]
        time.tm_min = numbers[3]
        time.tm_sec = numbers[4]
        return timegm(&time)
    }
}

extension Int {
    /// These seconds since 1970 as an RFC 3339 date and time, UTC.
    var formattedAsRFC3339: String { Date(timeIntervalSince1970: Double(self)).formatted(.iso8601) }
}
