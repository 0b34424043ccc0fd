/// Turns frames into what a terminal must be told: only the lines that changed since the last one.
package struct FrameWriter: Sendable {
    private let hasColor: Bool
    private var lines = [StyledLine]()
    private var size: TerminalSize?

    package init(hasColor: Bool) {
        self.hasColor = hasColor
    }

    /// The text to write, all at once (ECMA-48: CUP, EL, ED); empty where nothing changed.
    package mutating func draw(_ frame: [StyledLine], size: TerminalSize) -> String {
        let isNew = size != self.size
        var text = isNew ? "\u{1B}[2J" : ""
        for (row, line) in frame.enumerated() where isNew || row >= lines.count || lines[row] != line {
            text += "\u{1B}[\(row + 1);1H\u{1B}[K" + line.rendered(hasColor: hasColor)
        }
        (lines, self.size) = (frame, size)
        return text
    }
}
