import Analysis
import Commands
import ImageModel
import Testing

struct ComparisonTableTests {
    private func image(_ reference: String, size: Int64, compressed: Int64, programs: [String]) -> ImageReport {
        var paths = PathTable()
        func entry(_ path: String, mode: UInt16, size: Int64 = 0) -> FileEntry {
            var id = PathTable.root
            for name in path.split(separator: "/") { id = paths.insert(name.utf8, in: id) }
            return FileEntry(path: id, kind: .file, mode: mode, size: size)
        }
        let layer = InspectedLayer(
            entries: [entry("data", mode: 0o644, size: size)] + programs.map { entry($0, mode: 0o4755) })
        var config = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"))
        config.diffIDs = [Digest(of: reference.utf8)]
        return ImageReport(
            InspectedImage(
                reference: reference, id: config.diffIDs[0], config: config, paths: paths, layers: [layer],
                compressedSizes: [compressed]))
    }

    @Test("a comparison shows what was gained, and says it in a sentence")
    func table() {
        let large = image(
            "calculator:single-stage", size: 861_000_000, compressed: 301_000_000,
            programs: ["bin/sh", "bin/bash", "usr/bin/bash", "usr/bin/apt"])
        let small = image("calculator", size: 1_255_000, compressed: 830_000, programs: [])
        #expect(
            ComparisonTable(ImageComparison([large, small])).render() == """
                                  calculator:single-stage       calculator  RATIO
                SIZE                                861MB           1.25MB   686×
                COMPRESSED                          301MB            830kB   363×
                LAYERS                                  1                1
                FILES                                   5                1   5.0×
                EFFICIENCY                100%, 0B wasted  100%, 0B wasted
                PACKAGES                                0                0
                SHELLS                            bash sh             none
                PACKAGE MANAGERS                      apt             none
                SETUID                                  4                0
                WORLD-WRITABLE                          0                0
                UNKNOWN OWNERS                          0                0
                SECRETS                                 0                0
                RUNS AS                              root             root
                READ-ONLY ROOT                     starts           starts

                calculator is 686 times smaller than calculator:single-stage

                """)
        let back = ComparisonTable(ImageComparison([small, large])).render()
        #expect(back.hasSuffix("\ncalculator:single-stage is 686 times larger than calculator\n"))
    }

    @Test("images of one size are said to be so, and an empty one has no ratio")
    func special() {
        let one = image("one", size: 10, compressed: 1, programs: [])
        let empty = image("empty", size: 0, compressed: 1, programs: [])
        #expect(ComparisonTable(ImageComparison([one, one])).render().hasSuffix("\none is as large as one\n"))
        for images in [[one, empty], [empty, one]] {
            let lines = ComparisonTable(ImageComparison(images)).render().split(separator: "\n")
            #expect(lines.last?.hasPrefix("READ-ONLY ROOT") == true)
        }
    }
}
