import Glibc
import SystemPackage

/// Files made in this directory. A name that something else has is freed first, unless that is a directory.
extension OpenFile {
    /// Makes an empty file for writing, with mode 0600.
    func createFile(_ name: FileName) throws(Errno) -> OpenFile {
        try replacing(name) { () throws(Errno) in try open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600) }
    }

    /// Makes a directory with mode 0700 unless there is one already, and opens it.
    ///
    /// - Throws: `ENOTDIR` if the name belongs to something else, a link included.
    func makeOrOpenDirectory(_ name: FileName) throws(Errno) -> OpenFile {
        do throws(Errno) {
            try makeDirectory(name, mode: 0o700)
        } catch .fileExists {
            // Contents are merged.
        }
        return try openDirectory(name)
    }

    /// symlinkat(2)
    func makeLink(_ name: FileName, to target: [UInt8]) throws(Errno) {
        let target = FileName(target)
        try name.withCString { name throws(Errno) in
            try target.withCString { target throws(Errno) in
                _ = try SystemCall.attempt { symlinkat(target, raw, name) }
            }
        }
    }

    /// linkat(2): another name for the file at a path below `root`.
    func link(_ name: FileName, to path: FilePath, in root: OpenFile) throws(Errno) {
        try name.withCString { name throws(Errno) in
            try path.withPath { path throws(Errno) in
                _ = try SystemCall.attempt { linkat(root.raw, path, raw, name, 0) }
            }
        }
    }

    /// mknodat(2): a FIFO or device.
    ///
    /// - Throws: `EPERM` for a character device 0:0, which overlayfs takes for the mark of a removed file.
    func makeNode(_ name: FileName, like status: FileStatus) throws(Errno) {
        if status.isWhiteout { throw .notPermitted }
        let type =
            switch status.kind {
            case .characterDevice: S_IFCHR
            case .blockDevice: S_IFBLK
            default: S_IFIFO
            }
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { mknodat(raw, name, type | 0o600, dev_t(status.deviceNumber)) }
        }
    }

    /// Makes something under a name, and again after freeing the name if it is taken.
    ///
    /// - Throws: `EISDIR` if a directory has the name.
    func replacing<Value>(_ name: FileName, _ make: () throws(Errno) -> Value) throws(Errno) -> Value {
        do throws(Errno) {
            return try make()
        } catch .fileExists {
            try remove(name, isDirectory: false)
            return try make()
        }
    }
}
