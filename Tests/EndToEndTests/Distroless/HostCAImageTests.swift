import TestServers
import Testing

extension DistrolessTests {
    /// `--host-ca` with programs that come with larger images than curl and pip, of which `make test` knows.
    @Suite(.serialized) struct HostCAImageTests {
        /// Runs a step in an image with files that a script makes in the directory `files` of the server.
        private func build(
            _ image: String, _ lines: String, result: String = "/result", files name: String, _ script: String,
            prepare: (Workspace, FileServer) throws -> Void = { _, _ in }
        ) async throws -> (refused: Outcome, trusted: Outcome, result: String) {
            let images = try ComposedImages.shared()
            try await shell("mkdir -p $1 && cd $1 && \(script)", name, in: images.work.directory)
            return try await TrustingStep(image: image, lines: lines, result: result)
                .build(in: images.work, trusting: images.authority, files: name) { try prepare(images.work, $0) }
        }

        @Test("Java opens addresses that the machine trusts", arguments: ["java21-debian13", "java17-debian12"])
        func java(name: String) async throws {
            let image = try await ComposedImages.shared().image(name)
            let work = try ComposedImages.shared().work
            let source = """
                public class Client {
                    public static void main(String[] arguments) throws Exception {
                        var stream = java.net.URI.create(arguments[0]).toURL().openStream();
                        java.nio.file.Files.copy(stream, java.nio.file.Path.of(arguments[1]));
                    }
                }

                """
            try work.write(source, to: "context/java/Client.java")
            try await shell("javac --release 17 -d context/java context/java/Client.java", in: work.directory)
            let lines = "COPY java /java\nRUN [\"java\", \"-cp\", \"/java\", \"Client\", \"ADDRESS/word\", \"/result\"]"
            let (refused, trusted, result) = try await build(image, lines, files: name, "echo served >word")
            #expect(refused.status == 1 && refused.error.contains("unable to find valid certification path"))
            #expect(result == "served")
            #expect(
                trusted.error.contains("Picked up JAVA_TOOL_OPTIONS: -Djavax.net.ssl.trustStore=/dev/host-ca/cacerts"))
        }

        @Test("Node.js fetches what the machine trusts", arguments: ["nodejs20-debian13", "nodejs18-debian12"])
        func node(name: String) async throws {
            let image = try await ComposedImages.shared().image(name)
            let program =
                "require('https').get('ADDRESS/word', a => a.pipe(require('fs').createWriteStream('/result')))"
                + ".on('error', e => { console.error(e.code); process.exit(3); })"
            let lines = "RUN [\"/nodejs/bin/node\", \"-e\", \"\(program)\"]"
            let (refused, _, result) = try await build(image, lines, files: name, "echo served >word")
            #expect(refused.status == 1 && refused.error.contains("UNABLE_TO_VERIFY_LEAF_SIGNATURE"))
            #expect(result == "served")
        }

        private static let git = "base = \"cc-debian13\"\npackages = [\"git\"]\nclosure = true\n"

        @Test("git clones a repository from a server that the machine trusts")
        func clone() async throws {
            let image = try await ComposedImages.shared().image("with-git", of: Self.git)
            let script = """
                git init -q work && echo committed >work/word && git -C work add word
                git -C work -c user.name=a -c user.email=a@example -c commit.gpgSign=false commit -q -m word
                git clone -q --bare work repository.git && git -C repository.git update-server-info
                """
            let lines = "RUN [\"git\", \"clone\", \"ADDRESS/repository.git\", \"/clone\"]"
            let (refused, _, result) = try await build(image, lines, result: "/clone/word", files: "git", script)
            #expect(refused.status == 1 && refused.error.contains("certificate"), "\(refused.error)")
            #expect(result == "committed")
        }

        @Test("cargo builds with a crate of a registry that the machine trusts")
        func cargo() async throws {
            let specification = "base = \"cc-debian13\"\npackages = [\"cargo\"]\nclosure = true\n"
            let image = try await ComposedImages.shared().image("with-cargo", of: specification)
            let script = """
                mkdir -p index/ti/ny crates/tiny/1.0.0 tiny-1.0.0/src
                printf '[package]\\nname = "tiny"\\nversion = "1.0.0"\\nedition = "2021"\\n' >tiny-1.0.0/Cargo.toml
                echo 'pub const WORD: &str = "crate";' >tiny-1.0.0/src/lib.rs
                tar -czf crates/tiny/1.0.0/download tiny-1.0.0
                sum=$(sha256sum crates/tiny/1.0.0/download | cut -c -64)
                printf '{"name":"tiny","vers":"1.0.0","deps":[],"cksum":"%s","features":{},"yanked":false}\\n' $sum \\
                    >index/ti/ny/tiny
                """
            let lines = """
                WORKDIR /project
                COPY project .
                ENV CARGO_HOME=/cargo
                RUN ["cargo", "build"]
                """
            let (refused, _, result) = try await build(
                image, lines, result: "/project/Cargo.lock", files: "cargo", script
            ) { work, server in
                try work.write("{\"dl\":\"\(server.address)/crates\"}", to: "cargo/index/config.json")
                let manifest = """
                    [package]
                    name = "project"
                    version = "0.1.0"
                    edition = "2021"
                    [dependencies]
                    tiny = "1"
                    """
                try work.write(manifest, to: "context/project/Cargo.toml")
                try work.write("pub fn word() -> &'static str { tiny::WORD }\n", to: "context/project/src/lib.rs")
                let source = """
                    [source.crates-io]
                    replace-with = "test"
                    [source.test]
                    registry = "sparse+\(server.address)/index/"
                    """
                try work.write(source, to: "context/project/.cargo/config.toml")
            }
            #expect(refused.status != 0 && refused.error.contains("SSL"), "\(refused.error)")
            #expect(result.contains("name = \"tiny\"\nversion = \"1.0.0\""))
        }
    }
}
