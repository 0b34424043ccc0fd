/// The pane of layers, with the details of the selected one and of the image.
extension ExplorerScreen {
    static func layerPane(_ state: ExplorerState, _ layout: ExplorerLayout) -> [StyledLine] {
        let width = layout.layerWidth
        var lines = [heading("Layers", width: width, hasFocus: state.pane == .layers)]
        lines.append(StyledLine(padded("#", numberWidth(state)) + "     Size  Instruction", .dim))
        lines = Array(lines.prefix(layout.headRows))
        lines += layerRows(state, layout)
        let image = imageDetails(state, width: width)
        let room = layout.bodyRows - lines.count
        let hasImage = room >= image.count + 6
        lines += layerDetails(state, width: width, rows: room - (hasImage ? image.count : 0))
        if hasImage { lines += image }
        return lines
    }

    private static func numberWidth(_ state: ExplorerState) -> Int {
        max(2, String(state.image.layers.count).count)
    }

    private static func layerRows(_ state: ExplorerState, _ layout: ExplorerLayout) -> [StyledLine] {
        let layers = state.image.layers
        guard !layers.isEmpty else { return [StyledLine("  the image has no layers")] }
        let first = max(0, min(state.layer - layout.layerRows / 2, layers.count - layout.layerRows))
        return layers.indices.dropFirst(first).prefix(layout.layerRows).map { index in
            let layer = layers[index]
            var line = StyledLine(
                padded("\(index + 1)", numberWidth(state)) + padded(ByteCount.text(layer.size), 9) + "  ")
            line.append(layer.shortInstruction)
            line.fit(layout.layerWidth)
            if index == state.layer { line.select(hasFocus: state.pane == .layers) }
            return line
        }
    }

    private static func layerDetails(_ state: ExplorerState, width: Int, rows: Int) -> [StyledLine] {
        guard rows >= 3, state.image.layers.indices.contains(state.layer) else { return [] }
        let layer = state.image.layers[state.layer]
        var lines = [heading("Layer \(state.layer + 1)", width: width, hasFocus: false)]
        let sizes = "\(ByteCount.text(layer.size)), compressed \(ByteCount.text(layer.compressedSize))"
        lines += detail("Size", sizes, width: width)
        lines += detail("Files", "+\(layer.added) ~\(layer.changed) -\(layer.removed)", width: width)
        lines += detail("Diff ID", layer.diffID, width: width)
        lines += detail("Command", layer.instruction.isEmpty ? "unknown" : layer.instruction.onOneLine, width: width)
        guard lines.count > rows else { return lines }
        lines = Array(lines.prefix(rows))
        // More would follow.
        lines[rows - 1].append(" …")
        lines[rows - 1].fit(width)
        return lines
    }

    private static func imageDetails(_ state: ExplorerState, width: Int) -> [StyledLine] {
        let image = state.image
        let sizes = "\(ByteCount.text(image.size)), compressed \(ByteCount.text(image.compressedSize))"
        return [heading("Image", width: width, hasFocus: false)]
            + detail("Name", image.name.onOneLine, width: width)
            + detail("Size", sizes, width: width)
            + detail("Efficiency", "\((image.efficiency * 100).fixed(1)) %", width: width)
            + detail("Wasted", ByteCount.text(image.wastedBytes), width: width)
    }

    /// A title and its text, wrapped.
    private static func detail(_ title: String, _ text: String, width: Int) -> [StyledLine] {
        let indentation = min(12, max(0, width - 1))
        return text.wrapped(toWidth: max(1, width - indentation)).enumerated().map { index, part in
            var line = StyledLine(
                (index == 0 ? title : "").padded(toWidth: indentation).cut(toWidth: indentation), .dim)
            line.append(part)
            return line
        }
    }

    /// Blanks before the text.
    static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.displayWidth)) + text
    }
}

extension StyledLine {
    /// Shows that this is the selected line of its pane.
    mutating func select(hasFocus: Bool) {
        if hasFocus { return reverse() }
        self = StyledLine(pieces.map(\.text).joined(), CellStyle(isBold: true))
    }
}

extension ExplorerImage.Layer {
    /// What the instruction does, without the words that every builder puts around it.
    var shortInstruction: String {
        var text = instruction.onOneLine[...]
        if text.hasSuffix(" # buildkit") { text = text.dropLast(11) }
        for (prefix, replacement) in [("/bin/sh -c #(nop) ", ""), ("RUN /bin/sh -c ", "RUN "), ("/bin/sh -c ", "RUN ")]
        where text.hasPrefix(prefix) {
            let rest = text.dropFirst(prefix.count).drop { $0 == " " }
            return replacement + rest
        }
        return text.isEmpty ? String(diffID.prefix(19)) : String(text)
    }
}

extension String {
    /// The text in lines of at most `width` columns, broken at blanks where there are any.
    func wrapped(toWidth width: Int) -> [String] {
        var lines = [String]()
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, line.displayWidth + 1 + word.displayWidth <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for character in word {
                if line.displayWidth + character.displayWidth > width, !line.isEmpty {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return lines + (line.isEmpty && !lines.isEmpty ? [] : [line])
    }
}
