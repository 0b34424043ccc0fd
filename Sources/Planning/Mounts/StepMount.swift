package import Diagnostics

/// Something that a RUN step sees in its root file system while it runs, and that is in no layer: `RUN --mount`
/// (Dockerfile reference), and the script of a here-document.
package struct StepMount: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Files of a build context, a stage or an image. What the step writes there, where it may, is dropped.
        case bind(MountSource, isReadOnly: Bool)
        /// A directory that outlives the build.
        case cache(CacheMount)
        /// An empty directory in memory, of at most so many bytes where a limit is given.
        case tmpfs(limit: Int64?, isReadOnly: Bool)
        case secret(SecretMount)
        case agent(AgentMount)
        /// A read-only directory with one executable file.
        case script(name: String, content: String)
    }

    package let kind: Kind
    /// Where it is shown: absolute, never the root itself.
    package let target: String
    /// The option that asked for it; no part of what it is.
    package let range: SourceRange?

    package init(_ kind: Kind, at target: String, range: SourceRange? = nil) {
        self.kind = kind
        self.target = target
        self.range = range
    }

    package static func == (left: StepMount, right: StepMount) -> Bool {
        left.kind == right.kind && left.target == right.target
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(target)
    }
}

/// The files that a mount shows.
package struct MountSource: Hashable, Sendable {
    package enum Origin: Hashable, Sendable {
        /// The main build context, or a named one.
        case context(name: String?)
        /// The root file system of one of the step's sources, by its place among them.
        case step(Int)
        /// A stage or image without any files.
        case nothing
    }

    package let origin: Origin
    /// A file or directory in it, absolute.
    package let path: String

    package init(_ origin: Origin, path: String = "/") {
        self.origin = origin
        self.path = path
    }
}

/// `type=cache`.
package struct CacheMount: Hashable, Sendable {
    /// Who may use it at the same time.
    package enum Sharing: String, Hashable, Sendable, CaseIterable {
        /// All steps that want it.
        case shared
        /// One step; another gets one of its own.
        case `private`
        /// One step; another waits.
        case locked
    }

    /// What steps that share it name it by, with the namespace of the build.
    package let id: String
    package let sharing: Sharing
    /// What is in it at first; nil for nothing.
    package let contents: MountSource?
    /// Of the directory, when it is made.
    package let access: FileAccess
    package let isReadOnly: Bool
}

/// `type=secret`.
package struct SecretMount: Hashable, Sendable {
    package let id: String
    /// Whether it is a file at the mount's target.
    package let isFile: Bool
    /// The variable that it is the value of; nil for none.
    package let variable: String?
    package let isRequired: Bool
    package let access: FileAccess
}

/// `type=ssh`: the socket of an SSH agent.
package struct AgentMount: Hashable, Sendable {
    package let id: String
    /// Whether `SSH_AUTH_SOCK` names it, unless the stage has set that: the first one of a step.
    package let isNamed: Bool
    package let isRequired: Bool
    package let access: FileAccess
}

/// Who may do what with a file.
package struct FileAccess: Hashable, Sendable {
    /// Permission bits.
    package let mode: UInt16
    package let user: UInt32
    package let group: UInt32

    package init(mode: UInt16, user: UInt32 = 0, group: UInt32 = 0) {
        self.mode = mode
        self.user = user
        self.group = group
    }
}
