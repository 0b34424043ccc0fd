/// Extracting: asking where to, asking again before anything is replaced, saying how it ended.
extension ExplorerState {
    mutating func beginExtraction() {
        guard let position = selection, let change = view.change(at: position) else { return }
        // What was removed is in the layers before.
        guard let layer = change == .removed ? view.before : layer else { return }
        mode = .naming(
            ExplorerExtraction(
                layer: layer, path: image.tree.path(of: position),
                destination: SafeText.shown(image.tree.name(at: position))))
    }

    mutating func editDestination(of extraction: ExplorerExtraction, _ key: Key) -> ExplorerEffect? {
        switch key {
        case .escape:
            mode = .browsing
        case .enter:
            mode = .browsing
            guard !extraction.destination.isEmpty else { return nil }
            message = "extracting \(shownPath(extraction.path))"
            return .extract(extraction)
        default:
            var extraction = extraction
            extraction.destination = extraction.destination.edited(by: key)
            mode = .naming(extraction)
        }
        return nil
    }

    /// Takes the answer to whether a file is to be replaced.
    mutating func answer(_ extraction: ExplorerExtraction, _ key: Key) -> ExplorerEffect? {
        mode = .browsing
        guard key == .character("y") || key == .character("Y") else {
            message = "nothing was written"
            return nil
        }
        var extraction = extraction
        extraction.replaces = true
        message = "extracting \(shownPath(extraction.path))"
        return .extract(extraction)
    }

    /// Takes how an extraction ended.
    package mutating func finish(_ extraction: ExplorerExtraction, _ outcome: ExplorerExtraction.Outcome) {
        switch outcome {
        case .written(let files, let leftOut):
            let omission = leftOut > 0 ? "; left out \(leftOut) devices and pipes" : ""
            message =
                "extracted \(shownPath(extraction.path)) to \(extraction.destination.onOneLine): "
                + "\(files) \(files == 1 ? "file" : "files")\(omission)"
        case .exists: mode = .replacing(extraction)
        case .failed(let reason): message = reason
        }
    }

    private func shownPath(_ path: [UInt8]) -> String { "/" + SafeText.shown(path) }
}
