import Diagnostics
import Glibc
import SystemPackage

extension AccountDatabase {
    private static let sizeLimit = 10 << 20

    /// The lines of a file inside a root, none if it isn't there.
    ///
    /// - Throws: as `RootedDirectory.read`.
    static func lines(of path: FilePath, in root: RootedDirectory) throws(BuildError) -> [ArraySlice<UInt8>] {
        let bytes = try root.read(path, limit: sizeLimit) ?? []
        return bytes.split(separator: UInt8(ascii: "\n"))
    }

    /// The fields of a line, in both files separated by colons.
    fileprivate static func fields(_ line: ArraySlice<UInt8>) -> [String] {
        line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

/// A line of `/etc/passwd`.
struct UserRecord {
    let name: String
    let user: UInt32
    let group: UInt32
    let home: String

    init?(_ line: ArraySlice<UInt8>) {
        let fields = AccountDatabase.fields(line)
        guard fields.count >= 6, !fields[0].isEmpty, let user = AccountDatabase.identifier(fields[2]),
            let group = AccountDatabase.identifier(fields[3])
        else { return nil }
        name = fields[0]
        self.user = user
        self.group = group
        home = fields[5]
    }
}

/// A line of `/etc/group`.
struct GroupRecord {
    let name: String
    let number: UInt32
    let members: [String]

    init?(_ line: ArraySlice<UInt8>) {
        let fields = AccountDatabase.fields(line)
        guard fields.count >= 3, !fields[0].isEmpty, let number = AccountDatabase.identifier(fields[2]) else {
            return nil
        }
        name = fields[0]
        self.number = number
        members = fields.count > 3 ? fields[3].split(separator: ",").map(String.init) : []
    }
}
