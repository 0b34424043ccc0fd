/// The list in `no_proxy`: what is asked without a proxy.
///
/// Entries, divided by commas: `*`; an IP address; a range of addresses, `10.0.0.0/8`; a domain, `example.com`, with
/// all below it; `.example.com` or `*.example.com`, only what is below it. All but ranges may end in `:PORT`. What is
/// none of this is passed over.
struct ProxyExceptions: Sendable {
    private enum Entry: Sendable {
        case everything
        case range(IPAddress, length: Int, port: Int?)
        case domain(String, port: Int?)
        case below(String, port: Int?)
    }

    private let entries: [Entry]

    init(_ list: String) {
        entries = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).compactMap(ProxyExceptions.entry)
    }

    func contains(_ url: HTTPURL) -> Bool {
        let address = IPAddress(url.host)
        return entries.contains { entry in
            switch entry {
            case .everything: true
            case .range(let range, let length, let port):
                address?.hasPrefix(range, length: length) == true && (port ?? url.port) == url.port
            case .domain(let name, let port):
                (url.host == name || url.host.hasSuffix("." + name)) && (port ?? url.port) == url.port
            case .below(let name, let port): url.host.hasSuffix("." + name) && (port ?? url.port) == url.port
            }
        }
    }

    private static func entry(_ text: Substring) -> Entry? {
        if text == "*" { return .everything }
        if let slash = text.firstIndex(of: "/") {
            guard let address = IPAddress(String(text[..<slash])), let length = Int(text[slash...].dropFirst()),
                (0...address.bytes.count * 8).contains(length)
            else { return nil }
            return .range(address, length: length, port: nil)
        }
        if let address = IPAddress(String(text)) { return .range(address, length: address.bytes.count * 8, port: nil) }
        let isBelow = text.hasPrefix(".") || text.hasPrefix("*.")
        let name = isBelow ? text.drop { $0 == "*" }.dropFirst() : text
        guard let (host, port) = HTTPURL.hostAndPort(name) else { return nil }
        if let address = IPAddress(host) { return .range(address, length: address.bytes.count * 8, port: port) }
        return isBelow ? .below(host.lowercased(), port: port) : .domain(host.lowercased(), port: port)
    }
}
