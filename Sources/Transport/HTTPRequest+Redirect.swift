import Diagnostics

extension HTTPRequest {
    /// The request that a redirect asks for (RFC 9110 section 15.4); nil if the response is none.
    ///
    /// As browsers do, 301 and 302 make a POST a GET, 303 makes anything but HEAD one. Once the origin changes, the
    /// credentials are gone for good; the first request's own trust holds only at that request's origin.
    ///
    /// - Throws: `corrupt` if it leads to what is no address; `unreachable` if it leads from https to http.
    func redirected(by response: HTTPResponse, first: HTTPRequest) throws(BuildError) -> HTTPRequest? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"] else {
            return nil
        }
        var next = self
        next.url = try url.resolving(location)
        if url.isSecure, !next.url.isSecure {
            throw BuildError(
                .unreachable,
                "'\(url.authority)' can't be asked: it leads from https to '\(next.url)', which is not safe")
        }
        if !next.url.hasSameOrigin(as: url) {
            next.authorization = nil
            next.headers["Authorization"] = nil
            next.headers["Cookie"] = nil
        }
        next.trust = next.url.hasSameOrigin(as: first.url) ? first.trust : HTTPTrust()
        let becomesGet = response.status == 303 ? method != .head : response.status < 303 && method == .post
        if becomesGet, method != .get {
            next.method = .get
            next.body = .none
            next.headers["Content-Type"] = nil
            next.headers["Content-Range"] = nil
        }
        return next
    }
}
