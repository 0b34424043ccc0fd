import Diagnostics
import Glibc
import Layers
import SystemPackage

/// Holds the content of one file at a time for readers that look at it in any order: in memory, or what is large in a
/// file without a name. One owner, one thread at a time.
final class ContentSpool {
    /// Beyond so many bytes content goes to the file.
    private static let memoryLimit = 16 << 20

    private let directory: FilePath
    private var memory = [UInt8]()
    private var file: OpenFile?
    private var sink: FileSink?
    private var count = 0

    /// - Parameter directory: where the file is made if one is needed.
    init(directory: FilePath) {
        self.directory = directory
    }

    /// Begins with the next content.
    func begin() throws(BuildError) {
        memory.removeAll(keepingCapacity: true)
        sink = nil
        count = 0
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        count += bytes.count
        if sink == nil, count <= Self.memoryLimit {
            memory.append(contentsOf: bytes)
        } else {
            try self.sinkForLarge().write(bytes)
        }
    }

    /// Shows all of the content.
    func read<Value>(_ body: (UnsafeRawBufferPointer) throws(BuildError) -> Value) throws(BuildError) -> Value {
        guard let sink, let file else {
            return try memory.withUnsafeBufferPointer { buffer throws(BuildError) in
                try body(UnsafeRawBufferPointer(buffer))
            }
        }
        try sink.finish()
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor.rawValue, 0), address != MAP_FAILED
        else {
            throw BuildError(Errno(rawValue: errno), .store, "a file of the image can't be looked into")
        }
        defer { munmap(address, count) }
        return try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    /// The file from its beginning, with what memory has in it.
    private func sinkForLarge() throws(BuildError) -> FileSink {
        if let sink { return sink }
        let file: OpenFile
        if let known = self.file { file = known } else { file = try TemporaryFile.makeUnnamed(in: directory) }
        self.file = file
        try SystemCall.run(.store, "a temporary file can't be emptied") { ftruncate(file.descriptor.rawValue, 0) }
        try SystemCall.run(.store, "a temporary file can't be written") { lseek(file.descriptor.rawValue, 0, SEEK_SET) }
        let sink = FileSink(file.descriptor)
        try memory.withUnsafeBufferPointer { buffer throws(BuildError) in
            try sink.write(UnsafeRawBufferPointer(buffer))
        }
        self.sink = sink
        return sink
    }
}
