"""Pulls and pushes over loopback, beside skopeo and podman, with a registry of Debian's package docker-registry."""

import os
import random
import shutil
import socket
import statistics
import subprocess
import time

MEMORY = 64 << 20


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


def measure(command, environment):
    """The seconds that a command took, and the most memory, in bytes, that it or a child of it had."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, usage.ru_maxrss * 1024


class Contest:
    """Programs that take turns at the same work, each with a directory that is emptied before its turn."""

    def __init__(self, directory, rounds):
        self.directory, self.rounds = f"{directory}/contest", rounds

    def run(self, **commands):
        """For each command the median seconds and the most bytes; a command is made for the directory of its turn."""
        found = {name: [] for name in commands}
        for turn in range(self.rounds):
            for name, command in commands.items():
                os.mkdir(self.directory)
                environment = os.environ | {"PITH_ROOT": f"{self.directory}/root"}
                found[name].append(measure(command(self.directory, turn), environment))
                shutil.rmtree(self.directory)
        return {
            name: (statistics.median(seconds for seconds, _ in turns), max(peak for _, peak in turns))
            for name, turns in found.items()
        }


def podman(directory):
    return ["podman", "--root", f"{directory}/root", "--runroot", f"{directory}/run"]


def show(what, results, limit=None):
    ours, _ = results["pith"]
    for name, (seconds, peak) in results.items():
        ratio = "" if name == "pith" else f"   pith / {name}: {ours / seconds:.2f}"
        verdict = "" if name != "pith" or peak <= (limit or peak) else "   OVER 64 MB"
        print(f"{what + ', ' + name:44} {seconds * 1000:8.1f} ms   {peak / 2**20:6.1f} MB{ratio}{verdict}")


def random_file(path, count):
    """A file that compresses to about a half, as programs do."""
    source = random.Random(1)
    with open(path, "wb") as file:
        for _ in range(count >> 20):
            file.write(source.randbytes(1 << 19).hex().encode())


def registries(bench, pith):
    """A base is pulled and unpacked; an image of one layer of a gigabyte is pushed."""
    contest = Contest(bench.directory, bench.rounds)
    with Registry(bench.directory) as registry:
        base, large = f"{registry}/base", f"{registry}/large"
        context = bench.context("base", "")
        with open(f"{context}/Dockerfile", "w") as file:
            file.write("FROM debian\n")
        build = [pith, "build", "-q", "--build-context", "debian=compose://debian:13"]
        subprocess.run([*build, "-t", base, "--push", context], env=bench.environment, check=True, stdout=subprocess.DEVNULL)
        results = contest.run(
            pith=lambda _, __: [pith, "pull", "-q", base],
            podman=lambda directory, _: [*podman(directory), "pull", "-q", "--tls-verify=false", base],
            skopeo=lambda directory, _: [
                "skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{base}", f"dir:{directory}/image",
            ],
        )
        show("pull of a Debian base (skopeo only fetches)", results, MEMORY)

        random_file(f"{context}/large", 1 << 30)
        with open(f"{context}/Dockerfile", "w") as file:
            file.write("FROM scratch\nCOPY large /\n")
        subprocess.run([pith, "build", "-q", "-t", large, context], env=bench.environment, check=True, stdout=subprocess.DEVNULL)
        layout = f"{bench.directory}/layout"
        store = bench.environment["PITH_ROOT"]
        with_store = ["env", f"PITH_ROOT={store}", pith, "copy", "-q", large]
        subprocess.run([*with_store, f"oci:{layout}:1"], env=bench.environment, check=True, stdout=subprocess.DEVNULL)
        results = contest.run(
            pith=lambda _, turn: [*with_store, f"docker://{large}-{turn}"],
            compression=lambda directory, _: [*with_store, f"oci:{directory}/layout:1"],
            skopeo=lambda _, turn: [
                "skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{layout}:1", f"docker://{large}-skopeo-{turn}",
            ],
        )
        show("push of a gigabyte (skopeo only sends)", results, MEMORY)
