import Glibc
import SystemPackage

/// Python as the maker of files and the judge of what they say.
enum Python {
    /// Runs a script.
    ///
    /// - Returns: the bytes that it writes to standard output.
    static func run(_ script: String) throws -> [UInt8] {
        var template = Array("/tmp/pith-analysis-XXXXXX".utf8CString)
        let descriptor = FileDescriptor(rawValue: mkstemp(&template))
        let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress.unsafelyUnwrapped) }
        defer { unlink(path) }
        try descriptor.closeAfter { _ = try descriptor.writeAll(script.utf8) }
        guard let pipe = popen("python3 '\(path)'", "r") else { throw Errno(rawValue: errno) }
        var output = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        let status = pclose(pipe)
        guard status == 0 else { throw Failure(status: status) }
        return output
    }

    struct Failure: Error {
        let status: Int32
    }
}
