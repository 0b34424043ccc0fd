/// A line of `/etc/passwd` (passwd(5)).
struct UserAccount: Hashable, Sendable {
    let name: String
    let uid: UInt32
    let gid: UInt32
    let comment: String
    let home: String
    let shell: String

    var line: String { "\(name):x:\(uid):\(gid):\(comment):\(home):\(shell)\n" }
}

/// A line of `/etc/group` (group(5)).
struct GroupAccount: Hashable, Sendable {
    let name: String
    let gid: UInt32
    let members: [String]

    var line: String { "\(name):x:\(gid):\(members.joined(separator: ","))\n" }
}
