import Diagnostics

/// Cuts a template into text and actions, and actions into words (Go's `text/template`, "Text and spaces", "Actions").
struct TemplateLexer {
    let source: TemplateSource
    let bytes: [UInt8]
    var position = 0
    /// Where the current action begins.
    private var start = 0

    init(_ source: TemplateSource) {
        self.source = source
        bytes = source.file.bytes
    }

    /// - Throws: `usage`.
    mutating func segments() throws(BuildError) -> [TemplateSegment] {
        var segments = [TemplateSegment]()
        var trimsBefore = false
        while position < bytes.count {
            var text = bytes[position..<nextAction]
            if trimsBefore { text = text.drop(while: \.isBlank) }
            position = nextAction
            trimsBefore = false
            var action: TemplateAction?
            if position < bytes.count {
                start = position
                position += 2
                if has("-"), position + 1 < bytes.count, bytes[position + 1].isBlank {
                    position += 1
                    while text.last?.isBlank == true { text.removeLast() }
                }
                (action, trimsBefore) = try scanAction()
            }
            if !text.isEmpty { segments.append(.text(String(decoding: text, as: UTF8.self))) }
            if let action { segments.append(.action(action)) }
        }
        return segments
    }

    /// Where the next action begins, or the end.
    private var nextAction: Int {
        var index = position
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{") { return index }
            index += 1
        }
        return bytes.count
    }

    /// - Returns: nil for a comment; and whether blanks after it are dropped.
    private mutating func scanAction() throws(BuildError) -> (TemplateAction?, trims: Bool) {
        let content = position
        let isTrimmed = skipBlanks()
        if has("/*"), content == position || bytes[content - 1] == UInt8(ascii: "-") && isTrimmed {
            return (nil, try scanComment())
        }
        var tokens = [TemplateToken]()
        var isAfterBlank = isTrimmed
        while true {
            if let trims = scanEnd(isAfterBlank) {
                return (TemplateAction(tokens: tokens, bytes: start..<position), trims)
            }
            guard position < bytes.count else {
                throw source.failure("the action has no end", at: start..<(start + 2), help: "it ends with '}}'")
            }
            tokens.append(try scanToken(isAfterBlank))
            isAfterBlank = skipBlanks()
        }
    }

    /// - Returns: whether blanks after it are dropped.
    private mutating func scanComment() throws(BuildError) -> Bool {
        let open = position
        position += 2
        while position < bytes.count, !has("*/") { position += 1 }
        guard position < bytes.count else { throw source.failure("the comment has no end", at: open..<(open + 2)) }
        position += 2
        guard let trims = scanEnd(skipBlanks()) else {
            throw source.failure("a comment stands alone in its braces", at: open..<position)
        }
        return trims
    }

    /// - Returns: whether blanks after it are dropped; nil if the action does not end here.
    private mutating func scanEnd(_ isAfterBlank: Bool) -> Bool? {
        let trims = isAfterBlank && has("-}}")
        guard trims || has("}}") else { return nil }
        position += trims ? 3 : 2
        return trims
    }

    /// - Returns: whether there were any.
    private mutating func skipBlanks() -> Bool {
        let before = position
        while position < bytes.count, bytes[position].isBlank { position += 1 }
        return position > before
    }

    func has(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }
}
