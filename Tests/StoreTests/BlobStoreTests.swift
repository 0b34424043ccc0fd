import Diagnostics
import ImageModel
import Store
import Testing

@Suite struct BlobStoreTests {
    @Test("a blob is read back under its digest")
    func roundTrip() throws {
        try withStore { store in
            let descriptor = try store.blobs.put(Array("hello".utf8), mediaType: .ociConfig)
            #expect(descriptor.digest == Digest(of: "hello".utf8))
            #expect(descriptor.size == 5)
            #expect(try store.blobs.read(descriptor.digest) == Array("hello".utf8))
            #expect(try store.blobs.size(of: descriptor.digest) == 5)
        }
    }

    @Test("bytes that do not have the digest they should leave nothing behind")
    func mismatch() throws {
        try withStore { store in
            let writer = try store.blobs.makeWriter()
            try Array("evil".utf8).withUnsafeBytes { try writer.write($0) }
            let expected = Descriptor(mediaType: .ociLayer, digest: key("good"), size: 4)
            #expect(throws: BuildError.self) { try writer.commit(expecting: expected) }
            #expect(try store.blobs.size(of: key("good")) == nil)
            #expect(try store.blobs.size(of: key("evil")) == nil)
        }
    }

    @Test("a blob that was changed on disk is refused when it is read")
    func damage() throws {
        try withStore { store in
            let descriptor = try store.blobs.put(Array("hello".utf8), mediaType: .ociConfig)
            try write("jello", to: "\(store.directory.blobs)/\(descriptor.digest.hex)")
            #expect(throws: BuildError.self) { try store.blobs.read(descriptor.digest) }
        }
    }
}
