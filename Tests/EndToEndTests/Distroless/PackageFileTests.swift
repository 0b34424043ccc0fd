import Testing

extension DistrolessTests {
    /// What is in the images, file by file, as scripts in `Judge` see it, which read packages with dpkg-deb.
    @Suite(.serialized) struct PackageFileTests {
        @Test(
            "every file is one of a package, with its content, mode and owner, or derived for a reason that is stated; none is missing",
            arguments: DistrolessTests.names + ["static-debian12:debug", "static-debian13:debug"])
        func explained(image: String) async throws {
            let images = try ComposedImages.shared()
            #expect(try await images.verdict(of: "files.py", on: image, names: true) == "")
        }

        @Test(
            "no image has a shell, a package manager, a privileged file or a time, and every package's licence is there",
            arguments: DistrolessTests.names)
        func contents(image: String) async throws {
            #expect(try await ComposedImages.shared().verdict(of: "contents.py", on: image) == "")
        }

        @Test(
            "every library that a program or another library is linked to is there, but for a short list with reasons",
            arguments: DistrolessTests.names)
        func libraries(image: String) async throws {
            #expect(try await ComposedImages.shared().verdict(of: "libraries.py", on: image) == "")
        }

        @Test(
            "Java and Node bring nothing that they neither depend on nor recommend",
            arguments: [
                ("java17-debian12", "java-base-debian12", "openjdk-17-jre-headless"),
                ("java21-debian13", "java-base-debian13", "openjdk-21-jre-headless"),
                ("java25-debian13", "java-base-debian13", "openjdk-25-jre-headless"),
                ("nodejs18-debian12", "cc-debian12", "nodejs"), ("nodejs20-debian13", "cc-debian13", "nodejs"),
            ])
        func dependencies(image: String, base: String, package: String) async throws {
            let images = try ComposedImages.shared()
            let (lock, baseLock) = (try await images.lock(of: image), try await images.lock(of: base))
            let packages = images.work.path("root/packages")
            #expect(try await judge("dependencies.py", [lock, packages, baseLock, package]) == "")
        }
    }
}
