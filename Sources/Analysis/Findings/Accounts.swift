/// The users and groups that an image knows (passwd(5), group(5)).
package struct Accounts: Hashable, Sendable {
    package static let usersPath = "etc/passwd"
    package static let groupsPath = "etc/group"
    /// Lines beyond are not read.
    private static let limit = 65536

    /// By name; the first of several lines counts.
    package let users: [String: UInt32]
    package let groups: [String: UInt32]

    /// - Parameters:
    ///   - passwd: the content of `/etc/passwd`, nil where there is none.
    ///   - group: the same of `/etc/group`.
    package init(passwd: [UInt8]?, group: [UInt8]?) {
        users = Accounts.identifiers(passwd)
        groups = Accounts.identifiers(group)
    }

    /// Lines of `name:password:ID:…`; others are passed over.
    private static func identifiers(_ file: [UInt8]?) -> [String: UInt32] {
        var identifiers = [String: UInt32]()
        for line in (file ?? []).split(separator: UInt8(ascii: "\n"), maxSplits: limit).prefix(limit) {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count > 3, !fields[0].isEmpty, let number = UInt32(String(decoding: fields[2], as: UTF8.self))
            else { continue }
            let name = String(decoding: fields[0], as: UTF8.self)
            if identifiers[name] == nil { identifiers[name] = number }
        }
        return identifiers
    }
}
