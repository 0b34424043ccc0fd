import SystemPackage
import Testing

/// RUN --device, with Container Device Interface files, in JSON and in YAML, that only the build sees. Needs root.
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
                  {"name": "odd", "containerEdits": {"hooks": [{"hookName": "sometimes", "path": "/bin/true"}]}},
                  {"name": "exclusive", "containerEdits": {"intelRdt": {"closID": "a"}}},
                  {"name": "free", "annotations": {"org.mobyproject.buildkit.device.autoallow": "true"},
                    "containerEdits": {"env": ["FREE=yes"]}}]}
                """, to: "gpu.json")
            try work.write(
                """
                cdiVersion: 0.6.0
                kind: vendor.example/fpga
                devices:
                - name: 0
                  annotations: {org.mobyproject.buildkit.device.autoallow: true}
                  containerEdits: &given
                    env: [FPGA=zero]
                    additionalGids: [4242]
                    deviceNodes: [{path: /dev/fpga, hostPath: /dev/zero}]
                - name: hooked
                  containerEdits:
                    hooks:
                    - hookName: createRuntime
                      path: /bin/sh
                      args: [sh, -c, 'cat > "$STATE"']
                      env: ["STATE=\(work.path("state"))", PATH=/bin]
                    - hookName: createContainer
                      path: /bin/sh
                      args: [sh, -c, 'cat >/dev/null; echo $0 >$1', made, "\(work.path("second"))"]
                    - {hookName: createRuntime, path: /bin/true}
                    - {hookName: startContainer, path: /bin/busybox, args: [busybox, touch, /hook-was-here]}
                - name: failing
                  containerEdits:
                    hooks: [{hookName: createRuntime, path: /bin/sh, args: [sh, -c, 'cat >/dev/null; exit 3']}]
                - {name: same, containerEdits: *given}
                """, to: "fpga.yaml")
            let script = """
                mount -t tmpfs none /run && mkdir /run/cdi && cp "$1" "$2" /run/cdi && shift 2 && exec "$@"
                """
            work.pith.wrapper =
                ["unshare", "--mount", "bash", "-euc", script, "bash", work.path("gpu.json"), work.path("fpga.yaml")]
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

    @Test("a device of a file in YAML is as one of a file in JSON")
    func yaml() async throws {
        let dockerfile = """
            FROM base
            RUN --device=vendor.example/fpga=0 head -c 2 /dev/fpga | wc -c >/made; echo $FPGA $(id -G) >>/made
            RUN --device=vendor.example/fpga=same echo $FPGA >>/made

            """
        try await withDevices(dockerfile) { work in
            try await work.build("--allow", "device")
            #expect(try await work.inside("xargs </made") == "2 zero 0 4242 zero")
        }
    }

    @Test("the hooks of a device are run by the runtime, at their moments", arguments: ["crun", "runc"])
    func hooks(runtime: String) async throws {
        try await withDevices("FROM base\nRUN --device=vendor.example/fpga=hooked ls /hook-was-here\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            try await work.build("--allow", "device")
            let state = try await shell("cat state", in: work.directory)
            #expect(try await jq(".pid > 0", state) == "true")
            #expect(try await shell("cat second", in: work.directory) == "made")
        }
    }

    @Test("a hook that fails ends the step", arguments: ["crun", "runc"])
    func failingHook(runtime: String) async throws {
        try await withDevices("FROM base\nRUN --device=vendor.example/fpga=failing true\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            let outcome = try await work.attempt("--allow", "device")
            #expect(outcome.status != 0)
            #expect(outcome.error.contains("Dockerfile:5:1: error: ") && outcome.error.contains("hook"))
            #expect(try await leftFiles(of: work) == "")
        }
    }

    @Test("a required device that is missing, and one that needs what steps don't have, are errors at their place")
    func missing() async throws {
        for (name, message) in [
            ("vendor.example/gpu=zerro", "no CDI device of that name was found"),
            ("vendor.example/gpu=odd", "it needs a hook of an unknown kind, 'sometimes'"),
            ("vendor.example/gpu=exclusive", "it needs 'intelRdt'"),
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
