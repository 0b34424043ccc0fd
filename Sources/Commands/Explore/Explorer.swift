import Diagnostics

/// Runs the browser on a terminal: draws, waits for keys, does what they ask for.
struct Explorer: Sendable {
    let image: ExplorerImage
    let hasColor: Bool
    /// Writes a file, or a directory with what is in it, of the image to a place of the person's.
    let extract: @Sendable (ExplorerExtraction) async throws -> ExplorerExtraction.Outcome

    /// How long the rest of a key's bytes may take, in milliseconds; after that, an Esc was meant.
    private static let patience: Int32 = 50

    /// Ends when the person quits or the terminal goes away.
    ///
    /// - Throws: `usage` if the terminal can't be used; `CancellationError`.
    func run() async throws {
        try await ScreenTerminal.withScreen { terminal in
            var state = ExplorerState(image: image, size: terminal.size)
            var frame = FrameWriter(hasColor: hasColor)
            var decoder = KeyDecoder()
            while true {
                draw(&state, &frame, terminal)
                let event = try await terminal.next(within: decoder.isUndecided ? Self.patience : nil)
                try Task.checkCancellation()
                var keys = [Key]()
                switch event {
                case .bytes(let bytes): keys = decoder.decode(bytes)
                case .silence: keys = decoder.settle()
                case .resized: state.resize(to: terminal.size)
                case .ended: return
                }
                for key in keys {
                    switch state.handle(key) {
                    case nil: break
                    case .quit: return
                    case .extract(let extraction):
                        draw(&state, &frame, terminal)
                        state.finish(extraction, try await outcome(of: extraction))
                    }
                }
            }
        }
    }

    private func draw(_ state: inout ExplorerState, _ frame: inout FrameWriter, _ terminal: ScreenTerminal) {
        state.settle()
        let text = frame.draw(ExplorerScreen.render(state), size: state.size)
        if !text.isEmpty { terminal.write(text) }
    }

    /// What goes wrong is the person's to read, and no reason to end.
    private func outcome(of extraction: ExplorerExtraction) async throws -> ExplorerExtraction.Outcome {
        do {
            return try await extract(extraction)
        } catch let error as BuildError {
            try Task.checkCancellation()
            return .failed(error.message)
        }
    }
}
