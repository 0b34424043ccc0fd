package import ImageModel

/// One thing of the store that is not what it must be.
package struct Damage: Hashable, Sendable {
    /// What is damaged.
    package enum Subject: Hashable, Sendable {
        case database
        case blob(Digest)
        /// The files of a layer; by the number of their directory.
        case snapshot(Int64)
        case image(Digest)
        /// A name of images, as it is recorded.
        case name(String)
        /// The record of a composed image, by what was asked for.
        case composition(String)
        /// By the name of its directory.
        case cacheMount(String)
    }

    /// What became of it.
    package enum Outcome: Hashable, Sendable {
        /// It is as it was found.
        case found
        /// It is whole again, or gone; says which.
        case repaired(String)
        /// It could not be repaired; says why.
        case refused(String)
    }

    package let subject: Subject
    /// What is wrong with it.
    package let problem: String
    /// The images that are not whole without it: their names, or the ID of one that has none.
    package internal(set) var images: [String] = []
    /// The steps of the build cache whose results stand on it, as people wrote them.
    package internal(set) var steps: [String] = []
    package internal(set) var outcome = Outcome.found

    init(_ subject: Subject, _ problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// Whether it is still there.
    package var remains: Bool {
        if case .repaired = outcome { false } else { true }
    }
}
