"""Pulls and pushes over loopback, beside skopeo and podman, with a registry of Debian's package docker-registry."""

import contextlib
import json
import random
import socket
import subprocess
import tempfile
import time

from contest import Contest, show

MEMORY = 64 << 20
# A quarter of what BuildKit took for a base of 63 MB, which has 164 MB unpacked, on the machine of the first measurements.
PULL = 0.8


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


def podman(directory):
    return ["podman", "--root", f"{directory}/root", "--runroot", f"{directory}/run"]


def layer_bytes(name):
    """How many bytes the layers of an image have in its registry."""
    command = ["skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{name}"]
    manifest = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return sum(layer["size"] for layer in manifest["layers"])


def random_file(path, count):
    """A file that compresses to about a half, as programs do."""
    source = random.Random(1)
    with open(path, "wb") as file:
        for _ in range(count >> 20):
            file.write(source.randbytes(1 << 19).hex().encode())


def registries(bench):
    """A base is pulled and unpacked; an image of one layer of a gigabyte is pushed."""
    pull(bench)
    push(bench)


def run(bench, *command):
    subprocess.run(command, env=bench.environment, check=True, stdout=subprocess.DEVNULL)


def pull(bench):
    contest = Contest(bench.directory, bench.rounds)
    context = bench.context("base", "")
    with open(f"{context}/Dockerfile", "w") as file:
        file.write("FROM debian\n")
    with Registry(bench.directory) as registry:
        base = f"{registry}/base"
        run(bench, bench.pith, "build", "-q", "--build-context", "debian=compose://debian:13", "-t", base, "--push", context)
        results = contest.run(
            pith=lambda _, __: [bench.pith, "pull", "-q", base],
            podman=lambda directory, _: [*podman(directory), "pull", "-q", "--tls-verify=false", base],
            skopeo=lambda directory, _: [
                "skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{base}", f"dir:{directory}/image",
            ],
        )
        what = f"pull of a Debian base of {layer_bytes(base) / 1e6:.0f} MB (skopeo only fetches)"
        show(bench.report, what, results, budget=PULL, most=MEMORY)


def push(bench):
    context = bench.context("large", "")
    random_file(f"{context}/large", 1 << 30)
    with open(f"{context}/Dockerfile", "w") as file:
        file.write("FROM scratch\nCOPY large /\n")
    layout = f"{bench.directory}/layout"
    run(bench, bench.pith, "build", "-q", "-t", "large", context)
    run(bench, bench.pith, "copy", "-q", "large", f"oci:{layout}:1")
    store = bench.environment["PITH_ROOT"]
    copy = ["env", f"PITH_ROOT={store}", bench.pith, "copy", "-q", "large"]
    with contextlib.ExitStack() as registries:
        # Each turn has a registry of its own: nothing is there already, and nobody remembers that it is.
        def fresh(_):
            return registries.enter_context(Registry(tempfile.mkdtemp(dir=bench.directory)))

        ours, theirs = list(map(fresh, range(bench.rounds))), list(map(fresh, range(bench.rounds)))
        results = Contest(bench.directory, bench.rounds).run(
            pith=lambda _, turn: [*copy, f"docker://{ours[turn]}/large"],
            compression=lambda directory, _: [*copy, f"oci:{directory}/layout:1"],
            skopeo=lambda _, turn: [
                "skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{layout}:1", f"docker://{theirs[turn]}/large",
            ],
        )
    show(bench.report, "push of a gigabyte (skopeo only sends)", results, most=MEMORY)
