import Transport

/// Where a list goes on (RFC 8288; distribution specification, "Listing Tags").
enum LinkHeader {
    /// The reference of the first link with the relation `next`; nil where there is none.
    static func next(_ headers: HTTPHeaders) -> String? {
        for field in headers.all("Link") {
            var rest = field[...]
            while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
                let after = rest[rest.index(after: end)...]
                let parameters = after.prefix { $0 != "<" }
                if isNext(parameters) { return String(rest[rest.index(after: start)..<end]) }
                rest = after.dropFirst(parameters.count)
            }
        }
        return nil
    }

    private static func isNext(_ parameters: Substring) -> Bool {
        parameters.split(whereSeparator: { ";,".contains($0) }).contains { parameter in
            let parts = parameter.lowercased().split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].trimming == "rel" else { return false }
            return parts[1].trimming.split(separator: " ").contains("next")
        }
    }
}

extension Substring {
    /// Without blanks and quotes around it.
    fileprivate var trimming: Substring {
        var rest = drop { $0 == " " || $0 == "\"" }
        while let last = rest.last, last == " " || last == "\"" { rest.removeLast() }
        return rest
    }
}
