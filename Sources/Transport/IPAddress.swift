import Glibc

/// The bytes of an IP address: 4, or 16. An IPv4 address in its IPv6 form is the IPv4 address.
struct IPAddress: Hashable {
    let bytes: [UInt8]

    /// Reads an address as `inet_pton` does; nil for anything else.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let all = withUnsafeBytes(of: six) { Array($0) }
            let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
            bytes = all.starts(with: mapped) ? Array(all[12...]) : all
        } else {
            return nil
        }
    }

    /// Whether it leads to this machine (RFC 1122 section 3.2.1.3; RFC 4291 section 2.5.3).
    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// Whether the first `length` bits are those of another address of the same family.
    func hasPrefix(_ other: IPAddress, length: Int) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        return (0..<min(length, bytes.count * 8)).allSatisfy { bit in
            (bytes[bit / 8] ^ other.bytes[bit / 8]) & (0x80 >> (bit % 8)) == 0
        }
    }
}
