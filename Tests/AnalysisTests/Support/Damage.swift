/// Ways in which a file may arrive damaged, the same in every run.
enum Damage {
    /// Beginnings of the bytes, and copies with a few bytes replaced.
    static func variants(of bytes: [UInt8]) -> [[UInt8]] {
        let step = max(1, bytes.count / 150)
        let cut = stride(from: 0, to: bytes.count, by: step).map { Array(bytes[..<$0]) }
        var state: UInt64 = 42
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        let flipped = (0..<400).map { _ in
            var copy = bytes
            for _ in 0...(next() % 4) { copy[next() % copy.count] = [0, 0xFF, 0x7F, UInt8(next() & 0xFF)][next() % 4] }
            return copy
        }
        return cut + flipped
    }
}
