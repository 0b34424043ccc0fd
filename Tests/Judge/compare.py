#!/usr/bin/env python3
"""Compares two OCI archives that were built from one Dockerfile: compare.py [--files] JUDGE PITH SINCE
or lists what is in one: compare.py --list PITH SINCE

Every entry of every layer is compared (path, type, mode, owner, size, content, link, device, capabilities, time), and
so is the configuration with its history. SINCE is the time, in seconds, at which the builds began: what the judge
dates before it came from the context and must have the same time; what the builds made must be as new in both, but
for directories, to which Pith gives times that do not depend on when it made them.
Prints one line for each difference; exits with 1 if there is one. With --files only the files that a container sees are
compared, for a judge that makes other layers and histories.
"""

import gzip
import hashlib
import io
import json
import re
import stat
import subprocess
import sys
import tarfile

SHOWN = 40


class Image:
    """The configuration and layers of the one image in an OCI archive."""

    def __init__(self, path):
        self.archive = tarfile.open(path)
        index = json.load(self.archive.extractfile("index.json"))
        (descriptor,) = index["manifests"]
        manifest = json.loads(self.blob(descriptor))
        self.config = json.loads(self.blob(manifest["config"]))
        blobs = [self.blob(layer) for layer in manifest["layers"] or []]
        self.diff_ids = []
        self.layers = []
        for data in blobs:
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            elif data[:4] == b"\x28\xb5\x2f\xfd":
                data = subprocess.run(["zstd", "-dc"], input=data, check=True, stdout=subprocess.PIPE).stdout
            self.diff_ids.append("sha256:" + hashlib.sha256(data).hexdigest())
            self.layers.append(layer_entries(data))

    def blob(self, descriptor):
        algorithm, value = descriptor["digest"].split(":")
        data = self.archive.extractfile(f"blobs/{algorithm}/{value}").read()
        assert len(data) == descriptor["size"], f"size of {descriptor['digest']}"
        assert hashlib.new(algorithm, data).hexdigest() == value, f"content of {descriptor['digest']}"
        return data

    def tree(self):
        """The files that a container sees: all layers, one upon another."""
        merged = {}
        for layer in self.layers:
            for path, entry in layer.items():
                if entry["type"] == "whiteout":
                    remove(merged, path)
                elif entry["type"] == "opaque":
                    remove(merged, path, keeps_itself=True)
            for path, entry in layer.items():
                if entry["type"] in ("whiteout", "opaque"):
                    continue
                if entry["type"] != "directory" and merged.get(path, entry)["type"] == "directory":
                    remove(merged, path)
                merged[path] = entry
        return merged


def remove(tree, path, keeps_itself=False):
    if not keeps_itself:
        tree.pop(path, None)
    for name in [name for name in tree if name.startswith(path.rstrip("/") + "/")]:
        del tree[name]


def layer_entries(data):
    """The entries of a layer by absolute path. Hard links stand as the file itself, with all its names in the layer."""
    entries, names = {}, {}
    with tarfile.open(fileobj=io.BytesIO(data)) as layer:
        for member in layer:
            path = "/" + member.name.removeprefix("./").strip("/")
            directory, _, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                entries[directory or "/"] = {"type": "opaque"}
            elif name.startswith(".wh."):
                entries[f"{directory}/{name[4:]}"] = {"type": "whiteout"}
            elif member.islnk():
                target = "/" + member.linkname.removeprefix("./").strip("/")
                entries[path] = entries[target]
                names[target].append(path)
                entries[path]["links"] = sorted(names[target])
                names[path] = names[target]
            else:
                entries[path] = facts(layer, member)
                names[path] = [path]
    return entries


KINDS = {
    tarfile.REGTYPE: "file",
    tarfile.AREGTYPE: "file",
    tarfile.DIRTYPE: "directory",
    tarfile.SYMTYPE: "symbolic link",
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "fifo",
}


def facts(layer, member):
    entry = {
        "type": KINDS[member.type],
        "mode": oct(stat.S_IMODE(member.mode)),
        "owner": f"{member.uid}:{member.gid}",
        "time": int(member.mtime),
        "attributes": {k: v for k, v in member.pax_headers.items() if k.startswith("SCHILY.xattr.")},
    }
    if member.issym():
        entry["target"] = member.linkname
        del entry["mode"]
    if member.isfile():
        entry["size"] = member.size
        content = layer.extractfile(member).read()
        entry["content"] = hashlib.sha256(content).hexdigest()
        entry["text"] = content[:40].decode(errors="replace")
    if member.type in (tarfile.CHRTYPE, tarfile.BLKTYPE):
        entry["device"] = f"{member.devmajor}:{member.devminor}"
    return entry


