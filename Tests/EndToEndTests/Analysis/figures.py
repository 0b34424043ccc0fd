"""Computes what `pith analyze` says of an image anew, with Python's tarfile, from the layers of an OCI archive.

figures.py ARCHIVE REPORT: reads the archive and Pith's report, and prints each figure that differs. Files are told
by their paths from the root without a leading slash.
"""

import collections
import hashlib
import json
import stat
import sys
import tarfile


class Layer:
    """The entries of one layer: the last of each path, what it removes, and the sum of all files' bytes."""

    def __init__(self, archive, blob):
        self.files, self.digests, self.removed, self.emptied, self.size, self.count = {}, {}, set(), set(), 0, 0
        with tarfile.open(fileobj=archive.extractfile(blob), mode="r:*") as tar:
            for member in tar:
                path = "/".join(part for part in member.name.split("/") if part not in ("", "."))
                parent, _, name = path.rpartition("/")
                if name == ".wh..wh..opq":
                    self.emptied.add(parent)
                    continue
                if name.startswith(".wh."):
                    self.removed.add(f"{parent}/{name[4:]}".lstrip("/"))
                    continue
                self.digests.pop(path, None)
                if member.isreg():
                    content = tar.extractfile(member).read()
                    self.size += len(content)
                    if content:
                        self.digests[path] = (hashlib.sha256(content).digest(), len(content))
                self.count += not member.isdir()
                self.files[path] = member

    def hides(self, path):
        """Whether a path of a lower layer is gone, other than by another file of the same path."""
        if path in self.removed:
            return True
        parent = path
        while parent:
            parent = parent.rpartition("/")[0]
            if parent in self.removed or parent in self.emptied:
                return True
            if parent in self.files and not self.files[parent].isdir():
                return True
        return False


def size_of(member):
    return member.size if member.isreg() else 0


def layers_of(name):
    archive = tarfile.open(name)
    index = json.load(archive.extractfile("index.json"))
    manifest = json.load(archive.extractfile("blobs/sha256/" + index["manifests"][0]["digest"][7:]))
    return [Layer(archive, "blobs/sha256/" + layer["digest"][7:]) for layer in manifest["layers"]]


def apply(view, layer):
    """The view with a layer on top, and what the layer did to files: [added, changed, removed], count and bytes each."""
    kept = {path: member for path, member in view.items() if not layer.hides(path)}
    kept.update(layer.files)
    old = {path for path, member in view.items() if not member.isdir()}
    new = {path for path, member in layer.files.items() if not member.isdir()}
    after = {path for path, member in kept.items() if not member.isdir()}
    changes = (
        [size_of(layer.files[path]) for path in new - old],
        [size_of(layer.files[path]) for path in new & old],
        [size_of(view[path]) for path in old - after],
    )
    return kept, [(len(sizes), sum(sizes)) for sizes in changes]


def efficiency(layers):
    """dive's score and wasted bytes."""
    sizes, view = collections.defaultdict(list), {}
    for layer in layers:
        parents = set()
        for path in list(layer.files) + list(layer.removed):
            while path:
                path = path.rpartition("/")[0]
                parents.add(path)
        for path, member in layer.files.items():
            if path not in parents:
                sizes[path].append(size_of(member))
        for path in layer.removed:
            is_file = path in view and not view[path].isdir()
            below = sum(size_of(m) for p, m in view.items() if p.startswith(path + "/"))
            sizes[path].append(0 if is_file else below)
        view, _ = apply(view, layer)
    total = sum(map(sum, sizes.values()))
    score = sum(map(min, sizes.values())) / total if total else 1
    return score, sum(sum(each) for each in sizes.values() if len(each) > 1)


def figures(layers):
    view, details = {}, []
    for layer in layers:
        view, changes = apply(view, layer)
        names = ("added", "addedBytes", "changed", "changedBytes", "removed", "removedBytes")
        details.append(dict(zip(names, sum(changes, ())), size=layer.size, files=layer.count))
    files = {path: member for path, member in view.items() if not member.isdir()}
    directories = collections.Counter()
    for path, member in files.items():
        while path := path.rpartition("/")[0]:
            directories["/" + path] += size_of(member)
    copies = collections.Counter()
    for layer in layers:
        copies.update(layer.digests.values())
    score, wasted = efficiency(layers)
    return {
        "size": sum(layer.size for layer in layers),
        "layers": len(layers),
        "files": len(files),
        "layerDetails": details,
        "efficiency": round(score, 9),
        "wastedBytes": wasted,
        "biggestFiles": sorted((size_of(m) for m in files.values() if size_of(m)), reverse=True)[:100],
        "biggestDirectories": sorted((s for s in directories.values() if s), reverse=True)[:100],
        "duplicates": sorted((size * (n - 1) for (_, size), n in copies.items() if n > 1), reverse=True)[:100],
        "setuid": sorted(
            "/" + path for path, m in files.items()
            if not m.issym() and m.mode & (stat.S_ISUID | stat.S_ISGID) and m.mode & 0o111),
    }


def reported(report):
    """The same figures of Pith's report."""
    keys = ("added", "addedBytes", "changed", "changedBytes", "removed", "removedBytes", "size", "files")
    result = {key: report[key] for key in ("size", "layers", "files", "wastedBytes", "setuid")}
    result["efficiency"] = round(report["efficiency"], 9)
    result["layerDetails"] = [{key: layer[key] for key in keys} for layer in report["layerDetails"]]
    result["biggestFiles"] = [file["size"] for file in report["biggestFiles"]]
    result["biggestDirectories"] = [directory["size"] for directory in report["biggestDirectories"]]
    result["duplicates"] = [files["bytes"] for files in report["duplicates"]]
    return result


def main():
    expected = figures(layers_of(sys.argv[1]))
    with open(sys.argv[2]) as file:
        found = reported(json.load(file))
    for key, value in expected.items():
        if found[key] != value:
            print(f"{key}: expected {str(value)[:400]}, found {str(found[key])[:400]}")


main()
