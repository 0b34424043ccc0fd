import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Sandbox

/// Needs root, for mount namespaces.
@Suite(.enabled(if: isRoot)) struct OverlayMountTests {
    enum Interface: CaseIterable, Sendable {
        case context, options

        func mount(_ overlay: OverlayMount, at target: FilePath) throws(BuildError) {
            switch self {
            case .context:
                // Kernels before 6.7 have the other one only.
                guard try !overlay.mountByContext(at: target) else { return }
                try overlay.mountByOptions(at: target)
            case .options: try overlay.mountByOptions(at: target)
            }
        }
    }

    /// Layers 1 to `count`, topmost first; each has a file of its own, and all have the file `same`.
    private func makeLayers(_ count: Int, in directory: FilePath) throws -> [FilePath] {
        try (1...count).reversed().map { number in
            let layer = directory.appending("layer-with-a-long-name-\(number)")
            try write("\(number)", to: layer.appending("same"))
            try write("", to: layer.appending("file\(number)"))
            return layer
        }
    }

    private func makeUpper(in directory: FilePath, isVolatile: Bool = false) throws -> OverlayMount.Upper {
        OverlayMount.Upper(
            directory: try makeDirectory(directory.appending("upper")),
            work: try makeDirectory(directory.appending("work")), isVolatile: isVolatile)
    }

    private func mountLine(_ target: FilePath) -> String {
        let lines = SmallFile.text("/proc/thread-self/mounts")?.split(separator: "\n") ?? []
        return lines.last { $0.contains(" \(target) ") }.map(String.init) ?? ""
    }

    @Test(
        "127 layers with long names are stacked in order, through both of the kernel's interfaces",
        arguments: Interface.allCases)
    func manyLayers(_ interface: Interface) async throws {
        try await withTemporaryDirectory { directory in
            let overlay = OverlayMount(
                lowers: try makeLayers(127, in: directory), upper: try makeUpper(in: directory))
            let target = try makeDirectory(directory.appending("merged"))
            try await inOwnMounts {
                try interface.mount(overlay, at: target)
                #expect(read(target.appending("same")) == "127")
                #expect(try names(in: target).count == 128)
                try write("new", to: target.appending("same"))
                #expect(mountLine(target).contains("userxattr"))
                #expect(mountLine(target).contains("nodev"))
                try Mounts.unmount(target, detach: true)
            }
            #expect(read(directory.appending("upper/same")) == "new")
        }
    }

    @Test(
        "a removed and recreated directory hides what was below it, in later mounts too",
        arguments: Interface.allCases)
    func opaque(_ interface: Interface) async throws {
        try await withTemporaryDirectory { directory in
            let lower = directory.appending("lower")
            try write("", to: lower.appending("dir/old"))
            let overlay = OverlayMount(lowers: [lower], upper: try makeUpper(in: directory))
            let target = try makeDirectory(directory.appending("merged"))
            try await inOwnMounts {
                try interface.mount(overlay, at: target)
                try #require(unlink(target.appending("dir/old").string) == 0)
                try #require(rmdir(target.appending("dir").string) == 0)
                try makeDirectory(target.appending("dir"))
                try Mounts.unmount(target, detach: true)
                try OverlayMount(lowers: [directory.appending("upper"), lower], upper: nil).mount(at: target)
                #expect(try names(in: target.appending("dir")) == [])
            }
        }
    }

    @Test("without an upper directory nothing can be written, with one layer or with several", arguments: [1, 3])
    func readOnly(_ count: Int) async throws {
        try await withTemporaryDirectory { directory in
            let overlay = OverlayMount(lowers: try makeLayers(count, in: directory), upper: nil)
            let target = try makeDirectory(directory.appending("merged"))
            try await inOwnMounts {
                try overlay.mount(at: target)
                #expect(read(target.appending("same")) == "\(count)")
                #expect(open(target.appending("new").string, O_CREAT | O_WRONLY, 0o644) < 0)
                #expect(errno == EROFS)
            }
        }
    }

    @Test("a volatile mount says so", arguments: Interface.allCases)
    func volatile(_ interface: Interface) async throws {
        try await withTemporaryDirectory { directory in
            let overlay = OverlayMount(
                lowers: try makeLayers(2, in: directory), upper: try makeUpper(in: directory, isVolatile: true))
            let target = try makeDirectory(directory.appending("merged"))
            try await inOwnMounts {
                try interface.mount(overlay, at: target)
                #expect(mountLine(target).contains("volatile"))
            }
        }
    }

    @Test("more layers than the kernel takes, and layers that are not there, are errors that name them")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let tooMany = OverlayMount(lowers: Array(repeating: directory, count: 501), upper: nil)
            #expect(throws: BuildError.self) { try tooMany.mount(at: directory) }
            let missing = OverlayMount(lowers: ["/nonexistent", directory], upper: nil)
            let error = #expect(throws: BuildError.self) { try missing.mount(at: directory) }
            #expect(error?.message.contains("'/nonexistent'") == true)
        }
    }
}
