"""Pulls and pushes over loopback, beside skopeo and podman, with a registry of Debian's package docker-registry."""

import json
import random
import socket
import subprocess
import time

from contest import Contest, show

MEMORY = 64 << 20
# A quarter of what BuildKit took for a base of 63 MB, which has 164 MB unpacked, on the machine of the first measurements.
PULL = 0.8


# Lets a program forget which repositories have which blobs: it would mount them in place of sending them.
WITHOUT_MEMORY = [
    "unshare", "--mount", "sh", "-c",
    'mkdir -p /var/lib/containers/cache && mount -t tmpfs none /var/lib/containers/cache && exec "$@"', "sh",
]


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
    contest = Contest(bench.directory, bench.rounds)
    with Registry(bench.directory) as registry:
        base, large = f"{registry}/base", f"{registry}/large"
        context = bench.context("base", "")
        with open(f"{context}/Dockerfile", "w") as file:
            file.write("FROM debian\n")
        build = [bench.pith, "build", "-q", "--build-context", "debian=compose://debian:13"]
        subprocess.run([*build, "-t", base, "--push", context], env=bench.environment, check=True, stdout=subprocess.DEVNULL)
        results = contest.run(
            pith=lambda _, __: [bench.pith, "pull", "-q", base],
            podman=lambda directory, _: [*podman(directory), "pull", "-q", "--tls-verify=false", base],
            skopeo=lambda directory, _: [
                "skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{base}", f"dir:{directory}/image",
            ],
        )
        size = layer_bytes(base) / 1e6
        show(bench.report, f"pull of a Debian base of {size:.0f} MB (skopeo only fetches)", results, budget=PULL, most=MEMORY)

        random_file(f"{context}/large", 1 << 30)
        with open(f"{context}/Dockerfile", "w") as file:
            file.write("FROM scratch\nCOPY large /\n")
        subprocess.run([bench.pith, "build", "-q", "-t", large, context], env=bench.environment, check=True, stdout=subprocess.DEVNULL)
        layout = f"{bench.directory}/layout"
        store = bench.environment["PITH_ROOT"]
        with_store = ["env", f"PITH_ROOT={store}", bench.pith, "copy", "-q", large]
        subprocess.run([*with_store, f"oci:{layout}:1"], env=bench.environment, check=True, stdout=subprocess.DEVNULL)
        results = contest.run(
            pith=lambda _, turn: [*with_store, f"docker://{large}-{turn}"],
            compression=lambda directory, _: [*with_store, f"oci:{directory}/layout:1"],
            skopeo=lambda _, turn: [
                *WITHOUT_MEMORY, "skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{layout}:1", f"docker://{large}-skopeo-{turn}",
            ],
        )
        show(bench.report, "push of a gigabyte (skopeo only sends)", results, most=MEMORY)
