import Glibc

/// Counts from outside how often steps ran: each connects to a port on loopback, where connections wait to be counted.
struct ConnectionCounter: ~Copyable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isListening = withUnsafeMutableBytes(of: &address) { bytes in
            let address = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            var size = socklen_t(bytes.count)
            return bind(descriptor, address, size) == 0 && listen(descriptor, 100) == 0
                && getsockname(descriptor, address, &size) == 0
        }
        guard isListening else { throw Failure("no port to listen on: errno \(errno)") }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// The command of a step that is to be counted.
    var connect: String { "nc 127.0.0.1 \(port) -e /bin/true" }

    /// How many connected since the last call.
    func count() -> Int {
        var count = 0
        while case let connection = accept(descriptor, nil, nil), connection >= 0 {
            close(connection)
            count += 1
        }
        return count
    }
}
