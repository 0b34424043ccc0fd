"""Analyzes an image of 30,000 files of this machine, beside dive, and beside decompressing and hashing it alone."""

import hashlib
import heapq
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zlib

from contest import Contest, show

DIVE = f"{os.path.dirname(os.path.dirname(os.path.abspath(__file__)))}/.build/tools/bin/dive"
FILES, BYTES = 30_000, 1_300_000_000
MEMORY = 200 << 20
# dive's rules are for images of others.
RULES = "rules:\n  lowestEfficiency: disabled\n  highestWastedBytes: disabled\n  highestUserWastedPercent: disabled\n"


def files_of_this_machine():
    """The hash, path and size of each regular file but for the largest."""
    for directory, _, names in os.walk("/usr"):
        for name in names:
            status = os.lstat(path := f"{directory}/{name}")
            if stat.S_ISREG(status.st_mode) and status.st_size < 60 << 20:
                yield hashlib.sha256(path.encode(errors="surrogateescape")).digest(), path, status.st_size


def make_context(directory):
    """Four layers of other files, and one that has some of them once more. Returns how many files, and their bytes."""
    count = total = 0
    # In an order that hardly depends on the machine.
    for _, path, size in heapq.nsmallest(FILES, files_of_this_machine()):
        if total + size > BYTES:
            break
        for layer in ["abcd"[count % 4]] + (["e"] if count % 40 == 0 else []):
            copy = f"{directory}/{layer}{path}"
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy(path, copy)
        count, total = count + 1, total + size
    with open(f"{directory}/Dockerfile", "w") as file:
        file.write("FROM scratch\n" + "".join(f"COPY {layer} /\n" for layer in "abcde"))
    return count, total


def read_layers(archive):
    """What cannot be saved: the digest of each layer, and that of what it decompresses to, by zlib and OpenSSL."""
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        for name in manifest[0]["Layers"]:
            decompressor, blob, layer = zlib.decompressobj(31), hashlib.sha256(), hashlib.sha256()
            with tar.extractfile(name) as file:
                while part := file.read(1 << 20):
                    blob.update(part)
                    layer.update(decompressor.decompress(part))
            print(blob.hexdigest(), layer.hexdigest())


def check(bench, pith, dive, result):
    """Both must say the same of size, waste and efficiency."""
    report = json.loads(subprocess.run(pith, env=bench.environment, check=True, capture_output=True).stdout)
    subprocess.run(dive, check=True, stdout=subprocess.DEVNULL)
    with open(result) as file:
        theirs = json.load(file)["image"]
    ours = (report["size"], report["wastedBytes"], round(report["efficiency"], 9))
    if ours != (theirs["sizeBytes"], theirs["inefficientBytes"], round(theirs["efficiencyScore"], 9)):
        raise SystemExit(f"pith and dive do not agree: {ours}, {theirs}")


def analyses(bench):
    context, archive = f"{bench.directory}/image", f"{bench.directory}/image.tar"
    os.mkdir(context)
    count, total = make_context(context)
    for command in (["build", "-q", "-t", "image", context], ["copy", "image", f"docker-archive:{archive}"]):
        subprocess.run(
            [bench.pith, *command], env=bench.environment, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
    with open(f"{bench.directory}/rules", "w") as file:
        file.write(RULES)
    result = f"{bench.directory}/dive.json"
    analyze = [bench.pith, "analyze", "--no-updates", "--format", "json"]
    dive = ["env", "CI=true", DIVE, "--source", "docker-archive", archive, "--json", result]
    dive += ["--ci-config", f"{bench.directory}/rules"]
    check(bench, [*analyze, archive], dive, result)
    results = Contest(bench.directory, bench.rounds).run(
        pith=lambda _, __: [*analyze, archive], dive=lambda _, __: dive,
        floor=lambda _, __: [sys.executable, "-B", os.path.abspath(__file__), archive],
    )
    # The floor is zlib's and OpenSSL's, which ours may well be below.
    results["decompressing and hashing alone"] = results.pop("floor")
    show(
        bench.report, f"an archive of {count} files, {total / 1e9:.1f} GB", results, most=MEMORY,
        limits={"dive": 0.7, "decompressing and hashing alone": 1.5},
    )
    stored, _ = bench.pair([*analyze, "--progress", "quiet", "image"], [bench.pith, "version"])
    bench.report.add("the same image in the store", stored, budget=5)


if __name__ == "__main__":
    read_layers(sys.argv[1])
