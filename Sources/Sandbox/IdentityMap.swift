import Diagnostics

/// Which user or group ids a user namespace has, and what they are outside: the lines of `/proc/PID/uid_map`.
package struct IdentityMap: Hashable, Sendable {
    /// A run of ids that follow each other, inside and outside.
    package struct Range: Hashable, Sendable {
        package let inside: UInt32
        package let outside: UInt32
        package let count: UInt32
    }

    package let ranges: [Range]

    package init(ranges: [Range]) {
        self.ranges = ranges
    }

    /// Reads `inside outside count` lines; nil where a line is anything else.
    package init?(parsing text: String) {
        var ranges = [Range]()
        for line in text.split(separator: "\n") {
            let fields = line.split(whereSeparator: \.isWhitespace).map { UInt32($0) }
            guard fields.count == 3, let inside = fields[0], let outside = fields[1], let count = fields[2] else {
                return nil
            }
            ranges.append(Range(inside: inside, outside: outside, count: count))
        }
        guard !ranges.isEmpty else { return nil }
        self.ranges = ranges
    }

    /// The map of somebody who becomes root and gets the ids that `/etc/subuid` or `/etc/subgid` gives, from 1 upwards.
    init(own id: UInt32, subordinate: [SubordinateRange]) {
        var ranges = [Range(inside: 0, outside: id, count: 1)]
        var next: UInt32 = 1
        for range in subordinate {
            let (end, overflow) = next.addingReportingOverflow(range.count)
            guard !overflow else { break }
            ranges.append(Range(inside: next, outside: range.start, count: range.count))
            next = end
        }
        self.ranges = ranges
    }

    /// Whether ids are the same inside and outside, all of them: there is no user namespace.
    package var isInitial: Bool { ranges == [Range(inside: 0, outside: 0, count: .max)] }

    /// Whether a single id is all there is, so that nothing can belong to anybody else.
    package var isSingle: Bool { ranges.count == 1 && ranges[0].count == 1 }

    /// Whether files inside can belong to this id.
    package func contains(_ id: UInt32) -> Bool {
        ranges.contains { id >= $0.inside && id - $0.inside < $0.count }
    }

    /// The ranges as newuidmap(1) and newgidmap(1) take them.
    var arguments: [String] {
        ranges.flatMap { [String($0.inside), String($0.outside), String($0.count)] }
    }
}

/// One line of `/etc/subuid` or `/etc/subgid`, see subuid(5): ids that a user may map.
struct SubordinateRange: Hashable, Sendable {
    let start: UInt32
    let count: UInt32

    /// The ranges given to a user, who is named by name or by number; lines that are anything else are passed over.
    static func parse(_ text: String, user: String?, id: UInt32) -> [SubordinateRange] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 3, fields[0] == String(id) || (user.map { fields[0] == $0 } ?? false),
                let start = UInt32(fields[1]), let count = UInt32(fields[2]),
                count > 0, start <= .max - count
            else { return nil }
            return SubordinateRange(start: start, count: count)
        }
    }
}
