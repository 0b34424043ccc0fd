extension ReportDocument {
    /// The most layers that a page lists.
    static let layerLimit = 200

    /// A row a layer, lowest first, with a bar and what it did to files.
    ///
    /// - Parameter treemap: the treemap whose files a layer's button shows; nil for none.
    func layersTable(treemap: Int?) -> HTML {
        let largest = Double(max(1, layerDetails.map(\.size).max() ?? 1))
        let rows = layerDetails.prefix(ReportDocument.layerLimit).enumerated().map { index, layer in
            row(index, layer, of: largest)
        }
        let target: HTML = treemap.map { " data-highlights=\"\($0)\"" } ?? ""
        return """
            <table class="layer-table"\(target)>
            <thead><tr><th scope="col"><span class="hidden">Layer</span>#</th><th scope="col">Instruction</th>\
            <th scope="col" class="number">Size</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            \(more(layerDetails.count - rows.count))
            """
    }

    private func row(_ index: Int, _ layer: Layer, of largest: Double) -> HTML {
        let instruction = (layer.createdBy?.instruction ?? "").shortened(to: 300)
        let name: HTML = instruction.isEmpty ? "<span class=\"nothing\">unknown</span>" : "<code>\(instruction)</code>"
        return """
            <tr><td><span class="swatch tone-\(index % LayerLook.tones) grain-\(index % LayerLook.grains)" \
            data-layer="\(index)">\(index + 1)</span></td><td>\(name)<span class="changes">\(layer.changes)</span></td>\
            <td class="number">\(PageCell.bytes(layer.size).html)\
            \(PagePart.bar(Double(layer.size) / largest, tone: "tone-\(index % LayerLook.tones)"))</td></tr>

            """
    }

    private func more(_ count: Int) -> HTML {
        count > 0 ? "<p class=\"more\">and \(count.grouped) more</p>\n" : ""
    }
}

/// How many colours and patterns the style has for layers; later layers begin again.
enum LayerLook {
    static let tones = 10
    static let grains = 6
}

extension ReportDocument.Layer {
    /// `12 added, 3 changed`.
    fileprivate var changes: String {
        let parts = [(added, "added"), (changed, "changed"), (removed, "removed")].filter { $0.0 > 0 }
        return parts.isEmpty ? "no files" : parts.map { "\($0.0.grouped) \($0.1)" }.joined(separator: ", ")
    }
}

extension String {
    /// An instruction of an image's history without what the builder put before and behind it.
    package var instruction: String {
        var text = self[...]
        if text.hasPrefix("/bin/sh -c #(nop) ") {
            text = text.dropFirst(18).drop { $0 == " " }
        } else if text.hasPrefix("RUN /bin/sh -c ") {
            text = "RUN " + text.dropFirst(15)
        } else if text.hasPrefix("/bin/sh -c ") {
            text = "RUN " + text.dropFirst(11)
        }
        return text.instructionEnd
    }
}

extension StringProtocol {
    fileprivate var instructionEnd: String {
        hasSuffix(" # buildkit") ? String(dropLast(" # buildkit".count)) : String(self)
    }
}
