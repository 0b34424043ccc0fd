import Diagnostics
import ImageModel
import Layers
import Planning
import SystemPackage

/// A program of a root file system that is for another processor than this machine's (System V ABI, "ELF Header",
/// `e_machine`). The kernel executes it where an emulator is registered with binfmt_misc, and else refuses.
struct ForeignProgram: Hashable, Sendable {
    /// Absolute, inside the root.
    let path: String
    /// In Go's names.
    let architecture: String

    /// What a step would execute; nil if that is a program for this machine, or not known.
    init?(of run: RunOperation, in root: FilePath) {
        guard let name = run.arguments.first, let root = try? RootedDirectory(root) else { return nil }
        for path in Self.paths(of: name, run) {
            guard let header = Self.header(of: path, in: root) else { continue }
            guard let architecture = Self.architecture(of: header), architecture != Platform.host.architecture else {
                return nil
            }
            (self.path, self.architecture) = (path, architecture)
            return
        }
        return nil
    }

    /// What to say of a step that could not start it.
    var failure: (message: String, help: String) {
        (
            "RUN can't start: '\(path)' is for \(architecture), and nothing on this machine runs that",
            "install an emulator, such as qemu-user-static with binfmt-support, or keep RUN in stages that stand on 'FROM --platform=$BUILDPLATFORM'"
        )
    }

    /// Where the kernel, or a shell, would look for it.
    private static func paths(of name: String, _ run: RunOperation) -> [String] {
        if name.hasPrefix("/") { return [name] }
        if name.contains("/") { return ["\(run.workingDirectory)/\(name)"] }
        let path = run.environment.last { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }
    }

    private static func header(of path: String, in root: RootedDirectory) -> [UInt8]? {
        // A shell is a link in most images.
        guard let program = try? root.resolve(FilePath(path)), (try? root.status(of: program))?.kind == .regular,
            let file = try? root.open(program)
        else { return nil }
        var header = [UInt8](repeating: 0, count: 20)
        let count = try? header.withUnsafeMutableBytes { buffer throws(BuildError) in
            try FileSource(file.descriptor).read(into: buffer)
        }
        return count == header.count ? header : nil
    }

    private static func architecture(of header: [UInt8]) -> String? {
        guard header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
        let isLittleEndian = header[5] == 1
        let machine = isLittleEndian ? Int(header[18]) | Int(header[19]) << 8 : Int(header[18]) << 8 | Int(header[19])
        switch (machine, isLittleEndian) {
        case (3, _): return "386"
        case (8, true): return header[4] == 2 ? "mips64le" : "mipsle"
        case (8, false): return header[4] == 2 ? "mips64" : "mips"
        case (21, true): return "ppc64le"
        case (21, false): return "ppc64"
        case (22, _): return "s390x"
        case (40, _): return "arm"
        case (62, _): return "amd64"
        case (183, _): return "arm64"
        case (243, _): return "riscv64"
        case (258, _): return "loong64"
        default: return "another processor"
        }
    }
}
