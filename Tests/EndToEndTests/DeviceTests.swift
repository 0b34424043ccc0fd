import SystemPackage
import Testing

/// RUN --device, with Container Device Interface files that only the build sees. Needs root.
@Suite(.serialized) struct DeviceTests {
    private func withDevices(_ dockerfile: String, _ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.building(dockerfile) { work in
            var work = work
            try work.write("from the host", to: "shown")
            try work.write(
                """
                {"cdiVersion": "0.6.0", "kind": "vendor.example/gpu", "containerEdits": {"env": ["ALL=set"]}, "devices": [
                  {"name": "zero", "containerEdits": {"env": ["GPU=zero"],
                    "deviceNodes": [{"path": "/dev/gpu", "hostPath": "/dev/zero"}],
                    "mounts": [{"hostPath": "\(work.path("shown"))", "containerPath": "/opt/shown", "options": ["ro"]}]}},
                  {"name": "hooked", "containerEdits": {"hooks": [{"hookName": "createContainer", "path": "/bin/true"}]}},
                  {"name": "free", "annotations": {"org.mobyproject.buildkit.device.autoallow": "true"},
                    "containerEdits": {"env": ["FREE=yes"]}}]}
                """, to: "gpu.json")
            let script = """
                mount -t tmpfs none /run && mkdir /run/cdi && cp "$1" /run/cdi && shift && exec "$@"
                """
            work.pith.wrapper = ["unshare", "--mount", "bash", "-euc", script, "bash", work.path("gpu.json")]
            try await body(work)
        }
    }

    @Test("a device brings its nodes, mounts and variables, and leaves nothing behind")
    func given() async throws {
        let dockerfile = """
            FROM base
            RUN --device=vendor.example/gpu=zero,required [ -c /dev/gpu ] && head -c 3 /dev/gpu | wc -c > /made && \\
                echo $GPU $ALL $(cat /opt/shown) >> /made
            RUN --device=vendor.example/gpu=free echo $FREE >> /made
            RUN --device=other.example/gpu=none echo without >> /made

            """
        try await withDevices(dockerfile) { work in
            let refused = try await work.attempt()
            #expect(refused.status == 1)
            #expect(refused.error.contains("Dockerfile:5:14: error: device 'vendor.example/gpu=zero' is not allowed"))
            #expect(refused.error.contains("allow devices with '--allow device'"))
            try await work.build("--allow", "device")
            let found = try await work.inside("xargs < /made; ls -d /opt /dev/gpu 2>&1 | grep -c 'No such'")
            #expect(found == "3 zero set from the host yes without\n2")
        }
    }

    @Test("a required device that is not there, and one that needs a hook, are errors where they are asked for")
    func missing() async throws {
        for (name, message) in [
            ("vendor.example/gpu=zerro", "no CDI device of that name was found"),
            ("vendor.example/gpu=hooked", "it needs a hook ('createContainer')"),
        ] {
            try await withDevices("FROM base\nRUN --device=\(name),required true\n") { work in
                let outcome = try await work.attempt("--allow", "device")
                #expect(outcome.status == 1)
                #expect(outcome.error.contains("Dockerfile:5:14: error: device '\(name)'"))
                #expect(outcome.error.contains(message))
            }
        }
    }
}
