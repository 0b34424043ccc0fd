import Diagnostics

/// The ports of one word of EXPOSE: `80`, `53/udp`, `8000-8002/tcp`, `127.0.0.1:80:8080`, of which the host part is dropped.
enum PortRange {
    static func ports(_ text: String, at range: SourceRange) throws(BuildError) -> [String] {
        func refuse(_ why: String) -> BuildError {
            BuildError(
                .invalidInput,
                [
                    Diagnostic(
                        code: "invalid-port", "'\(text)' is not a port for EXPOSE: \(why)", at: range,
                        help: "write 'PORT', 'PORT/udp' or 'FIRST-LAST'")
                ])
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let transport = parts.count > 1 ? parts[1].lowercased() : "tcp"
        guard ["tcp", "udp", "sctp"].contains(transport) else { throw refuse("the protocol is not tcp, udp or sctp") }
        guard let container = parts[0].split(separator: ":", omittingEmptySubsequences: false).last else {
            throw refuse("it is empty")
        }
        let numbers = container.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard (1...2).contains(numbers.count), let first = numbers[0], let last = numbers[numbers.count - 1] else {
            throw refuse("expected a number from 0 to 65535")
        }
        guard first <= last else { throw refuse("the first port is higher than the last") }
        return (first...last).map { "\($0)/\(transport)" }
    }
}
