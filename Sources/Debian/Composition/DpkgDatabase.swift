import Diagnostics
import Layers

/// dpkg's database as it is when packages have been unpacked and none is configured (dpkg(1), "Package states"): dpkg
/// itself does the rest, `dpkg --configure`.
struct DpkgDatabase {
    /// A file of the database.
    struct File {
        let path: String
        var content: [UInt8]
        var mode: UInt16 = 0o644
    }

    static let directory = "/var/lib/dpkg"
    /// What dpkg calls the new version of a configuration file until the package is configured.
    static let conffileSuffix = ".dpkg-new"

    private(set) var files: [File] = []
    /// The packages whose `preinst` has to run, by the names that their files in the database have.
    private(set) var preinstalled: [String] = []

    private var status: [UInt8] = []
    /// Which packages wait for a path, and for a trigger with a name.
    private var pathTriggers = ""
    private var namedTriggers: [String: String] = [:]

    /// - Parameter packages: in the order of their names.
    init(_ packages: [PackageContents], architecture: String) {
        for package in packages { add(package) }
        addFile("status", status)
        addFile("arch", Array("\(architecture)\n".utf8))
        addFile("info/format", Array("1\n".utf8))
        addFile("triggers/File", Array(pathTriggers.utf8))
        addFile("triggers/Unincorp", [])
        for (name, packages) in namedTriggers.sorted(by: { $0.key < $1.key }) {
            addFile("triggers/\(name)", Array(packages.utf8))
        }
    }

    private mutating func add(_ package: PackageContents) {
        let name = package.databaseName
        for (file, content) in package.controlFiles.sorted(by: { $0.key < $1.key }) where file != "control" {
            addFile("info/\(name).\(file)", content, mode: DpkgDatabase.scripts.contains(file) ? 0o755 : 0o644)
        }
        var list = [UInt8]()
        for entry in package.entries {
            list += "/".utf8
            list += entry.path == .root ? Array(".".utf8) : entry.path.bytes
            list.append(UInt8(ascii: "\n"))
        }
        addFile("info/\(name).list", list)
        if package.controlFiles["preinst"] != nil { preinstalled.append(name) }
        addStatus(package)
        addTriggers(package, name)
    }

    private mutating func addStatus(_ package: PackageContents) {
        let control = package.controlFiles["control"] ?? []
        status += control.prefix { $0 != 0 }
        while status.last == UInt8(ascii: "\n") { status.removeLast() }
        status += "\nStatus: install ok unpacked\n".utf8
        let conffiles = package.conffiles
        if !conffiles.isEmpty { status += "Conffiles:\n".utf8 }
        for path in conffiles {
            status += " /".utf8
            status += path.bytes
            status += " newconffile\n".utf8
        }
        status.append(UInt8(ascii: "\n"))
    }

    /// Reads which triggers the package is interested in (deb-triggers(5)); those that it activates, dpkg finds itself.
    private mutating func addTriggers(_ package: PackageContents, _ name: String) {
        for line in String(decoding: package.controlFiles["triggers"] ?? [], as: UTF8.self).split(separator: "\n") {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count == 2, words[0].hasPrefix("interest") else { continue }
            let waiting = words[0].hasSuffix("-noawait") ? "\(name)/noawait\n" : "\(name)\n"
            if words[1].hasPrefix("/") {
                pathTriggers += "\(words[1]) \(waiting)"
            } else if !words[1].contains("/"), words[1] != "File", words[1] != "Unincorp" {
                namedTriggers[words[1], default: ""] += waiting
            }
        }
    }

    private mutating func addFile(_ name: String, _ content: [UInt8], mode: UInt16 = 0o644) {
        files.append(File(path: "\(DpkgDatabase.directory)/\(name)", content: content, mode: mode))
    }

    private static let scripts: Set<String> = ["preinst", "postinst", "prerm", "postrm", "config"]
}

extension PackageContents {
    /// What the package's files in dpkg's database are called: with the architecture if it may be there for several.
    var databaseName: String {
        let control = ControlFile.stanzas(of: String(decoding: controlFiles["control"] ?? [], as: UTF8.self)).first
        guard control?["multi-arch"] == "same", let architecture = control?["architecture"] else { return name }
        return "\(name):\(architecture)"
    }

    /// The configuration files that users may change (deb-conffiles(5)).
    var conffiles: [RootedPath] {
        String(decoding: controlFiles["conffiles"] ?? [], as: UTF8.self).split(separator: "\n").compactMap { line in
            line.hasPrefix("/") ? try? RootedPath(String(line.trimmingBlanks)) : nil
        }
    }

    /// The files as dpkg finds them where a system is installed: configuration files under their temporary names, from
    /// which it takes them when it configures the package, and under their own, since scripts of other packages, which
    /// may be configured before, need some of them.
    var unpackedForConfiguration: PackageContents {
        let conffiles = Set(conffiles)
        guard !conffiles.isEmpty else { return self }
        return PackageContents(
            name: name,
            entries: entries.flatMap { item in
                guard conffiles.contains(item.path), let parent = item.path.parent else { return [item] }
                let path = parent.appending(item.path.name + DpkgDatabase.conffileSuffix.utf8)
                return [item, PackageEntry(path: path, entry: item.entry, content: item.content)]
            }, controlFiles: controlFiles)
    }
}
