import Diagnostics
import FoundationEssentials
import Glibc
import Sandbox

/// A temporary directory that anyone may enter, as apt's unprivileged user must.
struct WorkingDirectory: Sendable {
    let path: String

    /// - Throws: `store` if it can't be made.
    init(in parent: String) throws(BuildError) {
        var template = Array("\(parent)/pith-compose-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, chmod(template, 0o755) == 0 else {
            throw BuildError(.store, "a directory can't be made in '\(parent)': \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The path of a file in this directory, which is written, its parents made.
    ///
    /// - Throws: `store`, `diskFull`.
    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o644) throws(BuildError) -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// As above, with bytes.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o644) throws(BuildError) -> String {
        let file = "\(path)/\(name)"
        do {
            let parent = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: file))
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw BuildError(.diskFull, "'\(file)' can't be written: the disk is full", underlying: error)
        } catch {
            throw BuildError(.store, "'\(file)' can't be written: \(error)", underlying: error)
        }
        guard chmod(file, mode) == 0 else {
            throw BuildError(.store, "the mode of '\(file)' can't be set: \(String(cString: strerror(errno)))")
        }
        return file
    }

    /// The path of a new, empty directory in this one.
    ///
    /// - Throws: `store`.
    func makeDirectory(_ name: String) throws(BuildError) -> String {
        let directory = "\(path)/\(name)"
        guard mkdir(directory, 0o755) == 0 else {
            throw BuildError(.store, "'\(directory)' can't be made: \(String(cString: strerror(errno)))")
        }
        return directory
    }

    /// Removes all of it, also when the task is cancelled. What a killed program left mounted there is not entered.
    func remove() async {
        let process = HostProcess("rm", ["-rf", "--one-file-system", "--", path])
        _ = await Task { try? await process.run() }.value
    }
}
