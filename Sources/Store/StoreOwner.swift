import Diagnostics
import Glibc

/// Keeps a store to the one way of mapping user IDs that it was made with: files written under one map have other owners
/// under another.
enum StoreOwner {
    static func check(idMap: String?, database: Database) throws(BuildError) {
        guard let idMap else { return }
        let map = idMap.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let known = try property("id-map", database)
        guard let known else { return try set("id-map", map, database) }
        guard known == map else {
            throw BuildError(
                .store, "the store was made with other user IDs: its map is '\(known)', this one is '\(map)'",
                help: "set PITH_ROOT to another directory")
        }
    }

    private static func property(_ name: String, _ database: Database) throws(BuildError) -> String? {
        try database.read { connection throws(BuildError) in
            try connection.first("SELECT value FROM properties WHERE name = ?", .text(name), map: { $0.text(0) })
        } ?? nil
    }

    private static func set(_ name: String, _ value: String, _ database: Database) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR IGNORE INTO properties (name, value) VALUES (?, ?)", .text(name), .text(value))
        }
    }
}
