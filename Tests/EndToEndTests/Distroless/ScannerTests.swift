import Testing

extension DistrolessTests {
    /// What programs find that look into images from outside.
    @Suite(.serialized) struct ScannerTests {
        /// A program from PyPI, which `scripts/dependencies distroless` installs.
        private func tool(_ name: String, _ arguments: [String]) -> Command {
            Command(
                arguments: ["python3", Pith.source(".build/tools/bin/\(name)")] + arguments,
                environment: [
                    "PYTHONPATH": Pith.source(".build/tools"), "SYFT_CHECK_FOR_APP_UPDATE": "false",
                ])
        }

        @Test(
            "syft sees every package of an image with its version, and of which Debian it is",
            arguments: DistrolessTests.names)
        func syft(image: String) async throws {
            let images = try ComposedImages.shared()
            let archive = try await images.archive(of: image)
            let found = try await tool("syft", ["-q", "oci-archive:\(archive)", "-o", "json"]).succeed().output
            let packages = try await jq(
                "[.artifacts[] | select(.type == \"deb\") | .name + \" \" + .version] | sort | .[]", found)
            let lock = try await shell("cat \"$1\"", try await images.lock(of: image))
            let locked = try await jq(
                "[.locks[].packages[] | select(.layer) | .name + \" \" + .version] | sort | .[]", lock)
            #expect(packages == locked)
            #expect(try await jq(".distro | .id + .versionID", found) == image.suffix(8))
        }

        @Test(
            "container-structure-test finds what is written of each image, its files and its configuration",
            arguments: DistrolessTests.names)
        func structure(image: String) async throws {
            let images = try ComposedImages.shared()
            let archive = images.work.path("\(image).docker.tar")
            try await images.work.pith.succeed("save", "-o", archive, try await images.image(image))
            // The program unpacks an image anew for each line that is written of it: what all have is looked for in the
            // smallest, on which the others stand.
            let configurations = (image.hasPrefix("static") ? ["common", image] : [image]).flatMap {
                ["--config", Pith.source("Tests/EndToEndTests/Distroless/Structure/\($0).yaml")]
            }
            let arguments = ["test", "--driver", "tar", "--image", archive, "--output", "json"]
            let outcome = try await tool("container-structure-test", arguments + configurations).run()
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
            #expect(try await jq(".Fail == 0 and .Pass >= 3", outcome.output) == "true")
            try await shell("rm \"$1\"", archive)
        }
    }
}
