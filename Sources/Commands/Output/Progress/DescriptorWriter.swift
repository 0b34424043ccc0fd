import Glibc

/// Writes text to a descriptor that Pith does not own, such as standard error.
struct DescriptorWriter: Sendable {
    let descriptor: Int32

    /// Writes all of the text, waiting where the descriptor does not block (`write(2)`). What can't be written is
    /// dropped: a closed terminal or pipe must not stop a build.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                let count = Glibc.write(descriptor, base, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&request, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
