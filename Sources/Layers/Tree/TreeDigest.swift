package import Diagnostics
package import ImageModel
import SystemPackage

/// Computes what a cache key says about files that are copied: all that reaches the image except modification times.
///
/// That is, of each file and in the order of the walk: name, kind, the mode and owner that the copy gets, size, link
/// target, device number, carried extended attributes, content, and whether it is a further name of a file before. Of a
/// directory whose contents are copied, nothing of its own.
package struct TreeDigest {
    private let root: RootedDirectory
    private let attributes: CopyAttributes
    private let filter: TreeFilter?
    private let contents: ContentDigests
    private var record = DigestRecord()
    /// The files of the current source that have several names, numbered in the order in which they were met.
    private var numbers = [FileIdentity: Int]()

    /// - Parameters:
    ///   - root: the build context, or another stage's file system.
    ///   - attributes: what the copy will be given.
    ///   - filter: what counts as absent.
    ///   - index: known digests of files; nil reads every file.
    package init(
        in root: RootedDirectory, attributes: CopyAttributes, filter: TreeFilter? = nil, index: StatIndex? = nil
    ) {
        self.root = root
        self.attributes = attributes
        self.filter = filter
        contents = ContentDigests(root: root, index: index)
    }

    /// The digest of sources in the order given.
    ///
    /// - Throws: the root's failure code if something can't be read.
    package mutating func digest(of matches: [SourceMatch]) throws(BuildError) -> Digest {
        record = DigestRecord()
        for match in matches {
            numbers = [:]
            switch try match.content(in: root, filter: filter) {
            case .file(let entry):
                record.begin(.source)
                try add(entry, named: match.name ?? entry.name)
            case .directory(_, var walk):
                record.begin(.contents)
                while let event = try walk.next() { try add(event) }
            }
        }
        return try record.finish(contents)
    }

    private mutating func add(_ event: TreeEvent) throws(BuildError) {
        switch event {
        case .file(let entry):
            try add(entry, named: entry.name)
        case .enter(let entry, let opened):
            record.begin(.directory)
            addMetadata(entry.status, entry.name)
            record.append(try reading(entry) { () throws(Errno) in try opened.carriedAttributes() })
        case .leave:
            record.begin(.end)
        }
    }

    private mutating func add(_ entry: TreeEntry, named name: FileName) throws(BuildError) {
        record.begin(.file(entry.status.kind))
        addMetadata(entry.status, name)
        switch entry.status.kind {
        case .regular:
            record.append(number: UInt64(bitPattern: entry.status.size))
            let earlier = number(of: entry.status)
            record.append(number: UInt64(earlier ?? 0))
            if earlier == nil { try record.append(contentOf: entry, contents) }
        case .symbolicLink:
            record.append(bytes: try reading(entry) { () throws(Errno) in try entry.directory.readLink(entry.name) })
        case .characterDevice, .blockDevice:
            record.append(number: entry.status.deviceNumber)
        case .directory, .fifo, .socket:
            break
        }
    }

    private mutating func addMetadata(_ status: FileStatus, _ name: FileName) {
        record.append(bytes: name.bytes)
        // A symbolic link's mode means nothing.
        record.append(number: status.kind == .symbolicLink ? 0 : UInt64(attributes.mode(of: status)))
        let owner = attributes.owner(of: status)
        record.append(number: UInt64(owner.user) << 32 | UInt64(owner.group))
    }

    /// The number, from 1, of the file that this is a further name of; nil for a file that was not met before.
    private mutating func number(of status: FileStatus) -> Int? {
        guard status.linkCount > 1 else { return nil }
        if let number = numbers[status.identity] { return number }
        numbers[status.identity] = numbers.count + 1
        return nil
    }

    private func reading<Value>(
        _ entry: TreeEntry, _ body: () throws(Errno) -> Value
    ) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body()
        } catch {
            throw root.failure(error, entry.path, "be read")
        }
    }
}
