/// A file that may say which packages an image has, told by its path and first bytes.
package struct PackageFile: Hashable, Sendable {
    /// How the content of a file is to be handed over.
    package enum Reading: Hashable, Sendable {
        /// In memory: it is small.
        case whole
        /// Mapped from a file: it may have any size, and only parts of it are looked at.
        case mapped
    }

    enum Form: Hashable, Sendable {
        case dpkgStatus, pythonMetadata, pythonRecord, nodeManifest, javaArchive, program
    }

    /// How many of a file's first bytes `init` makes use of.
    package static let startLength = 512
    /// Archives and programs of at most so many bytes are read as a whole.
    private static let wholeLimit: Int64 = 1 << 20

    /// From the root.
    let path: String
    let form: Form
    package let reading: Reading

    /// - Parameters:
    ///   - path: the path's raw bytes without a leading slash.
    ///   - size: the bytes of the regular file.
    ///   - start: its first bytes, at least `startLength` where it has so many.
    /// - Returns: nil for a file whose content says nothing of packages, or has no sensible size.
    package init?(path: [UInt8], size: Int64, start: UnsafeRawBufferPointer) {
        let parts = path.split(separator: UInt8(ascii: "/"))
        guard let form = Form(parts) ?? (Form.isProgram(start) ? .program : nil), size > 0, size <= form.limit else {
            return nil
        }
        self.form = form
        self.path = "/" + String(decoding: path, as: UTF8.self)
        let isBulky = form == .javaArchive || form == .program
        reading = isBulky && size > PackageFile.wholeLimit ? .mapped : .whole
    }

    /// What the file says. A file that is damaged, or is not what it seems, says nothing.
    ///
    /// - Parameter content: all of the file.
    package func findings(in content: UnsafeRawBufferPointer) -> PackageFindings {
        var unpacked = JavaArchives.mostBytes
        return findings(in: content, unpacking: &unpacked)
    }

    /// Whether it is a file about packages alone, which is read from end to end.
    var isMetadata: Bool {
        switch form {
        case .dpkgStatus, .pythonMetadata, .pythonRecord, .nodeManifest: true
        case .javaArchive, .program: false
        }
    }

    /// The same for one of many files.
    ///
    /// - Parameter unpackedBytes: how many bytes may still be unpacked, or looked at as closely; what is comes off it.
    func findings(in content: UnsafeRawBufferPointer, unpacking unpackedBytes: inout Int) -> PackageFindings {
        switch form {
        case .dpkgStatus: PackageFindings(DpkgStatus.packages(in: content, path: path))
        case .pythonMetadata: PackageFindings(PythonMetadata.packages(in: content, path: path))
        case .pythonRecord: PackageFindings(pythonSizes: [path: PythonMetadata.recordedSize(in: content)])
        case .nodeManifest: PackageFindings(NodeManifest.packages(in: content, path: path))
        case .javaArchive: PackageFindings(JavaArchives.packages(in: content, path: path, unpacking: &unpackedBytes))
        case .program: PackageFindings(program: content, path: path, reading: &unpackedBytes)
        }
    }
}

extension PackageFile.Form {
    /// The most bytes that a file of the form may have.
    var limit: Int64 {
        switch self {
        case .dpkgStatus: 64 << 20
        case .pythonMetadata: 8 << 20
        case .nodeManifest: 1 << 20
        case .pythonRecord: 32 << 20
        case .javaArchive, .program: 16 << 30
        }
    }

    /// What the path alone tells.
    fileprivate init?(_ parts: [ArraySlice<UInt8>]) {
        guard let last = parts.last else { return nil }
        let name = String(decoding: last, as: UTF8.self)
        let parent = parts.dropLast().last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        switch name {
        case "METADATA" where parent.hasSuffix(".dist-info"): self = .pythonMetadata
        case "PKG-INFO" where parent.hasSuffix(".egg-info"): self = .pythonMetadata
        case "RECORD" where parent.hasSuffix(".dist-info"): self = .pythonRecord
        case "package.json" where Self.isNodePackage(parts.dropLast()): self = .nodeManifest
        case _ where name.hasSuffix(".egg-info"): self = .pythonMetadata
        case _ where DpkgStatus.isStatusFile(parts): self = .dpkgStatus
        case _ where [".jar", ".war", ".ear"].contains(name.suffix(4).lowercased()): self = .javaArchive
        default: return nil
        }
    }

    /// Whether a directory is that of a package: `node_modules/NAME`, `node_modules/@SCOPE/NAME`, or the same in Debian's
    /// `usr/share/nodejs`.
    private static func isNodePackage(_ directory: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        guard let name = directory.last, name.first != UInt8(ascii: "@") else { return false }
        var above = directory.dropLast()
        if above.last?.first == UInt8(ascii: "@") { above = above.dropLast() }
        if above.last?.elementsEqual("node_modules".utf8) == true { return true }
        return above.count == 3 && zip(above, ["usr", "share", "nodejs"]).allSatisfy { $0.elementsEqual($1.utf8) }
    }

    /// Whether a file is a program or a shared library: an ELF file of type `ET_EXEC` or `ET_DYN`.
    fileprivate static func isProgram(_ start: UnsafeRawBufferPointer) -> Bool {
        guard let header = ELFHeader(start) else { return false }
        return header.type == 2 || header.type == 3
    }
}
