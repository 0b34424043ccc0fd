"""Pulls and pushes over loopback, with a registry of Debian's package docker-registry."""

import contextlib
import json
import socket
import subprocess
import tempfile
import time

import contexts
from contest import Entrant
from report import memory, share

# With so many bytes of files a Debian 12 has the 63 MB of the noted figure.
FILLING = 20_000_000


class Registry:
    """A registry on a port of its own, until the end of a `with`."""

    def __init__(self, directory):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.name = f"localhost:{probe.getsockname()[1]}"
        self.configuration = f"{directory}/registry.yml"
        with open(self.configuration, "w") as file:
            file.write(
                "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
                f"storage: {{filesystem: {{rootdirectory: {directory}/registry}}}}\nhttp: {{addr: {self.name}}}\n"
            )

    def __enter__(self):
        self.process = subprocess.Popen(
            ["docker-registry", "serve", self.configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        host, port = self.name.split(":")
        while True:
            try:
                socket.create_connection((host, int(port))).close()
                return self.name
            except ConnectionRefusedError:
                if self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def pulls(bench):
    """Row g: a base is pulled and unpacked, and one step runs on it. podman only pulls, skopeo only fetches."""
    # podman takes no long name for the directory of what is running.
    running = tempfile.TemporaryDirectory(prefix="bench.", dir="/run")
    with running as run, Registry(bench.directory) as registry:
        name = f"{registry}/base"
        push_base(bench, name)
        context = contexts.make(bench.path("pulled"), f"FROM {name}\nRUN true\n")
        bench.check(context)
        results = bench.contest.cold(
            *(cold(bench, context, builder) for builder in bench.builders),
            Entrant("podman pull", lambda turn: [*podman(turn, run), "pull", "-q", "--tls-verify=false", name]),
            Entrant("skopeo copy", lambda turn: fetch(turn, name)))
        ours = results["pith"]
        bench.report.contest(
            f"g. pull of a base of {layer_bytes(name) / 1e6:.0f} MB, RUN true", results, noted=3.2, budgets=[
                share(ours.synced, results["docker"].synced, 1 / 4, "docker"), memory(ours.peak),
            ])


def push_base(bench, name):
    filled = contexts.DEBIAN + "COPY files /usr/share/files\n"
    context = contexts.make(bench.path("base"), filled, contexts.COVERED)
    contexts.fill(f"{context}/files", 1000, FILLING)
    debian = "debian=compose://debian:12"
    bench.run("build", "-q", "--build-context", debian, "-t", name, "--push", context)


def cold(bench, context, builder):
    return Entrant(
        builder.name, lambda turn: builder.build(turn.store, context, cold=True),
        prepare=lambda turn: builder.forget(), daemons=builder.daemons)


def podman(turn, run):
    return ["podman", "--root", f"{turn.directory}/root", "--runroot", run]


def fetch(turn, name):
    return ["skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{name}", f"dir:{turn.directory}/image"]


def layer_bytes(name):
    """How many bytes the layers of an image have in its registry."""
    command = ["skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{name}"]
    manifest = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return sum(layer["size"] for layer in manifest["layers"])


def pushes(bench):
    """An image of one layer of a gigabyte is pushed, and compressed meanwhile; skopeo sends what is compressed."""
    context = contexts.make(bench.path("gigabyte"), "FROM scratch\nCOPY . /\n")
    contexts.fill(context, 10, 1 << 30)
    layout = bench.path("layout")
    bench.run("build", "-q", "-t", "large", context)
    bench.run("copy", "-q", "large", f"oci:{layout}:1")
    copy = [bench.pith.program, "copy", "-q", "large"]
    kept = bench.pith.environment(bench.store)
    with contextlib.ExitStack() as registries:
        # Each turn has a registry of its own: nothing is there already, and nobody remembers that it is.
        def fresh(_):
            return registries.enter_context(Registry(tempfile.mkdtemp(dir=bench.directory)))

        ours, theirs = list(map(fresh, range(bench.rounds))), list(map(fresh, range(bench.rounds)))
        results = bench.contest.cold(
            Entrant("pith", lambda turn: [*copy, f"docker://{ours[turn.number]}/large"], kept),
            Entrant("pith to a layout", lambda turn: [*copy, f"oci:{turn.directory}/layout:1"], kept),
            Entrant("skopeo", lambda turn: [
                "skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{layout}:1",
                f"docker://{theirs[turn.number]}/large",
            ]))
    bench.report.contest("push of a gigabyte", results, [memory(results["pith"].peak)])