def tree_differences(judge, pith, since):
    for path in sorted(judge.keys() | pith.keys()):
        if path not in pith:
            yield f"{path}: missing"
        elif path not in judge:
            yield f"{path}: should not be there"
        else:
            yield from (f"{path}: {text}" for text in entry_differences(judge[path], pith[path], since))


def entry_differences(judge, pith, since):
    for key in sorted(judge.keys() | pith.keys()):
        expected, found = judge.get(key), pith.get(key)
        if key == "text":
            continue
        if key == "time" and expected >= since and (found >= since or judge["type"] == "directory"):
            continue
        if expected != found:
            yield f"{key} is {found}, not {expected}"


def config_differences(judge, pith):
    for key in ("architecture", "os", "variant", "author"):
        if judge.get(key) != pith.get(key):
            yield f"{key} is {pith.get(key)!r}, not {judge.get(key)!r}"
    expected, found = judge.get("config") or {}, pith.get("config") or {}
    for key in sorted(expected.keys() | found.keys()):
        # Absent, null and empty say the same.
        if (expected.get(key) or None) != (found.get(key) or None):
            yield f"config.{key} is {found.get(key)!r}, not {expected.get(key)!r}"
    yield from history_differences(judge.get("history", []), pith.get("history", []))


def history_differences(judge, pith):
    if len(judge) != len(pith):
        yield f"history has {len(pith)} entries, not {len(judge)}"
    for number, (expected, found) in enumerate(zip(judge, pith)):
        for key in ("empty_layer", "comment", "author"):
            if (expected.get(key) or None) != (found.get(key) or None):
                yield f"history {number}: {key} is {found.get(key)!r}, not {expected.get(key)!r}"
        if instruction(expected) != instruction(found):
            yield f"history {number}: created_by is {found.get('created_by')!r}, not {expected.get('created_by')!r}"


def instruction(entry):
    """The instruction of a history entry. Before version 0.14 BuildKit wrote the ports of EXPOSE as a map."""
    text = entry.get("created_by", "")
    if text.startswith("EXPOSE "):
        return "EXPOSE", sorted(set(re.findall(r"[0-9]+/[a-z]+", text)))
    return text


def differences(judge, pith, since):
    yield from config_differences(judge.config, pith.config)
    if pith.config["rootfs"]["diff_ids"] != pith.diff_ids:
        yield "rootfs.diff_ids are not those of the layers"
    merged = list(tree_differences(judge.tree(), pith.tree(), since))
    yield from merged
    if len(judge.layers) != len(pith.layers):
        yield f"there are {len(pith.layers)} layers, not {len(judge.layers)}"
    elif not merged:
        for number, (expected, found) in enumerate(zip(judge.layers, pith.layers)):
            yield from (f"layer {number}: {text}" for text in tree_differences(expected, found, since))


def listing(image, since):
    """One line for each file, and one for each field of the configuration that is set."""
    for path, entry in sorted(image.tree().items()):
        words = [path, entry["type"], entry.get("mode", ""), entry["owner"]]
        if entry["type"] != "directory":
            words.append("made by the build" if entry["time"] >= since else f"of {entry['time']}")
        words += [repr(entry[key]) for key in ("target", "text", "device") if key in entry]
        yield " ".join(word for word in words if word)
    for key, value in sorted((image.config.get("config") or {}).items()):
        if value:
            yield f"config.{key} {json.dumps(value, sort_keys=True)}"


def main():
    if sys.argv[1] == "--list":
        for line in listing(Image(sys.argv[2]), int(sys.argv[3])):
            print(line)
        return
    files_only = sys.argv[1] == "--files"
    judge, pith, since = sys.argv[2 if files_only else 1:]
    judge, pith, since = Image(judge), Image(pith), int(since)
    found = list(tree_differences(judge.tree(), pith.tree(), since) if files_only else differences(judge, pith, since))
    for line in found[:SHOWN]:
        print(f"    {line}")
    if len(found) > SHOWN:
        print(f"    and {len(found) - SHOWN} more")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
