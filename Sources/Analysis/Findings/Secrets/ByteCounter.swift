/// Counts bytes, many at a time.
enum ByteCounter {
    /// How many bytes of a range of a text are `byte`.
    static func count(_ byte: UInt8, in text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        guard let base = text.baseAddress, !range.isEmpty else { return 0 }
        var total = 0
        var index = range.lowerBound
        let wanted = SIMD32<UInt8>(repeating: byte)
        while index + 32 <= range.upperBound {
            // No lane can have more than 255.
            let blocks = min(255, (range.upperBound - index) / 32)
            var lanes = SIMD32<UInt8>(repeating: 0)
            for _ in 0..<blocks {
                let block = base.loadUnaligned(fromByteOffset: index, as: SIMD32<UInt8>.self)
                // A lane of a mask that is true is -1.
                lanes &-= unsafeBitCast(block .== wanted, to: SIMD32<UInt8>.self)
                index += 32
            }
            for lane in lanes.indices { total += Int(lanes[lane]) }
        }
        while index < range.upperBound {
            if text[index] == byte { total += 1 }
            index += 1
        }
        return total
    }
}
