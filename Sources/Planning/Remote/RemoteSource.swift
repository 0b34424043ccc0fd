package import Diagnostics
package import ImageModel

/// A source that is fetched over the network.
package enum RemoteSource: Hashable, Sendable {
    case file(RemoteFile)
    case repository(GitSource)

    /// Reads a source of ADD as it is written; nil for a local path.
    ///
    /// - Throws: `invalidInput` for the address of a repository that can't be used.
    package init?(parsing text: String) throws(BuildError) {
        if let repository = try GitSource(parsing: text) {
            self = .repository(repository)
        } else if text.hasPrefix("http://") || text.hasPrefix("https://") {
            self = .file(RemoteFile(address: text))
        } else {
            return nil
        }
    }
}

/// A file that `ADD` or a build context fetches with HTTP.
package struct RemoteFile: Hashable, Sendable {
    /// As it is written.
    package let address: String
    /// What the file must have as its hash; nil for any.
    package let checksum: Checksum?

    package init(address: String, checksum: Checksum? = nil) {
        self.address = address
        self.checksum = checksum
    }

    /// The name that the file gets in a directory: the last part of the address's path, decoded.
    package var name: String {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        guard let start = path.firstRange(of: "://")?.upperBound, let slash = path[start...].firstIndex(of: "/"),
            let last = path[slash...].split(separator: "/").last
        else { return Self.unnamed }
        let name = PercentEncoding.decoded(last).split(separator: "/").last.map(String.init) ?? ""
        return ["", ".", ".."].contains(name) || name.utf8.count > 255 || name.utf8.contains(0) ? Self.unnamed : name
    }

    /// The name of a file whose address has none, as BuildKit has it.
    private static let unnamed = "__unnamed__"
}

/// What `%20` and its like mean (RFC 3986 section 2.1).
enum PercentEncoding {
    static func decoded(_ text: some StringProtocol) -> String {
        var bytes = [UInt8]()
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
