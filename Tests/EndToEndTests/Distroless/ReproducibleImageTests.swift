import Glibc
import SystemPackage
import TestServers
import Testing

extension DistrolessTests {
    @Suite(.serialized) struct ReproducibleImageTests {
        /// Composes an image from a lock, and gives the digest of its OCI archive, which skopeo computes.
        private func digest(
            of image: String, _ lock: String, as name: String, in work: Workspace, _ options: String...
        ) async throws -> String {
            let arguments = ["compose", image, "-q", "--lock", lock, "-o", "type=oci,dest=\(name).tar"]
            try await work.pith.command(arguments + options).succeed()
            return try await shell(
                "skopeo inspect --raw \"oci-archive:$1\" | sha256sum | cut -c 1-64", work.path("\(name).tar"))
        }

        @Test(
            "one lock gives one digest: on other machines, for an ordinary user, and, once packages are there, offline",
            .enabled(if: getuid() == 0, "makes a user and a network namespace, which needs root"))
        func everywhere() async throws {
            let image = "python3-debian13:nonroot"
            let images = try ComposedImages.shared()
            let lock = try await images.lock(of: image)
            try await Workspace.with { work in
                try await shell("cp \"$1\" image.lock", lock, in: work.directory)
                let first = try await digest(of: image, "image.lock", as: "first", in: work)
                let second = try await digest(of: image, "image.lock", as: "second", in: work.elsewhere("second-root"))
                #expect(first == second)
                var offline = work.elsewhere("offline-root")
                offline.pith.wrapper = ["unshare", "--net"]
                let refused = try await offline.pith("compose", image, "-q", "--lock", "image.lock")
                #expect(refused.status != 0 && refused.error.contains("can't be reached"), "\(refused.error)")
                try await shell("cp -a root/packages/. offline-root/packages/", in: work.directory)
                #expect(try await digest(of: image, "image.lock", as: "offline", in: offline) == first)
                try await work.asOrdinaryUser { user in
                    let users = try await digest(of: image, "image.lock", as: "user", in: user)
                    #expect(users == first)
                }
            }
        }

        @Test("an image for arm64 is composed on any machine, of arm64's packages")
        func otherArchitecture() async throws {
            let images = try ComposedImages.shared()
            let (image, platform) = ("python3-debian13", "linux/arm64")
            let work = images.work
            try await work.pith.succeed("lock", image, "-q", "--platform", platform, "-o", "arm64.lock")
            _ = try await digest(of: image, "arm64.lock", as: "arm64", in: work, "--platform", platform)
            let names = [image, work.path("arm64.lock"), work.path("root/packages"), work.path("arm64.tar")]
            #expect(try await judge("files.py", names) == "")
            #expect(try await judge("libraries.py", [work.path("arm64.tar")]) == "")
            let config = try await shell(
                "skopeo inspect --config --override-arch arm64 oci-archive:arm64.tar | jq -r .architecture",
                in: work.directory)
            #expect(config == "arm64")
            let machine = try await shell(
                "jq -r '.locks[].packages[].architecture' arm64.lock | sort -u", in: work.directory)
            #expect(machine == "all\narm64")
        }

        @Test("an image of two platforms is one index, which skopeo reads from an archive and from a registry")
        func index() async throws {
            let images = try ComposedImages.shared()
            let work = images.work
            let platforms = ["--platform", "linux/amd64,linux/arm64"]
            try await work.pith.command(["lock", "cc-debian13", "-q", "-o", "two.lock"] + platforms).succeed()
            try await shell("mkdir -p registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"), access: .anyone)
            defer { registry.stop() }
            let name = "\(registry.name)/cc:two"
            let outputs = ["-t", name, "-o", "type=oci,dest=two.tar", "--push"]
            try await work.pith.command(
                ["compose", "cc-debian13", "-q", "--lock", "two.lock"] + platforms + outputs
            ).succeed()
            let saved = try await shell("skopeo inspect --raw oci-archive:two.tar", in: work.directory)
            let filter = ".manifests | map(.platform | .os + \"/\" + .architecture) | join(\" \")"
            #expect(try await jq(filter, saved) == "linux/amd64 linux/arm64")
            let pushed = try await shell("skopeo inspect --raw --tls-verify=false \"docker://$1\"", name)
            #expect(try await jq(filter, pushed) == "linux/amd64 linux/arm64")
            for architecture in ["amd64", "arm64"] {
                let config = try await shell(
                    "skopeo inspect --config --tls-verify=false --override-arch \"$2\" \"docker://$1\"", name,
                    architecture)
                #expect(try await jq(".architecture", config) == architecture)
            }
        }

        @Test("a lock is the same text whenever it is made of the same archive, and is of its own specification only")
        func locks() async throws {
            let images = try ComposedImages.shared()
            let work = images.work
            let lock = try await images.lock(of: "static-debian13")
            let again = try await work.pith.succeed("lock", "static-debian13", "-q")
            #expect(try await shell("cat \"$1\"", lock) == again)
            let other = try await work.pith("compose", "base-debian13", "-q", "--lock", lock)
            #expect(other.status == 64 && other.error.contains("it was made for 'static-debian13'"))
            #expect(other.error.contains("make it anew: pith lock base-debian13"))
            let platform = try await work.pith(
                "compose", "static-debian13", "-q", "--lock", lock, "--platform", "linux/arm64")
            #expect(platform.status == 64 && platform.error.contains("the lock does not have linux/arm64"))
        }
    }
}
