import Testing

extension DistrolessTests {
    /// The packages of the images, as Google's project lists them in August 2026 for Debian 13; for Debian 12, where it has
    /// static, base-nossl, base and cc only, those of the same purpose.
    @Suite(.serialized) struct PackageSetTests {
        private static let `static` = "base-files netbase tzdata media-types"
        private static let python = """
            libbz2-1.0 libexpat1 liblzma5 libsqlite3-0 libuuid1 libncursesw6 libtinfo6 zlib1g libcom-err2 libcrypt1 libc-bin \
            libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3 libkrb5support0 libnsl2 libffi8
            """
        private static let java = """
            libc6 zlib1g libjpeg62-turbo liblcms2-2 libfreetype6 fonts-dejavu-core fontconfig-config libexpat1 libfontconfig1 \
            libuuid1 libbrotli1 libcrypt1 libstdc++6 libgcc-s1 libbz2-1.0
            """
        private static let cc12 = "\(`static`) libc6 libssl3 libgomp1 libstdc++6 libgcc-s1 gcc-12-base"
        private static let cc13 = """
            \(`static`) tzdata-legacy libc6 libssl3t64 libzstd1 zlib1g libgomp1 libstdc++6 libgcc-s1 gcc-14-base
            """

        @Test(
            "the packages are those of Google's images of the same name",
            arguments: [
                ("static-debian13", "\(`static`) tzdata-legacy"), ("static-debian12", `static`),
                ("base-nossl-debian13", "\(`static`) tzdata-legacy libc6"),
                ("base-nossl-debian12", "\(`static`) libc6"),
                ("base-debian13", "\(`static`) tzdata-legacy libc6 libssl3t64 libzstd1 zlib1g"),
                ("base-debian12", "\(`static`) libc6 libssl3"),
                ("cc-debian13", cc13), ("cc-debian12", cc12),
                (
                    "python3-debian13",
                    """
                    \(cc13) \(python) libdb5.3t64 libreadline8t64 libtirpc3t64 libpython3.13-minimal libpython3.13-stdlib \
                    python3.13-minimal python3.13-venv
                    """
                ),
                (
                    "python3-debian12",
                    """
                    \(cc12) \(python) libdb5.3 libreadline8 libtirpc3 libpython3.11-minimal libpython3.11-stdlib \
                    python3.11-minimal python3.11-venv
                    """
                ),
                ("java-base-debian13", "\(`static`) tzdata-legacy \(java) gcc-14-base libpng16-16t64"),
                ("java-base-debian12", "\(`static`) \(java) gcc-12-base libpng16-16"),
            ])
        func table(image: String, packages: String) async throws {
            let expected = Set(packages.split(separator: " ").map(String.init))
            #expect(try await installed(image) == expected)
        }

        @Test(
            "Java and Node are Debian's own, on the packages of the images that they stand on",
            arguments: [
                ("java17-debian12", "java-base-debian12", "openjdk-17-jre-headless"),
                ("java21-debian13", "java-base-debian13", "openjdk-21-jre-headless"),
                ("java25-debian13", "java-base-debian13", "openjdk-25-jre-headless"),
                ("nodejs18-debian12", "cc-debian12", "nodejs"), ("nodejs20-debian13", "cc-debian13", "nodejs"),
            ])
        func debianRuntimes(image: String, base: String, package: String) async throws {
            let packages = try await installed(image)
            #expect(packages.contains(package))
            #expect(try await packages.isSuperset(of: installed(base)))
        }

        /// The names of the packages whose control stanzas an image has.
        private func installed(_ image: String) async throws -> Set<String> {
            let names = try await ComposedImages.shared().verdict(of: "packages.py", on: image)
            return Set(names.split(separator: "\n").map(String.init))
        }
    }
}
