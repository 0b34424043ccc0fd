import Diagnostics
import Layers
import Sandbox
package import SystemPackage

/// A file that RUN steps see in place of an image's own, and that never becomes part of a layer: package sources that name
/// another mirror. An image whose file differs from what is expected keeps it.
package struct FileReplacement: Hashable, Sendable {
    /// Absolute, inside the image.
    let path: FilePath
    let content: [UInt8]
    let replacement: [UInt8]

    /// - Parameters:
    ///   - path: absolute, inside the image.
    ///   - content: what the file must have to be replaced.
    ///   - replacement: what steps see instead; they can't write it.
    package init(of path: FilePath, content: [UInt8], by replacement: [UInt8]) {
        self.path = path
        self.content = content
        self.replacement = replacement
    }

    /// The mount that shows the replacement, from a copy of it in a new directory of `copies`; nil for an image that has
    /// no such file.
    func mount(in root: RootedDirectory, copies: Workspace) throws(BuildError) -> SandboxMount? {
        guard let status = try root.status(of: path), status.kind == .regular, status.size == content.count,
            try root.read(path, limit: content.count) == content
        else { return nil }
        let copy = try copies.makeFile(replacement)
        return SandboxMount(.bind(source: copy, isDirectory: false), at: path, isReadOnly: true)
    }
}
