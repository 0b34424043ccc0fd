import Glibc
package import SystemPackage

extension FilePath {
    /// The path from `/`, whether it was absolute or not.
    var inRoot: FilePath { isAbsolute ? self : FilePath("/").appending(components) }

    /// Calls `body` with the path as a C string.
    func withPath<Value, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try withPlatformString { path in Result { () throws(Failure) in try body(path) } }.get()
    }

    /// A path of bytes that hold no zero.
    init(bytes: some Sequence<UInt8>) {
        let characters = bytes.map { CChar(bitPattern: $0) } + [0]
        self = characters.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
        }
    }

    /// The path of a name in this directory.
    package func appending(_ name: FileName) -> FilePath {
        appending(FilePath(bytes: name.bytes).components)
    }
}

extension FileName {
    /// The name that a component of a path has.
    init(_ component: FilePath.Component) {
        self = component.withPlatformString { FileName(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
}
