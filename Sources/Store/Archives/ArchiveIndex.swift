import Diagnostics
import Layers

/// Where the files of a tar lie in it. One pass over the headers finds them; nothing is unpacked, so no name in it can
/// lead anywhere.
struct ArchiveIndex: Sendable {
    private enum Entry {
        case directory
        case file(FileSection)
        /// The path that a link leads to, from the root of the archive; nil for one that leads out.
        case link(String?)
    }

    private var entries = [String: Entry]()
    private var nameByteCount = 0

    /// What all names together may have in bytes: far more than any image's.
    private static let mostNameBytes = 16 << 20
    private static let mostLinks = 8

    /// Reads the headers of an uncompressed archive.
    ///
    /// - Throws: `corrupt` for a tar that is damaged, and for names that lead out of it or come twice: readers would
    ///   disagree about which one counts.
    init(_ archive: FileSection) throws(BuildError) {
        let reader = TarReader(FileSectionSource(archive))
        while let entry = try reader.next() {
            guard let path = Self.path(entry.name, in: []) else {
                throw BuildError(.corrupt, "archive can't be read: '\(entry.name)' leads out of it")
            }
            nameByteCount += entry.path.count + entry.linkTarget.count
            guard nameByteCount <= Self.mostNameBytes else {
                throw BuildError(.corrupt, "archive can't be read: it has too many entries")
            }
            let content = Self.content(of: entry, path, in: archive, at: reader.contentOffset)
            if case .directory? = entries[path], case .directory = content { continue }
            guard entries.updateValue(content, forKey: path) == nil else {
                throw BuildError(.corrupt, "archive can't be read: it has '\(path)' twice")
            }
        }
    }

    /// The file at a path, links followed; nil if there is none.
    func file(_ path: String) -> FileSection? {
        var next = Self.path(path, in: [])
        for _ in 0...Self.mostLinks {
            guard let path = next else { return nil }
            switch entries[path] {
            case .file(let section): return section
            case .link(let target): next = target
            case .directory, nil: return nil
            }
        }
        return nil
    }

    /// Devices and the like count as directories: nobody reads them.
    private static func content(
        of entry: TarEntry, _ path: String, in archive: FileSection, at offset: Int64
    ) -> Entry {
        let target = String(decoding: entry.linkTarget, as: UTF8.self)
        return switch entry.kind {
        case .file: .file(FileSection(file: archive.file, offset: archive.offset + offset, size: entry.size))
        case .hardLink: .link(Self.path(target, in: []))
        case .symbolicLink: .link(Self.path(target, in: path.split(separator: "/").dropLast()))
        case .directory, .characterDevice, .blockDevice, .fifo: .directory
        }
    }

    /// A path from the root of the archive, without dots; nil if it leads out.
    private static func path(_ path: String, in directory: [Substring]) -> String? {
        var components = path.hasPrefix("/") ? [] : directory
        for component in path.split(separator: "/") {
            switch component {
            case ".": continue
            case "..": if components.popLast() == nil { return nil }
            default: components.append(component)
            }
        }
        return components.joined(separator: "/")
    }
}
