import ConfigurationFiles
import Diagnostics

extension PathSpecification {
    /// - Throws: `usage` that names the file and the key; what `include` throws.
    init(
        _ table: ConfigurationTable, _ include: (String) throws(BuildError) -> [UInt8]
    ) throws(BuildError) {
        try table.check(keys: [
            "path", "type", "mode", "uid", "gid", "content", "source", "package", "target", "names",
        ])
        path = try table.required("path")
        guard path.hasPrefix("/") else { throw table.invalid("path", "must begin with '/'") }
        guard !path.split(separator: "/").contains("..") else {
            throw table.invalid("path", "can't have '..': it must be below the root")
        }
        let type = try table.required("type")
        switch type {
        case "directory": kind = .directory
        case "file": kind = try PathSpecification.file(table, include)
        case "link": kind = .link(target: try table.required("target"))
        case "links":
            kind = .links(target: try table.required("target"), names: try table.strings("names") ?? [])
        default:
            throw table.invalid("type", "can't be '\(type)': there are 'directory', 'file', 'link' and 'links'")
        }
        if let text = try table.string("mode") {
            guard let value = UInt16(text, radix: 8), value <= 0o7777 else {
                throw table.invalid("mode", "must be octal, such as \"0755\"")
            }
            mode = value
        } else {
            mode = nil
        }
        owner = (try table.identifier("uid") ?? 0, try table.identifier("gid") ?? 0)
    }

    private static func file(
        _ table: ConfigurationTable, _ include: (String) throws(BuildError) -> [UInt8]
    ) throws(BuildError) -> Kind {
        let (content, source) = (try table.string("content"), try table.string("source"))
        if let package = try table.string("package") {
            return .packaged(package: package, path: try table.required("source"))
        }
        switch (content, source) {
        case (let content?, nil): return .file(Array(content.utf8))
        case (nil, let source?): return .file(try include(source))
        default: throw table.invalid("type", "is 'file': it needs either 'content' or 'source'")
        }
    }
}

extension UserAccount {
    /// - Throws: `usage` that names the file and the key.
    init(_ table: ConfigurationTable) throws(BuildError) {
        try table.check(keys: ["name", "uid", "gid", "comment", "home", "shell"])
        name = try table.requiredAccountField("name")
        uid = try table.requiredIdentifier("uid")
        gid = try table.requiredIdentifier("gid")
        comment = try table.accountField("comment") ?? name
        home = try table.accountField("home") ?? "/nonexistent"
        shell = try table.accountField("shell") ?? "/sbin/nologin"
    }
}

extension GroupAccount {
    /// - Throws: `usage` that names the file and the key.
    init(_ table: ConfigurationTable) throws(BuildError) {
        try table.check(keys: ["name", "gid", "members"])
        name = try table.requiredAccountField("name")
        gid = try table.requiredIdentifier("gid")
        members = try table.strings("members") ?? []
    }
}

extension ConfigurationTable {
    fileprivate func required(_ key: String) throws(BuildError) -> String {
        guard let text = try string(key) else { throw invalid(key, "is missing") }
        return text
    }

    fileprivate func identifier(_ key: String) throws(BuildError) -> UInt32? {
        guard let number = try integer(key) else { return nil }
        guard let identifier = UInt32(exactly: number), identifier != .max else {
            throw invalid(key, "must be a number from 0 to 4294967294")
        }
        return identifier
    }

    fileprivate func requiredIdentifier(_ key: String) throws(BuildError) -> UInt32 {
        guard let identifier = try identifier(key) else { throw invalid(key, "is missing") }
        return identifier
    }

    fileprivate func requiredAccountField(_ key: String) throws(BuildError) -> String {
        guard let text = try accountField(key) else { throw invalid(key, "is missing") }
        return text
    }

    /// A text that may stand between the colons of an account's line.
    fileprivate func accountField(_ key: String) throws(BuildError) -> String? {
        guard let text = try string(key) else { return nil }
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 < 0x20 }) else {
            throw invalid(key, "can't have colons or control characters")
        }
        return text
    }
}
