import Diagnostics
import ImageModel
import Layers
import SystemPackage

/// The file of a blob, perhaps made only when it is first asked for.
actor LayerBlobFile {
    /// A file that is being written.
    struct InProgress: Sendable {
        let file: OpenFile
        let growth: FileGrowth

        /// - Parameter directory: where the file, which has no name, takes up space.
        init(in directory: String) throws(BuildError) {
            file = try TemporaryFile.makeUnnamed(in: FilePath(directory))
            growth = FileGrowth()
        }

        /// The blob as far as it is written.
        func blobFile(size: Int64) throws(BuildError) -> BlobFile { try section(size).blobFile(growth) }

        func section(_ size: Int64) -> FileSection { FileSection(file: file, offset: 0, size: size) }
    }

    private struct Making {
        let progress: InProgress
        let task: Task<Result<FileSection, BuildError>, Never>
    }

    private let known: FileSection?
    /// Of a file that this process wrote: says its digest.
    private let growth: FileGrowth?
    private let begin: @Sendable () throws(BuildError) -> InProgress
    private let make: @Sendable (InProgress) throws(BuildError) -> FileSection
    private var making: Making?

    init(_ section: FileSection) {
        self.init(section, nil)
    }

    /// A file that is written.
    init(_ progress: InProgress, _ result: CompressionResult) {
        progress.growth.end(.success(result.digest))
        self.init(progress.section(result.size), progress.growth)
    }

    private init(_ section: FileSection, _ growth: FileGrowth?) {
        known = section
        self.growth = growth
        begin = { () throws(BuildError) in throw BuildError(.internalError, "a blob that is there is not made") }
        make = { _ in section }
    }

    /// - Parameter make: writes the file, and ends its growth.
    init(
        in directory: String, making make: @escaping @Sendable (InProgress) throws(BuildError) -> FileSection
    ) {
        (known, growth) = (nil, nil)
        begin = { () throws(BuildError) in try InProgress(in: directory) }
        self.make = make
    }

    /// The whole file.
    func section() async throws(BuildError) -> FileSection {
        if let known { return known }
        return try await start().task.value.get()
    }

    /// The file as far as it is written: it grows.
    func blobFile(of blob: Descriptor) throws(BuildError) -> BlobFile {
        if let known { return try known.blobFile(growth) }
        return try start().progress.blobFile(size: blob.size)
    }

    private func start() throws(BuildError) -> Making {
        if let making { return making }
        let (progress, make) = (try begin(), make)
        let task = Task {
            do throws(BuildError) {
                return Result<_, BuildError>.success(
                    try await blockingThread { () throws(BuildError) in try make(progress) })
            } catch {
                return .failure(error)
            }
        }
        let making = Making(progress: progress, task: task)
        self.making = making
        return making
    }
}
