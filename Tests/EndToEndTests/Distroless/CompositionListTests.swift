import Testing

extension DistrolessTests {
    /// What `pith compose` says of images without composing them.
    @Suite(.serialized) struct CompositionListTests {
        @Test("'--list' shows every image of the catalogue with its tags, for people and as JSON")
        func list() async throws {
            let pith = try ComposedImages.shared().work.pith
            let table = try await pith.succeed("compose", "--list").split(separator: "\n")
            #expect(table[0].hasPrefix("NAME ") && table[0].contains(" TAGS "))
            #expect(
                table.dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) } == names + ["debian"])
            #expect(table[1].contains(" latest debug nonroot debug-nonroot "))
            let json = try await pith.succeed("compose", "--list", "--format", "json")
            #expect(try await jq("map(.name) | join(\" \")", json) == (names + ["debian"]).joined(separator: " "))
            let filter =
                ".[] | select(.name == \"java21-debian13\") | [.tags, .architectures, (.description | length > 0)]"
            #expect(
                try await jq(filter, json)
                    == #"[["latest","debug","nonroot","debug-nonroot"],["amd64","arm64"],true]"#)
        }

        private var names: [String] { DistrolessTests.names }

        @Test("'--explain' says of each package why it is there and what it weighs, for people and as JSON")
        func explain() async throws {
            let images = try ComposedImages.shared()
            let work = images.work
            try work.write(
                "base = \"base-nossl-debian13\"\npackages = [\"libpcre2-8-0\", \"libstdc++6\"]\nclosure = true\n",
                to: "explained.toml")
            let table = try await work.pith.succeed("compose", "--explain", "explained.toml")
            let lines = table.split(separator: "\n")
            #expect(lines[0].split(separator: " ") == ["PACKAGE", "VERSION", "SIZE", "DOWNLOAD", "LAYER", "WHY"])
            #expect(
                lines.contains { $0.hasPrefix("libpcre2-8-0 ") && $0.contains(" explained ") && $0.hasSuffix(" named") }
            )
            #expect(lines.contains { $0.hasPrefix("ca-certificates ") && $0.hasSuffix(" lends files") })
            #expect(lines.contains { $0.contains(" of files, ") && $0.hasSuffix(" to fetch") })
            let json = try await work.pith.succeed("compose", "--explain", "explained.toml", "--format", "json")
            let gcc = ".[] | select(.package == \"libgcc-s1\") | .layer + \": \" + .reason"
            #expect(try await jq(gcc, json).hasPrefix("explained: libstdc++6 depends on libgcc-s1"))
            // What the files of the package weigh, and the package itself, as dpkg-deb and stat have it.
            let weigh = """
                path=root/packages/$(jq -r '.locks[].packages[] | select(.name == "libpcre2-8-0").digest[7:]' "$1")
                dpkg-deb --fsys-tarfile "$path" | tar -tv \\
                    | awk '!/usr\\/share\\/doc/ || /copyright/ { sum += $3 } END { print sum }'
                stat -c %s "$path"
                """
            try await work.pith.succeed("lock", "explained.toml", "-q", "-o", "explained.lock")
            let weights = try await shell(weigh, "explained.lock", in: work.directory)
            let pcre = ".[] | select(.package == \"libpcre2-8-0\") | .size, .downloadSize"
            #expect(try await jq(pcre, json) == weights)
        }

        private static let specification = """
            distribution = "debian13"
            packages = ["tool", "other"]

            [[paths]]
            path = "/etc/os-release"
            type = "file"
            content = '''
            ID=debian
            VERSION_ID=13
            '''
            """

        @Test("'--outdated' lists the packages of an image of the store, or of a lock, that have security updates")
        func outdated() async throws {
            try await Workspace.with { work in
                let archive = try await SignedArchive(in: work)
                try await archive.publish("tool", "1.0-1", in: "trixie")
                try await archive.publish("other", "1.0-1", in: "trixie")
                try work.write(Self.specification, to: "app.toml")
                func pith(_ arguments: String...) async throws -> String {
                    try await work.pith.command(arguments + archive.mirror + archive.keyring).succeed().text
                }
                _ = try await pith("lock", "app.toml", "-q", "-o", "old.lock")
                let old = try await pith("compose", "app.toml", "-q", "--lock", "old.lock", "-t", "app")
                #expect(try await pith("compose", "--outdated", "app") == "app has no pending security updates")
                try await archive.publish("tool", "1.0-1+deb13u1", in: "trixie-security")
                try await archive.publish("other", "1.0-1~", in: "trixie-security")
                let table = "PACKAGE  INSTALLED  FIXED\ntool     1.0-1      1.0-1+deb13u1"
                #expect(try await pith("compose", "--outdated", "app") == table)
                #expect(try await pith("compose", "--outdated", "app.toml", "--lock", "old.lock") == table)
                let json = try await pith("compose", "--outdated", "app", "--format", "json")
                #expect(
                    try await jq(".", json)
                        == #"{"image":"app","updates":[{"fixed":"1.0-1+deb13u1","installed":"1.0-1","package":"tool"}]}"#
                )
                // The lock still makes the old image; a new one has the update.
                #expect(try await pith("compose", "app.toml", "-q", "--lock", "old.lock") == old)
                #expect(try await pith("compose", "app.toml", "-q", "--pull", "-t", "app") != old)
                #expect(try await pith("compose", "--outdated", "app") == "app has no pending security updates")
                await archive.stop()
            }
        }

        @Test("an archive that is signed with no trusted key, or changed after it was signed, is refused")
        func signature() async throws {
            try await Workspace.with { work in
                let archive = try await SignedArchive(in: work)
                try await archive.publish("tool", "1", in: "trixie")
                try work.write("distribution = \"debian13\"\npackages = [\"tool\"]\n", to: "app.toml")
                let compose = ["compose", "app.toml", "--progress", "plain"] + archive.mirror
                let untrusted = try await work.pith.command(compose).run()
                #expect(
                    untrusted.status == 1 && untrusted.error.contains("no key that is trusted has signed it"),
                    "\(untrusted.error)")
                let file = "archive/served/debian/dists/trixie/InRelease"
                try await shell("sed -i 's/^Suite: trixie$/Suite: stable/' \"$1\"", file, in: work.directory)
                let changed = try await work.pith.command(compose + archive.keyring).run()
                #expect(
                    changed.status == 1 && changed.error.contains("its signature is wrong: it was changed"),
                    "\(changed.error)")
                await archive.stop()
            }
        }
    }
}
