/// The picture in ARCHITECTURE.md: each target with the height of its line.
struct ArchitecturePicture {
    let heights: [String: Int]

    /// Reads the fenced block whose lines begin with a digit, or `C` for the lowest, and name targets after it.
    init(markdown: String) {
        let blocks = markdown.split(separator: "```", omittingEmptySubsequences: false)
        let pictures = blocks.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        var heights = [String: Int]()
        for line in pictures.first(where: { $0.contains(/(?m)^\s*0 +\w/) })?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            guard let label = words.first, let height = label == "C" ? -1 : Int(label) else { continue }
            for target in words.dropFirst() { heights[String(target)] = height }
        }
        self.heights = heights
    }

    /// What is wrong with `target` using `other`, nil if the picture allows it or one of them is not in it.
    func objection(to target: String, using other: String) -> String? {
        guard target != other, let height = heights[target], let otherHeight = heights[other] else { return nil }
        guard otherHeight >= height else { return nil }
        return "\(target) may not use \(other): it is not on a lower line of the picture"
    }
}
