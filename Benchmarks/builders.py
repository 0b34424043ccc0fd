"""The builders that take turns: one way to ask each of them for the same."""

import os
import subprocess

from daemons import Daemons

ENGINE = f"{os.path.dirname(os.path.dirname(os.path.abspath(__file__)))}/Tests/Judge/engine"


class Builder:
    """`store` is a directory for all that a builder keeps, for those that have no daemon.

    `build` keeps an image, `archive` writes it as an OCI archive; `cold` is without the build cache.
    """

    daemons = None
    writes_zstd = True
    # What compare.py is told: whether layers and history are to be the same, or only the files.
    comparison = []

    def environment(self, store):
        return {}

    def forget(self):
        """Forgets the build cache and what was pulled, for those that are not given a new store."""

    def load(self, store, archive):
        """Takes an image from a Docker archive."""
        self.run(store, self.load_command(store, archive))

    def run(self, store, command):
        environment = os.environ | self.environment(store)
        result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode != 0:
            raise SystemExit(f"{' '.join(command)}\n{result.stdout.decode(errors='replace')}")


class Pith(Builder):
    name = "pith"

    def __init__(self, program):
        self.program = program

    def environment(self, store):
        return {"PITH_ROOT": store}

    def build(self, store, context, tag=None, cold=False):
        return [self.program, "build", "-q", *tagged(tag), *uncached(cold), context]

    def archive(self, store, context, file, compression="gzip", cold=False):
        output = f"type=oci,dest={file},compression={compression}"
        return [self.program, "build", "-q", "-o", output, *uncached(cold), context]

    def load_command(self, store, archive):
        return [self.program, "load", "-q", "-i", archive]


class Docker(Builder):
    """An engine behind a client: a command, and where the client sees the bench's directory."""

    def __init__(self, name, client, daemons, place=lambda path: path):
        self.name, self.client, self.daemons, self.place = name, client, daemons, place

    def command(self, *options, context, cold):
        fixed = ["buildx", "build", "-q", "--network", "host", "--provenance=false"]
        return [*self.client, *fixed, *options, *uncached(cold), self.place(context)]

    def build(self, store, context, tag=None, cold=False):
        return self.command(*tagged(tag), context=context, cold=cold)

    def archive(self, store, context, file, compression="gzip", cold=False):
        output = f"type=oci,dest={self.place(file)},compression={compression}"
        return self.command("-o", output, context=context, cold=cold)

    def load_command(self, store, archive):
        return [*self.client, "load", "-q", "-i", self.place(archive)]

    def forget(self):
        self.run(None, [*self.client, "image", "prune", "-f"])
        self.run(None, [*self.client, "builder", "prune", "-a", "-f"])


class BuildKit(Builder):
    """A buildkitd behind buildctl."""

    name = "buildkit"

    def __init__(self, address):
        self.client = ["buildctl", "--addr", address]
        self.daemons = Daemons.behind(address.removeprefix("unix://"))
        self.layout = []

    def command(self, output, context, cold):
        fixed = ["build", "--frontend", "dockerfile.v0", "--local", f"context={context}"]
        fixed += ["--local", f"dockerfile={context}", "--progress", "quiet", "--output", output]
        return [*self.client, *fixed, *self.layout, *uncached(cold)]

    def build(self, store, context, tag=None, cold=False):
        return self.command(f"type=image,name={tag or 'bench'}", context, cold)

    def archive(self, store, context, file, compression="gzip", cold=False):
        return self.command(f"type=oci,dest={file},compression={compression}", context, cold)

    def load(self, store, archive):
        """It takes images from OCI layouts, at each build."""
        layout = f"{archive}.layout"
        self.run(store, ["skopeo", "copy", "-q", f"docker-archive:{archive}", f"oci:{layout}:base"])
        self.layout = ["--oci-layout", f"base={layout}", "--opt", "context:base=oci-layout://base:base"]

    def forget(self):
        self.run(None, [*self.client, "prune", "--all"])


class Buildah(Builder):
    name = "buildah"
    writes_zstd = False
    comparison = ["--files"]

    def client(self, store):
        return ["buildah", "--storage-driver", "overlay", "--root", f"{store}.buildah", "--runroot", f"{store}.run"]

    def build(self, store, context, tag=None, cold=False):
        steps = ["--runtime", "/usr/sbin/runc", "--network", "host", "--jobs", "8"]
        caching = ["--no-cache"] if cold else ["--layers"]
        return [*self.client(store), "build", "-q", "--tls-verify=false", *steps, *caching, *tagged(tag), context]

    def archive(self, store, context, file, compression="gzip", cold=False):
        build = self.build(store, context, "archived", cold)
        push = [*self.client(store), "push", "-q", "archived", f"oci-archive:{file}"]
        return ["sh", "-c", f"{' '.join(build)} && {' '.join(push)}"]

    def load_command(self, store, archive):
        return [*self.client(store), "pull", "-q", f"docker-archive:{archive}"]


def tagged(tag):
    return ["-t", tag] if tag else []


def uncached(cold):
    return ["--no-cache"] if cold else []


class Engine:
    """The Docker engine of Tests/Judge, until the end of a `with`. Of the host's files it sees the directory `jobs`."""

    def __init__(self, directory):
        self.directory, self.jobs = directory, f"{directory}/jobs"

    def __enter__(self):
        subprocess.run([ENGINE, "start", self.directory], check=True)
        with open(f"{self.directory}/engine.pid") as file:
            process = file.read().strip()
        client = ["nsenter", "--target", process, "--mount", "--", "env", "--unset=TMPDIR", "docker"]
        return Docker("docker", client, Daemons(process), lambda path: path.replace(self.jobs, "/jobs", 1))

    def __exit__(self, *_):
        subprocess.run([ENGINE, "stop", self.directory], check=True)
