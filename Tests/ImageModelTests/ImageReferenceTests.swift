import Diagnostics
import ImageModel
import Testing

struct ImageReferenceTests {
    private static let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test(
        "docker's defaults are filled in",
        arguments: [
            ("ubuntu", "docker.io/library/ubuntu:latest", "ubuntu:latest"),
            ("ubuntu:22.04", "docker.io/library/ubuntu:22.04", "ubuntu:22.04"),
            ("user/app", "docker.io/user/app:latest", "user/app:latest"),
            ("docker.io/ubuntu", "docker.io/library/ubuntu:latest", "ubuntu:latest"),
            ("index.docker.io/user/app:1", "docker.io/user/app:1", "user/app:1"),
            ("docker.io/library/ubuntu", "docker.io/library/ubuntu:latest", "ubuntu:latest"),
            ("localhost/app", "localhost/app:latest", "localhost/app:latest"),
            ("localhost:5000/a/b/c:t", "localhost:5000/a/b/c:t", "localhost:5000/a/b/c:t"),
            ("[::1]:5000/app", "[::1]:5000/app:latest", "[::1]:5000/app:latest"),
            (
                "gcr.io/distroless/python3-debian12", "gcr.io/distroless/python3-debian12:latest",
                "gcr.io/distroless/python3-debian12:latest"
            ),
            ("g/a.b__c---d/e", "docker.io/g/a.b__c---d/e:latest", "g/a.b__c---d/e:latest"),
            ("app@\(digest)", "docker.io/library/app@\(digest)", "app@\(digest)"),
            ("app:1@\(digest)", "docker.io/library/app:1@\(digest)", "app:1@\(digest)"),
            ("app:V1.0_x-Y", "docker.io/library/app:V1.0_x-Y", "app:V1.0_x-Y"),
        ])
    func accepted(text: String, full: String, familiar: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.description == full && reference.familiar == familiar)
        #expect(try ImageReference(parsing: full).description == full)
        #expect(try ImageReference(parsing: familiar).description == full)
    }

    @Test(
        "what the grammar does not allow is refused",
        arguments: [
            "", " ", "Ubuntu", "ubuntu:", "ubuntu:-x", "ubuntu:a b", "/ubuntu", "ubuntu/", "a//b", "user/App", "a/-b",
            "a/b-",
            "a..b", "a___b", "a._b", "üb", "-a", "app@", "app@sha256:abc", "app@md5:00", "a:b:c", "..", "../a",
            "http://a/b",
            "a\u{0}", "a\nb", "app:\u{1B}[2J", "Re gistry/app",
        ])
    func refused(text: String) {
        let error = #expect(throws: BuildError.self) { try ImageReference(parsing: text) }
        #expect(error?.code == .usage)
    }

    @Test("names have limits")
    func limits() throws {
        #expect(throws: BuildError.self) { try ImageReference(parsing: String(repeating: "a", count: 513)) }
        #expect(throws: BuildError.self) { try ImageReference(parsing: "a:" + String(repeating: "a", count: 129)) }
        let tag = String(repeating: "a", count: 128)
        #expect(try ImageReference(parsing: "a:\(tag)").tag == tag)
    }

    @Test("whether the tag was given is known")
    func explicitTag() throws {
        #expect(try ImageReference(parsing: "a:latest").hasExplicitTag)
        #expect(try !ImageReference(parsing: "a").hasExplicitTag)
        #expect(try ImageReference(parsing: "a@\(ImageReferenceTests.digest)").tag == nil)
    }
}
