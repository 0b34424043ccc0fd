import CNIOBoringSSL

/// A private key on the curve P-256, for signatures in the form of JSON web tokens (RFC 7518 section 3.4).
final class SigningKey: Sendable {
    nonisolated(unsafe) private let key: OpaquePointer

    /// Reads a file in PEM.
    init(path: String) throws {
        let text = Array(try TestFile.text(path).utf8)
        let input = BIO_new_mem_buf(text, text.count)
        defer { BIO_free(input) }
        let any = PEM_read_bio_PrivateKey(input, nil, nil, nil)
        defer { EVP_PKEY_free(any) }
        guard let any, let key = EVP_PKEY_get1_EC_KEY(any) else {
            throw TestProcess.Failure(description: "'\(path)' has no key of an elliptic curve")
        }
        self.key = key
    }

    deinit { EC_KEY_free(key) }

    /// The two numbers of the signature, 32 bytes each, of the bytes' SHA-256.
    func signature(of bytes: [UInt8]) throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(bytes, bytes.count, &digest)
        var (signature, count) = ([UInt8](repeating: 0, count: 64), 0)
        guard ECDSA_sign_p1363(digest, digest.count, &signature, &count, signature.count, key) == 1, count == 64 else {
            throw TestProcess.Failure(description: "a token can't be signed")
        }
        return signature
    }
}
