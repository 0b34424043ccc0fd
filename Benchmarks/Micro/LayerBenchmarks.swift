import Benchmark
import Layers
import SystemPackage

/// A tree to a layer's tar, and back.
func layerBenchmarks() {
    Benchmark("tar writer, 2,000 files of 20 kB") { _, tree in
        blackHole(try LayerWriter().write(upper: tree.files, lowers: [], to: DiscardingSink()))
    } setup: {
        try SampleTree(count: 2_000, size: 20_000)
    }
    unpackBenchmark()
}

private func unpackBenchmark() {
    Benchmark("unpack, gzip, 2,000 files of 20 kB") { (benchmark: Benchmark, tree: SampleTree) in
        let upper = try tree.makeDirectory("upper")
        let layer = try FileDescriptor.open(tree.path.appending("layer"), .readOnly)
        benchmark.startMeasurement()
        try layer.closeAfter {
            blackHole(try LayerApplier(maximumSize: 1 << 30).apply(FileSource(layer), upper: upper, lowers: []))
        }
        benchmark.stopMeasurement()
        try tree.remove("upper")
    } setup: {
        let tree = try SampleTree(count: 2_000, size: 20_000)
        let layer = try FileDescriptor.open(
            tree.path.appending("layer"), .writeOnly, options: .create, permissions: .ownerReadWrite)
        try layer.closeAfter {
            let sink = try CompressionFormat.gzip.compressing(into: FileSink(layer))
            _ = try LayerWriter().write(upper: tree.files, lowers: [], to: sink)
            try sink.finish()
        }
        return tree
    }
}
