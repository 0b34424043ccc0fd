import Analysis
import ImageModel
import Testing

struct ImageReportTests {
    private func file(_ path: String, _ kind: FileSummary.Kind = .file, mode: UInt16 = 0o755, size: Int64 = 0)
        -> FileSummary
    {
        FileSummary(path: path.utf8, kind: kind, mode: mode, size: size)
    }

    private func layer(_ name: String, compressed: Int64, _ entries: [FileSummary]) -> LayerTree {
        LayerTree(diffID: Digest(of: name.utf8), createdBy: name, compressedSize: compressed, entries: entries)
    }

    private var report: ImageReport {
        let base = layer(
            "FROM", compressed: 60,
            [
                file("usr/bin", .directory), file("usr/bin/dash", size: 100),
                file("usr/bin/sh", .symbolicLink, mode: 0o777),
                file("usr/bin/apt", size: 50), file("usr/bin/su", mode: 0o4755, size: 7),
                file("usr/bin/wall", mode: 0o2755),
                file("var/mail", .directory, mode: 0o2775), file("etc/logrotate.d/apt", mode: 0o644),
                file("usr/share/completions/apt", mode: 0o644), file("busybox/busybox", size: 1),
                file("bin/zsh", mode: 0o644),
            ])
        let top = layer(
            "COPY", compressed: 5, [file("app", size: 10), file("usr/bin/apt", .whiteout), file("copy", .hardLink)])
        let packages = PackageDatabase(status: Array("Package: a\n\nPackage: b\n".utf8))
        return ImageReport(reference: "app:1", id: Digest(of: []), layers: [base, top], packages: packages)
    }

    @Test("sizes are sums over layers, files are those that can be seen")
    func counts() {
        #expect(report.size == 168 && report.compressedSize == 65)
        #expect(report.files == 10 && report.packages == 2)
        #expect(report.layers.map(\.size) == [158, 10] && report.layers.map(\.files) == [9, 2])
    }

    @Test("shells and package managers are programs in directories for programs, setuid files are files")
    func surface() {
        #expect(report.surface.shells == ["/busybox/busybox", "/usr/bin/dash", "/usr/bin/sh"])
        #expect(report.surface.packageManagers == [])
        #expect(report.surface.setuid == ["/usr/bin/su", "/usr/bin/wall"])
    }

    @Test("the JSON form has sizes in bytes and paths in full")
    func json() throws {
        let empty = ImageReport(reference: "e", id: Digest(of: []), layers: [], packages: PackageDatabase())
        let id = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let tail = #""packageManagers":[],"packages":0,"reference":"e","setuid":[],"shells":[],"size":0}"#
        #expect(
            String(decoding: try CanonicalJSON.encode(ImageComparison([empty, empty])), as: UTF8.self)
                == #"{"images":[\#(object),\#(object)]}"#.replacing(
                    object, with: #"{"compressedSize":0,"files":0,"id":"\#(id)","layerDetails":[],"layers":0,"# + tail))
        let text = String(decoding: try CanonicalJSON.encode(ImageComparison([report, report])), as: UTF8.self)
        #expect(text.contains(#""setuid":["/usr/bin/su","/usr/bin/wall"]"#) && text.contains(#""layers":2"#))
        #expect(text.contains(#""createdBy":"COPY""#) && text.hasSuffix(#""sizeRatio":1}"#))
    }

    private var object: String { "<image>" }

    @Test("a ratio compares the first image with the last")
    func ratios() {
        func image(_ size: Int64) -> ImageReport {
            let tree = layer("x", compressed: size / 2, [file("a", size: size)])
            return ImageReport(reference: "x", id: Digest(of: []), layers: [tree], packages: PackageDatabase())
        }
        let comparison = ImageComparison([image(1000), image(7), image(10)])
        #expect(comparison.sizeRatio == 100 && comparison.compressedSizeRatio == 100)
        #expect(ImageComparison([image(1)]).sizeRatio == nil && ImageComparison([]).sizeRatio == nil)
    }
}
