import Glibc
import SystemPackage

extension OpenFile {
    /// mknodat(2): a device or FIFO without permissions.
    func makeNode(_ name: FileName, type: mode_t, device: UInt64) throws(Errno) {
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { mknodat(raw, name, type, dev_t(device)) }
        }
    }

    /// linkat(2): another name for a file in this directory.
    func link(_ name: FileName, as newName: FileName, in directory: OpenFile) throws(Errno) {
        try name.withCString { name throws(Errno) in
            try newName.withCString { newName throws(Errno) in
                _ = try SystemCall.attempt { linkat(raw, name, directory.raw, newName, 0) }
            }
        }
    }
}
