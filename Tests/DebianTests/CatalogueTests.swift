@testable import Debian
import Diagnostics
import FoundationEssentials
import ImageModel
import Testing

struct CatalogueTests {
    private func recipe(_ name: String, warn: (Diagnostic) -> Void = { _ in }) throws -> ImageRecipe {
        try ImageRecipe(named: name, read: { _ in nil }, warn: warn)
    }

    private func packages(_ name: String) throws -> Set<String> {
        Set(try recipe(name).levels.flatMap(\.parts.packages))
    }

    @Test("every file of the catalogue's folder is an image, and every image a file")
    func folder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/../../Sources/Debian/Catalogue"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.sorted() == Catalogue.names.map { "\($0).toml" })
        for name in Catalogue.names { #expect(try recipe(name).name == name) }
    }

    @Test("every image has the variants nonroot, debug and both")
    func variants() throws {
        for name in Catalogue.names {
            #expect(try recipe("\(name):latest").name == name)
            for tag in ["nonroot", "debug", "debug-nonroot"] {
                #expect(try recipe("\(name):\(tag)").name == "\(name):\(tag)")
            }
        }
    }

    @Test(
        "the packages are those of the images that Google publishes",
        arguments: [
            ("static-debian13", "base-files netbase tzdata tzdata-legacy media-types"),
            ("static-debian12", "base-files netbase tzdata media-types"),
            ("base-nossl-debian13", "static-debian13 libc6"),
            ("base-debian13", "static-debian13 libc6 libssl3t64 libzstd1 zlib1g"),
            ("base-debian12", "static-debian12 libc6 libssl3"),
            ("cc-debian13", "base-debian13 libgomp1 libstdc++6 libgcc-s1 gcc-14-base"),
            ("cc-debian12", "base-debian12 libgomp1 libstdc++6 libgcc-s1 gcc-12-base"),
            (
                "python3-debian13",
                """
                cc-debian13 libbz2-1.0 libdb5.3t64 libexpat1 liblzma5 libsqlite3-0 libuuid1 libncursesw6 libtinfo6 zlib1g \
                libcom-err2 libcrypt1 libc-bin libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3 libkrb5support0 libnsl2 \
                libreadline8t64 libtirpc3t64 libffi8 libpython3.13-minimal libpython3.13-stdlib python3.13-minimal \
                python3.13-venv
                """
            ),
            (
                "java-base-debian13",
                """
                base-nossl-debian13 zlib1g libjpeg62-turbo liblcms2-2 libfreetype6 fonts-dejavu-core fontconfig-config \
                libexpat1 libfontconfig1 libuuid1 libbrotli1 libcrypt1 libstdc++6 libgcc-s1 gcc-14-base libpng16-16t64 \
                libbz2-1.0
                """
            ),
        ])
    func packageSets(name: String, expected: String) throws {
        var wanted = Set<String>()
        for word in expected.split(separator: " ").map(String.init) {
            if word.hasSuffix("-debian12") || word.hasSuffix("-debian13") {
                wanted.formUnion(try packages(word))
            } else {
                wanted.insert(word)
            }
        }
        #expect(try packages(name) == wanted)
    }

    @Test(
        "names that tutorials still use are served, with a warning that names the replacement",
        arguments: [
            ("python3", "python3-debian13"), ("java", "java21-debian13"), ("java:17", "java17-debian12"),
            ("nodejs:20-debug", "nodejs20-debian13:debug"), ("static:nonroot", "static-debian13:nonroot"),
            ("cc", "cc-debian13"),
        ])
    func aliases(old: String, current: String) throws {
        var warnings = [Diagnostic]()
        #expect(try recipe(old) { warnings.append($0) }.name == current)
        let name = current.split(separator: ":")[0]
        #expect(
            warnings.map(\.message) == [
                "'\(old.hasSuffix(":nonroot") ? "static" : old)' is an old name: '\(name)' serves it"
            ])
    }

    @Test(
        "what there isn't is refused, with the nearest",
        arguments: [
            ("java:11", "did you mean 'java21-debian13'?"), ("python3-debian14", "did you mean 'python3-debian12'?"),
            ("pyton3-debian13", "did you mean 'python3-debian13'?"),
            ("static-debian13:nonrot", "did you mean 'nonroot'?"),
        ])
    func unknown(name: String, help: String) {
        let error = #expect(throws: BuildError.self) { try recipe(name) }
        #expect(error?.code == .imageNotFound && error?.help == help)
    }

    @Test("equal requests have equal digests, others have others")
    func digests() throws {
        let platform = try #require(try? recipe("cc-debian13").requestDigest(for: .host))
        #expect(try recipe("cc-debian13").requestDigest(for: .host) == platform)
        #expect(try recipe("cc-debian13:nonroot").requestDigest(for: .host) != platform)
        #expect(try recipe("cc-debian12").requestDigest(for: .host) != platform)
    }
}
