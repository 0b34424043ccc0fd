/// The distribution that an image says it is of (os-release(5)).
package struct OperatingSystem: Hashable, Sendable {
    /// Where an image says so, the first one that is there.
    static let paths = ["etc/os-release", "usr/lib/os-release"]

    /// `debian`, `alpine`.
    package let id: String
    /// `12`; empty where there is none.
    package let version: String

    /// - Parameter file: the content of an `os-release` file.
    /// - Returns: nil for one without an `ID`.
    package init?(_ file: [UInt8]) {
        var fields = [Substring: String]()
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1].filter { !"\"'".contains($0) } }
        }
        guard let id = fields["ID"] else { return nil }
        self.id = id
        version = fields["VERSION_ID"] ?? ""
    }
}
