import Benchmark
import Layers

func compressorBenchmarks() {
    for (format, name) in [(CompressionFormat.gzip, "gzip"), (.zstd, "zstd")] {
        Benchmark("\(name), 64 MB") { (_: Benchmark, bytes: [UInt8]) in
            let sink = try format.compressing(into: DiscardingSink())
            try bytes.withUnsafeBytes { try sink.write($0) }
            try sink.finish()
        } setup: {
            var bytes = SampleBytes()
            return bytes.next(64 << 20)
        }
    }
}
