import Diagnostics
import ImageModel
import SystemPackage

/// Takes the fields that a tree's digest is made of. Every field has a fixed size or its length before it, so that no
/// two trees give the same bytes. Contents that have to be read are collected and read several at a time.
struct DigestRecord {
    /// What a group of fields is about.
    enum Part {
        case source, contents, directory, end
        case file(FileKind)

        fileprivate var mark: UInt8 {
            switch self {
            case .source: 1
            case .contents: 2
            case .directory: 3
            case .end: 4
            case .file(let kind): 16 + kind.rawValue
            }
        }
    }

    private var hasher = DigestHasher()
    /// Fields since the last content that has to be read.
    private var fields = [UInt8]()
    /// Contents that have to be read, each with the fields before it.
    private var unread = [(fields: [UInt8], entry: TreeEntry)]()

    mutating func begin(_ part: Part) {
        fields.append(part.mark)
    }

    mutating func append(number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { fields += $0 }
    }

    mutating func append(bytes: some Collection<UInt8>) {
        append(number: UInt64(bytes.count))
        fields += bytes
    }

    mutating func append(_ attributes: [ExtendedAttribute]) {
        append(number: UInt64(attributes.count))
        for attribute in attributes {
            append(bytes: attribute.name.bytes)
            append(bytes: attribute.value)
        }
    }

    /// Appends the digest of a regular file's content and extended attributes.
    mutating func append(contentOf entry: TreeEntry, _ contents: ContentDigests) throws(BuildError) {
        if let digest = contents.known(entry) {
            fields += digest.bytes
        } else {
            unread.append((fields, entry))
            fields = []
        }
        if unread.count == DigestRecord.mostUnread || fields.count > DigestRecord.mostFields { try flush(contents) }
    }

    mutating func finish(_ contents: ContentDigests) throws(BuildError) -> Digest {
        try flush(contents)
        return hasher.finalize()
    }

    private mutating func flush(_ contents: ContentDigests) throws(BuildError) {
        let digests = try contents.read(unread.map(\.entry))
        for (part, digest) in zip(unread, digests) {
            part.fields.withUnsafeBytes { hasher.update($0) }
            hasher.update(digest: digest)
        }
        fields.withUnsafeBytes { hasher.update($0) }
        unread.removeAll()
        fields.removeAll(keepingCapacity: true)
    }

    /// Each may keep a directory open.
    private static let mostUnread = 64
    private static let mostFields = 64 << 10
}
