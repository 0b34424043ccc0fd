/// What Python's installers leave beside a package (packaging.python.org, "Core metadata" and "Recording installed
/// projects").
enum PythonMetadata {
    /// The package that a METADATA, PKG-INFO or `.egg-info` file is about.
    static func packages(in content: UnsafeRawBufferPointer, path: String) -> [InstalledPackage] {
        var rest = content[...]
        let fields = MetadataFields(&rest, wanted: ["Metadata-Version", "Name", "Version"])
        guard fields["Metadata-Version"] != nil, let name = fields["Name"] else { return [] }
        return [InstalledPackage(.python, name: name, version: fields["Version"] ?? "", path: path)]
    }

    /// The bytes of all files that a RECORD lists, those without a size not counted.
    static func recordedSize(in content: UnsafeRawBufferPointer) -> Int64 {
        var total: Int64 = 0
        for line in content.split(separator: UInt8(ascii: "\n")) {
            // The size is the last of three values separated by commas; the path before it may have commas of its own.
            guard let comma = line.lastIndex(of: UInt8(ascii: ",")) else { continue }
            let digits = line[comma...].dropFirst().filter { $0 != 0x0D }
            guard let size = Int64(String(decoding: digits, as: UTF8.self)), size > 0 else { continue }
            let (sum, overflows) = total.addingReportingOverflow(size)
            if overflows { return .max }
            total = sum
        }
        return total
    }
}
