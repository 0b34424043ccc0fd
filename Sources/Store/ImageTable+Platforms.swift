package import Diagnostics
package import ImageModel

/// Names that stand for images of several platforms, as an index does.
extension ImageTable {
    /// The images of a name, one for each platform, in the order in which they were asked for; one alone for a name that
    /// stands for one image, none for a name that is not there.
    package func platforms(of name: ImageReference) throws(BuildError) -> [Digest] {
        try database.read { connection throws(BuildError) in try Self.platforms(of: name, connection) }
    }

    /// Points names at images that are there, one for each platform.
    package func tag(_ ids: [Digest], as names: [ImageReference]) throws(BuildError) {
        var images = [PlatformImage]()
        for id in ids { images.append((id, try config(id).platform)) }
        try database.transaction(durable: true) { connection throws(BuildError) in
            for name in names { try Self.point(name, at: images, connection) }
        }
    }

    /// Adds an image to those of names, in place of the one of the same platform.
    ///
    /// - Parameter siblings: the images that belong together with it; what else a name stands for it loses.
    package func tag(_ id: Digest, besides siblings: [Digest], as names: [ImageReference]) throws(BuildError) {
        var known = [Digest: Platform]()
        for sibling in siblings + [id] { known[sibling] = try config(sibling).platform }
        try database.transaction(durable: true) { connection throws(BuildError) in
            for name in names {
                var images = [PlatformImage]()
                for other in try Self.platforms(of: name, connection) {
                    if let platform = known[other], platform != known[id] { images.append((other, platform)) }
                }
                if let platform = known[id] { images.append((id, platform)) }
                try Self.point(name, at: images, connection)
            }
        }
    }

    /// Adds images to those that a name stands for, each in place of the one of the same platform. A name that is not there
    /// is made.
    package func add(_ ids: [Digest], to name: ImageReference) throws(BuildError) {
        var added = [PlatformImage]()
        for id in ids { added.append((id, try config(id).platform)) }
        try database.transaction(durable: true) { connection throws(BuildError) in
            var images = [PlatformImage]()
            for id in try Self.platforms(of: name, connection) { images.append((id, try config(id).platform)) }
            for image in added {
                if let place = images.firstIndex(where: { $0.platform == image.platform }) {
                    images[place] = image
                } else {
                    images.append(image)
                }
            }
            try Self.point(name, at: images, connection)
        }
    }

    typealias PlatformImage = (id: Digest, platform: Platform)

    private static func point(
        _ name: ImageReference, at images: [PlatformImage], _ connection: borrowing Connection
    ) throws(BuildError) {
        guard let primary = primary(of: images) else { return }
        try point(name, at: primary, connection)
        for (position, image) in images.enumerated() where images.count > 1 {
            try connection.execute(
                "INSERT INTO platforms (name, position, image) VALUES (?, ?, ?)", .text(name.description),
                .integer(Int64(position)), .digest(image.id))
        }
    }

    /// Which of several platforms' images a name alone means: the one that this machine runs, else the first.
    static func primary(of images: [PlatformImage]) -> Digest? {
        (images.first { PlatformSelection.runs($0.platform, on: .host) } ?? images.first)?.id
    }

    static func platforms(
        of name: ImageReference, _ connection: borrowing Connection
    ) throws(BuildError) -> [Digest] {
        let several = try connection.rows(
            "SELECT image FROM platforms WHERE name = ? ORDER BY position", .text(name.description),
            map: { $0.digest(0) })
        if !several.isEmpty { return several.compactMap(\.self) }
        return [try image(named: name, connection)].compactMap(\.self)
    }

    static func names(_ connection: borrowing Connection) throws(BuildError) -> [(name: String, id: Digest)] {
        try connection.rows(
            """
            SELECT name, image, -1 AS position FROM names WHERE name NOT IN (SELECT name FROM platforms)
            UNION ALL SELECT name, image, position FROM platforms ORDER BY name, position
            """, map: { (name: $0.text(0) ?? "", id: $0.digest(1)) }
        ).compactMap { row in row.id.map { (row.name, $0) } }
    }

    /// Takes an image away from all names: those of several platforms keep the others.
    static func removeFromNames(_ id: Digest, _ connection: borrowing Connection) throws(BuildError) {
        try connection.execute("DELETE FROM platforms WHERE image = ?", .digest(id))
        try connection.execute(
            """
            UPDATE names SET image = (
                SELECT platforms.image FROM platforms WHERE platforms.name = names.name ORDER BY position LIMIT 1)
            WHERE image = ? AND name IN (SELECT name FROM platforms)
            """, .digest(id))
        try connection.execute("DELETE FROM names WHERE image = ?", .digest(id))
    }
}
