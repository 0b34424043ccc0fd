/// Finds keys, tokens and passwords in one file that arrives in chunks.
///
/// Memory is bounded however long the file is, and what is found does not depend on where chunks end. Binary files, which
/// have a NUL byte in their first 8 KiB, have no secrets here, nor do the tests and examples of installed software. A few
/// kinds of files that hold passwords in a form of their own are known by their path.
package struct SecretScanner {
    /// How many secrets of a file are reported at most.
    package static let limit = 10
    private static let binaryPrefix = 8192
    /// Chunks up to this size are gathered, longer ones are scanned where they are.
    private static let smallChunk = 4096

    private let fragments = SecretFragments.standard
    private let path: [UInt8]
    private var credentials: CredentialFileReader?
    private var found = [Secret]()
    private var isBinary = false
    /// Bytes that have arrived.
    private var length = 0
    /// The end of what has arrived: what may still be a secret's beginning, and before that `SecretWindow.behind` bytes.
    private var pending = [UInt8]()
    /// How many bytes of `pending` are scanned.
    private var scanned = 0
    /// The line of the first byte that is not scanned.
    private var line = 1
    /// How many places that begin like a secret have been looked at: what is made up of them takes most time.
    private(set) var placeCount = 0

    /// - Parameter path: the raw bytes of the file's path from the root, with or without a leading slash.
    package init(path: some Sequence<UInt8>) {
        self.path = Array(path)
        credentials = CredentialFile(path: self.path).map(CredentialFileReader.init)
    }

    /// Whether more of the file can change what is found. A caller may stop reading when it is false.
    package var wantsMore: Bool {
        // What follows may still show that the file is binary.
        !isBinary && (found.count < SecretScanner.limit || length < SecretScanner.binaryPrefix)
    }

    /// Takes the next bytes of the file.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        noteBinary(bytes)
        credentials?.append(bytes)
        guard !isBinary, found.count < SecretScanner.limit, !bytes.isEmpty else { return }
        guard bytes.count > SecretScanner.smallChunk else {
            pending.append(contentsOf: bytes)
            if pending.count > 2 * SecretScanner.smallChunk {
                scanPending(to: pending.count - SecretWindow.ahead)
                keep(pending[...])
            }
            return
        }
        let border = pending.count + SecretWindow.behind
        pending.append(contentsOf: bytes.prefix(SecretWindow.behind + SecretWindow.ahead))
        scanPending(to: border)
        scan(bytes, SecretWindow.behind..<bytes.count - SecretWindow.ahead)
        keep(bytes)
    }

    /// Everything that was found, by line, each rule once a line.
    package mutating func finish() -> [Secret] {
        guard !isBinary else { return [] }
        scanPending(to: pending.count - 3)
        pending = []
        scanned = 0
        for secret in credentials?.secrets() ?? [] where !found.contains(secret) { found.append(secret) }
        credentials = nil
        guard !found.isEmpty, !PublishedSample.isPath(path) else { return [] }
        found.sort { ($0.line, $0.rule.rawValue) < ($1.line, $1.rule.rawValue) }
        return Array(found.prefix(SecretScanner.limit))
    }

    private mutating func noteBinary(_ bytes: UnsafeRawBufferPointer) {
        let checked = max(0, min(bytes.count, SecretScanner.binaryPrefix - length))
        if ByteCounter.count(0, in: bytes, 0..<checked) > 0 {
            isBinary = true
            (found, pending, scanned, credentials) = ([], [], 0, nil)
        }
        length += bytes.count
    }

    /// Keeps of `bytes`, scanned up to `SecretWindow.ahead` before their end, what the next chunk needs.
    private mutating func keep(_ bytes: some Collection<UInt8>) {
        pending = Array(bytes.suffix(SecretWindow.behind + SecretWindow.ahead))
        scanned = SecretWindow.behind
    }

    private mutating func scanPending(to end: Int) {
        guard end > scanned else { return }
        let text = pending
        text.withUnsafeBytes { scan($0, scanned..<end) }
        scanned = end
    }

    /// Scans a range of a text; the text around it is known as far as patterns look.
    private mutating func scan(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var counted = range.lowerBound
        fragments.forEach(in: text, range) { place, patterns in
            placeCount += 1
            let window = SecretWindow(text, at: place)
            for pattern in patterns where pattern.matches(window) {
                line += ByteCounter.count(UInt8(ascii: "\n"), in: text, counted..<place)
                counted = place
                report(Secret(rule: pattern.rule, line: line))
            }
        }
        line += ByteCounter.count(UInt8(ascii: "\n"), in: text, counted..<range.upperBound)
    }

    private mutating func report(_ secret: Secret) {
        if found.count < SecretScanner.limit, !found.contains(secret) { found.append(secret) }
    }
}
