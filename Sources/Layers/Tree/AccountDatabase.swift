package import Diagnostics
import SystemPackage

/// A user as a process gets it.
package struct ResolvedUser: Hashable, Sendable {
    package let user: UInt32
    package let group: UInt32
    /// The groups besides `group`, and that one too, as docker sets them.
    package let supplementaryGroups: [UInt32]
    /// The home directory; nil for a user that the user file doesn't have.
    package let home: String?

    package init(user: UInt32, group: UInt32, supplementaryGroups: [UInt32], home: String?) {
        self.user = user
        self.group = group
        self.supplementaryGroups = supplementaryGroups
        self.home = home
    }
}

/// The users and groups of a root file system: its `/etc/passwd` (passwd(5)) and `/etc/group` (group(5)).
package struct AccountDatabase: Sendable {
    private let users: [UserRecord]
    private let groups: [GroupRecord]

    /// Reads both files. One that isn't there is empty, and lines that aren't records are passed over.
    ///
    /// - Throws: `invalidInput` for one that isn't a regular file, or is larger than 10 MiB; the root's failure code
    ///   for one that can't be read.
    package init(in root: RootedDirectory) throws(BuildError) {
        users = try AccountDatabase.lines(of: "/etc/passwd", in: root).compactMap(UserRecord.init)
        groups = try AccountDatabase.lines(of: "/etc/group", in: root).compactMap(GroupRecord.init)
    }

    /// Who `USER` or `run -u` names: `user[:group]`, each a name or a number; nothing is 0.
    ///
    /// A group that is given is the only one. Otherwise a user that the user file has gets its primary and
    /// supplementary groups, and a number that it doesn't have gets group 0.
    ///
    /// - Throws: `invalidInput` for a name that no record has, or a number out of range.
    package func user(_ text: String) throws(BuildError) -> ResolvedUser {
        let (userText, groupText) = AccountDatabase.split(text)
        let record = find(userText.isEmpty ? "0" : userText)
        let written = try AccountDatabase.number(userText.isEmpty ? "0" : userText, "user")
        guard let number = record?.user ?? written else { throw unknownUser(userText) }
        if let groupText {
            let group = try group(groupText)
            return ResolvedUser(user: number, group: group, supplementaryGroups: [group], home: record?.home)
        }
        guard let record else { return ResolvedUser(user: number, group: 0, supplementaryGroups: [0], home: nil) }
        var all = [record.group]
        for group in groups where group.members.contains(record.name) && !all.contains(group.number) {
            all.append(group.number)
        }
        return ResolvedUser(user: number, group: record.group, supplementaryGroups: all, home: record.home)
    }

    /// The owner that `--chown` names: `user[:group]`, each a name or a number. Without a group, a number stands for
    /// both, and a name brings its primary group. A group alone goes with user 0. `root` is 0 where no record says
    /// otherwise.
    ///
    /// - Throws: `invalidInput` for a name that no record has, or a number out of range.
    package func owner(_ text: String) throws(BuildError) -> FileOwner {
        let (userText, groupText) = AccountDatabase.split(text)
        let isRootGroup = groupText == "root" && !groups.contains { $0.name == groupText }
        let group: UInt32? = if let groupText { isRootGroup ? 0 : try self.group(groupText) } else { nil }
        if userText.isEmpty { return FileOwner(user: 0, group: group ?? 0) }
        if let number = try AccountDatabase.number(userText, "user") {
            return FileOwner(user: number, group: group ?? number)
        }
        guard let record = users.first(where: { $0.name == userText }) else {
            guard userText == "root" else { throw unknownUser(userText) }
            return FileOwner(user: 0, group: group ?? 0)
        }
        return FileOwner(user: record.user, group: group ?? record.group)
    }

    private func find(_ text: String) -> UserRecord? {
        users.first { $0.name == text } ?? UInt32(text).flatMap { number in users.first { $0.user == number } }
    }

    private func group(_ text: String) throws(BuildError) -> UInt32 {
        if let record = groups.first(where: { $0.name == text }) { return record.number }
        if let number = try AccountDatabase.number(text, "group") { return number }
        throw BuildError(
            .invalidInput, "group '\(text)' can't be found: '/etc/group' does not list it",
            help: Suggestion.closest(to: text, in: groups.map(\.name)).map { "did you mean '\($0)'?" })
    }

    private func unknownUser(_ text: String) -> BuildError {
        BuildError(
            .invalidInput, "user '\(text)' can't be found: '/etc/passwd' does not list it",
            help: Suggestion.closest(to: text, in: users.map(\.name)).map { "did you mean '\($0)'?" })
    }

    /// `user:group`; an empty group is none.
    private static func split(_ text: String) -> (user: String, group: String?) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil)
    }

    /// The number that a text of digits is; nil for another text.
    private static func number(_ text: String, _ kind: String) throws(BuildError) -> UInt32? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        guard let number = AccountDatabase.identifier(text) else {
            throw BuildError(.invalidInput, "'\(text)' is not a \(kind): expected a number below \(UInt32.max)")
        }
        return number
    }

    /// A user or group number. The highest one stands for "unchanged" in system calls and is nobody's.
    static func identifier(_ text: some StringProtocol) -> UInt32? {
        UInt32(text).flatMap { $0 == .max ? nil : $0 }
    }
}
