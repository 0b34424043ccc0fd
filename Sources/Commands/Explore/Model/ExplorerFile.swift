/// A file of an image as the browser shows it.
package struct ExplorerFile: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file, directory, symbolicLink, hardLink, characterDevice, blockDevice, fifo

        /// The letter that `ls -l` begins with.
        var letter: Character {
            switch self {
            case .file, .hardLink: "-"
            case .directory: "d"
            case .symbolicLink: "l"
            case .characterDevice: "c"
            case .blockDevice: "b"
            case .fifo: "p"
            }
        }
    }

    package let kind: Kind
    /// Permission bits with setuid, setgid and sticky.
    package let mode: UInt16
    package let user: UInt32
    package let group: UInt32
    /// Where a link points; empty for others.
    package let linkTarget: [UInt8]

    package init(kind: Kind, mode: UInt16, user: UInt32 = 0, group: UInt32 = 0, linkTarget: [UInt8] = []) {
        self.kind = kind
        self.mode = mode
        self.user = user
        self.group = group
        self.linkTarget = linkTarget
    }

    /// `0:0`, user and group.
    var owner: String { "\(user):\(group)" }

    /// `-rwsr-xr-x`, as `ls -l` has it.
    package var permissions: String {
        var text = String(kind.letter)
        let special: [(bit: UInt16, set: Character, alone: Character)] = [
            (0o4000, "s", "S"), (0o2000, "s", "S"), (0o1000, "t", "T"),
        ]
        for (index, special) in special.enumerated() {
            let bits = mode >> UInt16(6 - 3 * index) & 7
            text.append(bits & 4 != 0 ? "r" : "-")
            text.append(bits & 2 != 0 ? "w" : "-")
            let isExecutable = bits & 1 != 0
            if mode & special.bit != 0 {
                text.append(isExecutable ? special.set : special.alone)
            } else {
                text.append(isExecutable ? "x" : "-")
            }
        }
        return text
    }
}

/// What has become of a path.
package enum ExplorerChange: UInt8, Hashable, CaseIterable, Sendable {
    case unchanged, added, changed, removed
}
