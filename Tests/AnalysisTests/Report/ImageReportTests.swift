import Analysis
import ImageModel
import Layers
import Testing

struct ImageReportTests {
    private typealias Sample = SampleImage

    private var layers: [[Sample.Entry]] {
        let base = [
            Sample.directory("usr/bin"), Sample.file("usr/bin/dash", size: 100, mode: 0o755),
            Sample.link("usr/bin/sh", to: "dash"), Sample.file("usr/bin/apt", size: 50, mode: 0o755),
            Sample.file("usr/bin/su", size: 7, mode: 0o4755), Sample.file("usr/bin/wall", mode: 0o2755),
            Sample.directory("var/mail", mode: 0o2775), Sample.file("etc/logrotate.d/apt"),
            Sample.file("usr/share/completions/apt"), Sample.file("busybox/busybox", size: 1, mode: 0o755),
            Sample.file("bin/zsh"), Sample.file("var/lib/dpkg/status", "Package: a\n\nPackage: b\n"),
        ]
        let top = [
            Sample.file("app", size: 10), Sample.file("usr/bin/.wh.apt"),
            Sample.link("copy", to: "app", kind: .hardLink),
        ]
        return [base, top]
    }

    @Test("sizes are sums over layers, files are those that can be seen")
    func counts() throws {
        let report = try Sample.report(layers)
        #expect(report.size == 191 && report.compressedSize == 300)
        #expect(report.files == 11 && report.packages.count == 2)
        #expect(report.layers.map(\.size) == [181, 10] && report.layers.map(\.files) == [10, 2])
    }

    @Test("shells and package managers are programs in directories for programs, setuid files are files")
    func surface() throws {
        let surface = try Sample.report(layers).surface
        #expect(surface.shells == ["/busybox/busybox", "/usr/bin/dash", "/usr/bin/sh"])
        #expect(surface.packageManagers == [])
        #expect(surface.setuid == ["/usr/bin/su", "/usr/bin/wall"])
    }

    @Test("the biggest files and directories come first, the root is not among them")
    func biggest() throws {
        let report = try Sample.report(layers)
        #expect(report.biggestFiles.prefix(2).map(\.path) == ["/usr/bin/dash", "/var/lib/dpkg/status"])
        let first = try #require(report.biggestDirectories.first)
        #expect(first.path == "/usr" && first.size == 107 && first.files == 5)
        #expect(!report.biggestDirectories.contains { $0.path == "/" || $0.size == 0 })
    }

    @Test("a package of Node is as large as its directory, without the packages below it")
    func nodeSizes() throws {
        let manifest = #"{"name": "a", "version": "1.0.0"}"#
        let report = try Sample.report([
            [
                Sample.file("app/node_modules/a/package.json", manifest),
                Sample.file("app/node_modules/a/index.js", size: 1000),
                Sample.file("app/node_modules/a/node_modules/b/package.json", #"{"name": "b", "version": "2.0.0"}"#),
                Sample.file("app/node_modules/a/node_modules/b/index.js", size: 500),
            ]
        ])
        #expect(report.packages.map(\.name) == ["a", "b"])
        #expect(report.packages.map(\.size) == [Int64(1000 + manifest.utf8.count), Int64(500 + manifest.utf8.count)])
    }

    @Test("duplicates are files with the same bytes in several places or layers")
    func duplicates() throws {
        let report = try Sample.report([
            [Sample.file("a", "same"), Sample.file("b", "same"), Sample.file("empty"), Sample.file("void")],
            [
                Sample.file("a", "same", mode: 0o600), Sample.file("c", "other"),
                Sample.link("d", to: "a", kind: .hardLink),
            ],
        ])
        #expect(report.duplicates.count == 1)
        #expect(report.duplicates[0].copies == 3 && report.duplicates[0].bytes == 8)
        #expect(report.duplicates[0].paths == ["/a", "/b"] && report.duplicates[0].layers == [0, 1])
    }

    @Test("the JSON form has sizes in bytes and paths in full")
    func json() throws {
        let text = String(decoding: try CanonicalJSON.encode(try Sample.report(layers)), as: UTF8.self)
        #expect(text.contains(#""setuid":["/usr/bin/su","/usr/bin/wall"]"#) && text.contains(#""layers":2,"#))
        #expect(text.contains(#""size":191"#) && text.contains(#""packages":2"#))
        #expect(text.contains(#"{"layer":0,"path":"/usr/bin/dash","size":100}"#))
    }

    @Test("a ratio compares the first image with the last")
    func ratios() throws {
        func image(_ size: Int) throws -> ImageReport { try Sample.report([[Sample.file("a", size: size)]]) }
        let comparison = ImageComparison([try image(1000), try image(7), try image(10)])
        #expect(comparison.sizeRatio == 100 && comparison.compressedSizeRatio == 1)
        #expect(ImageComparison([try image(1)]).sizeRatio == nil && ImageComparison([]).sizeRatio == nil)
    }
}
