/// What a `FaultProxy` does wrong.
package enum Fault: Sendable {
    /// Answers itself; the server behind it is not asked.
    case answer(Int, headers: [String: String] = [:], body: [UInt8] = [])
    /// Sends the client elsewhere.
    case redirect(to: String, status: Int = 307)
    /// Waits, then does what is right.
    case delay(Duration)
    /// Ends the connection after so many bytes of the response's body.
    case cut(afterBytes: Int)
    /// Ends the connection after so many bytes of the request's body, without an answer.
    case cutUpload(afterBytes: Int)
    /// Changes one byte of the response's body.
    case corrupt(byteAt: Int)
    /// Claims another length of the response's body.
    case contentLength(Int)
    /// Answers with this status and a body that does not end for 4 GiB.
    case endlessBody(Int)
}
