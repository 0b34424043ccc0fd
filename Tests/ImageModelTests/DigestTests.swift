import Diagnostics
import ImageModel
import Testing

struct DigestTests {
    private let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test("digests are those of FIPS 180-4's examples")
    func examples() throws {
        #expect(Digest(of: []).description == empty)
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest(of: "abc".utf8).hex == abc && Digest(of: "abc".utf8).short == "ba7816bf8f01")
        #expect(try Digest(parsing: "sha256:\(abc)") == Digest(of: "abc".utf8))
        #expect(Digest(hex: abc) == Digest(of: "abc".utf8))
        #expect(Digest(of: AnySequence("abc".utf8).map { $0 }) == Digest(of: "abc".utf8))
    }

    @Test(
        "anything else than 'sha256:' and 64 small hex digits is refused",
        arguments: [
            "", "sha256:", "sha256:abc", "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha256:../../../../etc/passwd",
        ])
    func refused(text: String) {
        let error = #expect(throws: BuildError.self) { try Digest(parsing: text) }
        #expect(error?.code == .corrupt)
    }

    @Test("hashing in pieces is hashing the whole, and fields can't run together")
    func pieces() {
        var hasher = DigestHasher()
        for part in ["a", "", "bc"] { Array(part.utf8).withUnsafeBytes { hasher.update($0) } }
        #expect(hasher.finalize() == Digest(of: "abc".utf8))
        var left = DigestHasher()
        left.update(field: "ab")
        left.update(field: "c")
        var right = DigestHasher()
        right.update(field: "a")
        right.update(field: "bc")
        #expect(left.finalize() != right.finalize())
        var number = DigestHasher()
        number.update(number: 258)
        #expect(number.finalize() == Digest(of: [2, 1, 0, 0, 0, 0, 0, 0]))
    }

    @Test("a copy of a hasher goes its own way, and a hasher goes on after it was asked")
    func copies() {
        func hash(_ text: String, into hasher: inout DigestHasher) {
            Array(text.utf8).withUnsafeBytes { hasher.update($0) }
        }
        let long = String(repeating: "x", count: 100)
        var one = DigestHasher()
        hash(long, into: &one)
        var other = one
        hash("a", into: &one)
        hash("b", into: &other)
        #expect(one.finalize() == Digest(of: "\(long)a".utf8) && other.finalize() == Digest(of: "\(long)b".utf8))
        hash("c", into: &one)
        #expect(one.finalize() == Digest(of: "\(long)ac".utf8))
    }

    @Test("digests are written as text and sorted by their bytes")
    func codable() throws {
        let digest = Digest(of: [])
        #expect(try CanonicalJSON.encode([digest]) == Array("[\"\(empty)\"]".utf8))
        #expect(try CanonicalJSON.decode([Digest].self, from: Array("[\"\(empty)\"]".utf8), what: "x") == [digest])
        #expect(Digest(of: "abc".utf8) < digest)
    }

    @Test("chain IDs follow the specification: each is the digest of the one below, a blank, and the diff ID")
    func chainIDs() {
        let diffIDs = ["a", "b", "c"].map { Digest(of: $0.utf8) }
        // printf 'sha256:%s sha256:%s' "$lower" "$diff" | sha256sum, twice.
        #expect(
            LayerInfo.chainIDs(diffIDs).map(\.hex) == [
                "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
                "51c0c8ace48498d6f5fee6b0592cc06f2da0f3cbe09c5a34a97dce85c3889676",
                "2fce7f8ce91bcf0a1428b36e1024639fdbd9469eea762dba98aa749631885106",
            ])
        #expect(LayerInfo.chainIDs([]) == [])
    }
}
