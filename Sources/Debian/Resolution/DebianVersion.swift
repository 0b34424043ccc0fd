/// A version of a package: `[epoch:]upstream[-revision]`, ordered as dpkg orders them (Debian Policy 5.6.12;
/// deb-version(7)).
package struct DebianVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String
    private let epoch: Int
    private let upstream: ArraySlice<UInt8>
    private let revision: ArraySlice<UInt8>

    /// Reads a version; nil for what is none.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy(DebianVersion.isAllowed) else { return nil }
        var rest = bytes[...]
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            guard let epoch = Int(String(decoding: bytes[..<colon], as: UTF8.self)), epoch >= 0 else { return nil }
            self.epoch = epoch
            rest = bytes[(colon + 1)...]
        } else {
            epoch = 0
        }
        let hyphen = rest.lastIndex(of: UInt8(ascii: "-"))
        upstream = rest[..<(hyphen ?? rest.endIndex)]
        revision = hyphen.map { rest[($0 + 1)...] } ?? []
        guard !upstream.isEmpty else { return nil }
        description = String(text)
    }

    /// Equal versions may be written differently: `1.0` and `0:1.0-0` are the same.
    package static func == (left: DebianVersion, right: DebianVersion) -> Bool { left.compare(to: right) == 0 }

    package static func < (left: DebianVersion, right: DebianVersion) -> Bool { left.compare(to: right) < 0 }

    /// Nothing but the epoch: what is written differently may be equal.
    package func hash(into hasher: inout Hasher) { hasher.combine(epoch) }

    private func compare(to other: DebianVersion) -> Int {
        if epoch != other.epoch { return epoch < other.epoch ? -1 : 1 }
        let order = DebianVersion.compare(upstream, other.upstream)
        return order != 0 ? order : DebianVersion.compare(revision, other.revision)
    }

    /// Parts without digits and numbers in turn, from the left. In the former a tilde comes before everything, even the
    /// end, and letters come before all else.
    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var (left, right) = (left, right)
        while !left.isEmpty || !right.isEmpty {
            while left.first.map(isDigit) == false || right.first.map(isDigit) == false {
                let (a, b) = (weight(left.first), weight(right.first))
                if a != b { return a < b ? -1 : 1 }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let (a, b) = (number(&left), number(&right))
            if a.count != b.count { return a.count < b.count ? -1 : 1 }
            if !a.elementsEqual(b) { return a.lexicographicallyPrecedes(b) ? -1 : 1 }
        }
        return 0
    }

    /// The digits at the beginning without leading zeros, which are taken away.
    private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = text.prefix(while: isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }

    private static func weight(_ byte: UInt8?) -> Int {
        switch byte {
        case nil: 0
        case UInt8(ascii: "~"): -1
        case let byte? where isDigit(byte): 0
        case let byte? where isLetter(byte): Int(byte)
        case let byte?: Int(byte) + 256
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || ".+-~:".utf8.contains(byte)
    }
}
