import Diagnostics
import Glibc
import Planning
import SystemPackage

/// A socket that passes every connection on to another one, both of the UNIX domain (unix(7)).
final class SocketRelay: Sendable {
    private let listener: Int32
    private let target: FilePath
    /// What is written to the second ends `run`.
    private let stopping: (reading: Int32, writing: Int32)

    /// More connections than these at a time wait.
    private static let mostConnections = 32
    /// Who does not take what it is sent for so long is left.
    private static let patience = timeval(tv_sec: 5, tv_usec: 0)

    /// Begins to listen.
    ///
    /// - Parameter access: of the new socket.
    /// - Throws: `sandbox`; `notFound` if nobody listens at `target`.
    init(from path: FilePath, to target: FilePath, access: FileAccess) throws(BuildError) {
        self.target = target
        let probe = try Self.connect(to: target)
        close(probe)
        listener = try Self.socket(path) { bind($0, $1, $2) }
        var ends: [Int32] = [-1, -1]
        guard listen(listener, 16) == 0, chown(path.string, access.user, access.group) == 0,
            chmod(path.string, mode_t(access.mode)) == 0, pipe(&ends) == 0
        else {
            let why = String(cString: strerror(errno))
            close(listener)
            throw BuildError(.sandbox, "socket '\(path)' can't be made: \(why)")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopping = (ends[0], ends[1])
    }

    deinit {
        for descriptor in [listener, stopping.reading, stopping.writing] { close(descriptor) }
    }

    /// Ends `run`, and with it all connections.
    func stop() {
        var byte: UInt8 = 0
        _ = write(stopping.writing, &byte, 1)
    }

    /// Passes bytes on until it is stopped. Blocks.
    func run() {
        // Each end of a connection, by the other.
        var peers = [Int32: Int32]()
        defer { for descriptor in peers.keys { close(descriptor) } }
        while true {
            let accepts = peers.count < 2 * Self.mostConnections
            var waiting = ([stopping.reading] + (accepts ? [listener] : []) + peers.keys)
                .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&waiting, nfds_t(waiting.count), -1) >= 0 || errno == EINTR else { return }
            for ready in waiting where ready.revents != 0 {
                if ready.fd == stopping.reading { return }
                if ready.fd == listener {
                    accept(&peers)
                } else if let peer = peers[ready.fd], !Self.pass(from: ready.fd, to: peer) {
                    peers[ready.fd] = nil
                    peers[peer] = nil
                    close(ready.fd)
                    close(peer)
                }
            }
        }
    }

    private func accept(_ peers: inout [Int32: Int32]) {
        let caller = Glibc.accept(listener, nil, nil)
        guard caller >= 0 else { return }
        _ = fcntl(caller, F_SETFD, FD_CLOEXEC)
        guard let callee = try? Self.connect(to: target) else {
            close(caller)
            return
        }
        for end in [caller, callee] {
            var patience = Self.patience
            setsockopt(end, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        peers[caller] = callee
        peers[callee] = caller
    }

    /// Passes on what there is; false once one of the two is gone.
    private static func pass(from source: Int32, to destination: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = read(source, &bytes, bytes.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        if count == 0 { return false }
        var sent = 0
        while sent < count {
            let part = bytes[sent..<count].withUnsafeBytes {
                send(destination, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if part < 0, errno == EINTR { continue }
            if part <= 0 { return false }
            sent += part
        }
        return true
    }

    private static func connect(to path: FilePath) throws(BuildError) -> Int32 {
        do throws(BuildError) {
            return try socket(path) { Glibc.connect($0, $1, $2) }
        } catch {
            throw BuildError(.notFound, "the SSH agent at '\(path)' does not answer: \(error.message)")
        }
    }

    /// A socket that `use` binds or connects. The address has room for a short path only, so the path is resolved from an
    /// open directory.
    private static func socket(
        _ path: FilePath, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(BuildError) -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let directory = open(path.removingLastComponent().string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if directory >= 0 { close(directory) } }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array("/proc/self/fd/\(directory)/\(path.lastComponent?.string ?? "")".utf8)
        let isPlaced = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard name.count < place.count else { return false }
            place.copyBytes(from: name)
            return true
        }
        let isUsed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                directory >= 0 && isPlaced && use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard descriptor >= 0, isUsed else {
            let why = String(cString: strerror(errno))
            close(descriptor)
            throw BuildError(.sandbox, why)
        }
        return descriptor
    }
}
