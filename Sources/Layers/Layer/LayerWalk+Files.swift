import Diagnostics
import SystemPackage

extension LayerWalk {
    /// Writes a regular file that is not as the layers below have it.
    func visitFile(
        _ name: FileName, in upper: OpenFile, _ status: FileStatus, over below: MergedDirectory.Entry?
    ) throws(BuildError) {
        let file = try reading { () throws(Errno) in try upper.openFile(name) }
        if let below {
            let isUnchanged = try reading { () throws(Errno) in
                try FileComparison.isUnchanged(file, status, name, from: below)
            }
            if isUnchanged, written[status.identity] == nil {
                if status.linkCount > 1 { leftOut[status.identity, default: []].append(path) }
                return
            }
        }
        if let first = written[status.identity] { return try write(link(path, to: first, status)) }
        var entry = entry(.file, status)
        entry.size = status.size
        if let capabilities = try reading({ () throws(Errno) in try file.capabilities() }) {
            entry.extendedAttributes = [OpenFile.capabilityName: capabilities]
        }
        try write(entry)
        try copyContent(of: file, size: status.size)
        if status.linkCount > 1 {
            written[status.identity] = path
            for name in leftOut.removeValue(forKey: status.identity) ?? [] { try write(link(name, to: path, status)) }
        }
    }

    private func copyContent(of file: OpenFile, size: Int64) throws(BuildError) {
        var rest = size
        while true {
            let count = try reading { () throws(Errno) in try SystemCall.read(from: file.descriptor, into: buffer) }
            rest -= Int64(count)
            guard rest >= 0, count > 0 || rest == 0 else { throw refuse("its size changed while it was read") }
            if count == 0 { return }
            try tar.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes a link, device or FIFO that is not as the layers below have it.
    func visitSpecial(
        _ name: FileName, in upper: OpenFile, _ status: FileStatus, over below: MergedDirectory.Entry?
    ) throws(BuildError) {
        var target = [UInt8]()
        var isUnchanged = status.modified == below?.status.modified && status.hasMetadata(of: below?.status)
        if status.kind == .symbolicLink {
            target = try reading { () throws(Errno) in try upper.readLink(name) }
            if isUnchanged, let below {
                isUnchanged = try reading { () throws(Errno) in try below.directory.readLink(name) } == target
            }
        }
        if isUnchanged { return }
        var entry = entry(status.kind.tarKind, status)
        entry.linkTarget = target
        entry.device = DeviceNumber(status.deviceNumber)
        try write(entry)
    }

    private func link(_ path: [UInt8], to target: [UInt8], _ status: FileStatus) -> TarEntry {
        var link = entry(.hardLink, status)
        link.path = path
        link.linkTarget = target
        return link
    }
}

extension FileKind {
    /// The kind of entry for what is neither a file nor a directory nor a socket.
    fileprivate var tarKind: TarEntry.Kind {
        switch self {
        case .symbolicLink: .symbolicLink
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        default: .fifo
        }
    }
}
