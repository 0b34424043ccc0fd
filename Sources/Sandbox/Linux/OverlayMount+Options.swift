import CLinux
import Diagnostics
import Glibc
import SystemPackage

extension OverlayMount {
    /// Mounts through mount(2), for kernels before 6.7.
    ///
    /// The options must fit into one page, or the kernel cuts them without a word. So every directory is opened first,
    /// and its name in the options is its descriptor's, a few digits, resolved from `/proc/thread-self/fd`.
    func mountByOptions(at target: FilePath) throws(BuildError) {
        var descriptors = [Int32]()
        defer { for descriptor in descriptors { close(descriptor) } }
        func name(_ path: FilePath) throws(BuildError) -> String {
            let descriptor = open(path.string, linux_o_path | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure(target, "layer '\(path)'") }
            descriptors.append(descriptor)
            return String(descriptor)
        }
        var names = [String]()
        for lower in lowers { names.append(try name(lower)) }
        var options = flagOptions + ["lowerdir=" + names.joined(separator: ":")]
        if let upper { options += ["upperdir=" + (try name(upper.directory)), "workdir=" + (try name(upper.work))] }
        let text = options.joined(separator: ",")
        guard text.utf8.count < 4096 else { throw failure(target, "options", .tooManySymbolicLinkLevels) }
        let flags = UInt(mountFlags)
        let error = Self.inOwnWorkingDirectory("/proc/thread-self/fd") {
            linux_mount("overlay", target.string, "overlay", flags, text)
        }
        if let error { throw failure(target, "creating the mount", error) }
    }

    /// Runs a system call in a thread that has a working directory of its own.
    private static func inOwnWorkingDirectory(_ directory: String, _ call: () -> Int32) -> Errno? {
        withoutActuallyEscaping(call) { call in
            let work = Work(directory: directory, call: call)
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, { Work.run($0) }, Unmanaged.passUnretained(work).toOpaque())
            guard code == 0 else { return Errno(rawValue: code) }
            pthread_join(thread, nil)
            return work.error
        }
    }

    /// What the thread is handed; it lives until the thread is joined.
    private final class Work {
        let directory: String
        let call: () -> Int32
        var error: Errno?

        init(directory: String, call: @escaping () -> Int32) {
            self.directory = directory
            self.call = call
        }

        static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let context else { return nil }
            let work = Unmanaged<Work>.fromOpaque(context).takeUnretainedValue()
            let isDone =
                linux_unshare(Int32(linux_own_working_directory)) == 0 && chdir(work.directory) == 0
                && work.call() == 0
            if !isDone { work.error = lastError() }
            return nil
        }
    }
}
