import Benchmark

/// The hot pieces of a build, each on its own. `Benchmarks/run` measures whole commands.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(3))
    Benchmark.teardown = { try SampleTree.removeAll() }
    parserBenchmarks()
    contextBenchmarks()
    compressorBenchmarks()
    layerBenchmarks()
    cacheBenchmarks()
}
