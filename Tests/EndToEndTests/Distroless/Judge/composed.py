"""Reads what the judges of composed images compare: locks, Debian's packages, and OCI archives."""

import dataclasses
import hashlib
import io
import json
import subprocess
import tarfile


@dataclasses.dataclass
class Node:
    """One path: its type as tars have it ('0' file, '1' hard link, '2' symbolic link, '5' directory)."""

    kind: str
    mode: int
    owner: tuple
    content: bytes = b""
    link: str = ""
    time: int = 0
    package: str = ""

    @property
    def digest(self):
        return hashlib.sha256(self.content).hexdigest()


class Tree(dict):
    """Nodes by their paths: 'usr/bin/env', without links on the way."""

    def resolve(self, path, last=False):
        """The path that a path means once the links of its directories, and the last name's too, are followed."""
        rest, done, links = path.split("/")[::-1], [], 0
        while rest:
            name = rest.pop()
            if name in ("", "."):
                continue
            if name == "..":
                done = done[:-1]
                continue
            node = self.get("/".join(done + [name]))
            if node is not None and node.kind == "2" and (rest or last):
                links += 1
                if links > 40:
                    raise ValueError(f"links go round: {path}")
                if node.link.startswith("/"):
                    done = []
                rest += node.link.split("/")[::-1]
            else:
                done.append(name)
        return "/".join(done)

    def file(self, path):
        """The file that a path leads to, or None."""
        node = self.get(self.resolve(path, last=True))
        return node if node is not None and node.kind == "0" else None


def entries(file):
    """The entries of a tar; a hard link has the content of its target."""
    with tarfile.open(fileobj=io.BytesIO(file)) as tar:
        for member in tar:
            path = "/".join(part for part in member.name.split("/") if part not in ("", "."))
            content = tar.extractfile(member).read() if member.isreg() or member.islnk() else b""
            kind = "0" if member.isreg() else member.type.decode()
            yield path, Node(kind, member.mode, (member.uid, member.gid), content, member.linkname, int(member.mtime)), member


class Package:
    """One package of a lock."""

    def __init__(self, fields, directory):
        self.name, self.version, self.layer = fields["name"], fields["version"], fields.get("layer")
        self.architecture = fields["architecture"]
        self.file = f"{directory}/{fields['digest'].removeprefix('sha256:')}"

    def entries(self):
        return entries(subprocess.run(["dpkg-deb", "--fsys-tarfile", self.file], check=True, capture_output=True).stdout)

    def control(self, name):
        """A file of the package's control archive; None where it has none."""
        tar = subprocess.run(["dpkg-deb", "--ctrl-tarfile", self.file], check=True, capture_output=True).stdout
        return {path: node.content for path, node, _ in entries(tar)}.get(name)


def packages(lock, directory):
    """The packages of a lock of one platform."""
    with open(lock) as file:
        [one] = json.load(file)["locks"].values()
    return [Package(fields, directory) for fields in one["packages"]]


class Image:
    """An OCI archive of one image."""

    def __init__(self, path):
        with tarfile.open(path) as tar:
            self.blobs = {member.name: tar.extractfile(member).read() for member in tar if member.isreg()}
        manifest = self.blob(json.loads(self.blobs["index.json"])["manifests"][0]["digest"])
        self.manifest = json.loads(manifest)
        self.config = json.loads(self.blob(self.manifest["config"]["digest"]))
        #: What each layer has, with the tar's own members.
        self.layers = [list(entries(self.blob(layer["digest"]))) for layer in self.manifest["layers"]]
        self.tree = Tree()
        for layer in self.layers:
            for path, node, _ in layer:
                if node.kind == "1":
                    node.kind = "0"
                self.tree[path] = node

    def blob(self, digest):
        return self.blobs["blobs/" + digest.replace(":", "/")]
