/// The few styles that progress uses (ECMA-48 SGR parameters). None carries a meaning that the words don't.
enum TextStyle: String {
    case done = "34"
    case failed = "31"
    case cancelled = "33"
    case dim = "2"

    func applied(to text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
