import Diagnostics

/// What extended headers say about the entry that follows them (POSIX.1-2017, pax, "Extended Header"), and GNU's long
/// names.
struct PaxAttributes {
    private(set) var path: [UInt8]?
    private(set) var linkPath: [UInt8]?
    private(set) var size: Int64?
    private(set) var userID: Int64?
    private(set) var groupID: Int64?
    private(set) var modified: Int64?
    private(set) var extendedAttributes: [String: [UInt8]] = [:]
    /// How GNU tar stores files with holes.
    private(set) var sparse = SparseAttributes()
    var gnuPath: [UInt8]?
    var gnuLinkPath: [UInt8]?

    /// Takes over the records of one extended header; `<length> <key>=<value>` and a line feed each.
    ///
    /// - Parameter previous: the entry before, for messages.
    /// - Throws: `corrupt` for a record of another form.
    mutating func merge(records: [UInt8], of previous: String) throws(BuildError) {
        let malformed = BuildError(
            .corrupt, "tar archive can't be read at \(previous): the extended header after it is malformed")
        var rest = records[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let length = PaxAttributes.decimal(rest[..<space]), length <= rest.count,
                case let end = rest.startIndex + Int(length), space + 1 < end, rest[end - 1] == UInt8(ascii: "\n"),
                let equals = rest[(space + 1)..<end].firstIndex(of: UInt8(ascii: "="))
            else { throw malformed }
            let value = Array(rest[(equals + 1)..<(end - 1)])
            guard set(String(decoding: rest[(space + 1)..<equals], as: UTF8.self), value) else { throw malformed }
            rest = rest[end...]
        }
    }

    /// False for a value that its key can't have. An empty value takes back what an earlier header said.
    private mutating func set(_ key: String, _ value: [UInt8]) -> Bool {
        switch key {
        case "path": return setPath(\.path, value)
        case "linkpath": return setPath(\.linkPath, value)
        case "size": return setNumber(\.size, value)
        case "uid": return setNumber(\.userID, value)
        case "gid": return setNumber(\.groupID, value)
        case "mtime": return setNumber(\.modified, value)
        default:
            if key.hasPrefix("SCHILY.xattr.") { extendedAttributes[String(key.dropFirst(13))] = value }
            if key.hasPrefix("GNU.sparse.") { return sparse.set(key.dropFirst(11), value) }
            return true
        }
    }

    private mutating func setPath(_ property: WritableKeyPath<Self, [UInt8]?>, _ value: [UInt8]) -> Bool {
        self[keyPath: property] = value.isEmpty ? nil : value
        return !value.contains(0)
    }

    private mutating func setNumber(_ property: WritableKeyPath<Self, Int64?>, _ value: [UInt8]) -> Bool {
        self[keyPath: property] = PaxAttributes.floor(of: value[...])
        return value.isEmpty || self[keyPath: property] != nil
    }

    /// The whole part of a decimal number, which may have a sign and a fraction; nil for anything else.
    private static func floor(of text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let parts = text.dropFirst(isNegative ? 1 : 0)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap(decimal) else { return nil }
        let fraction = parts.count > 1 ? parts[1] : []
        guard fraction.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        let hasFraction = fraction.contains { $0 != UInt8(ascii: "0") }
        return isNegative ? -whole - (hasFraction ? 1 : 0) : whole
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int64(String(decoding: digits, as: UTF8.self))
    }
}
