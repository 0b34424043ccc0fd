"""Analyzes an image of 30,000 files of this machine, beside dive, and beside decompressing and hashing it alone."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zlib

import contexts
from contest import Entrant
from report import memory, seconds, share

DIVE = f"{os.path.dirname(os.path.dirname(os.path.abspath(__file__)))}/.build/tools/bin/dive"
FILES, BYTES = 30_000, 1_300_000_000
MEMORY = 200 << 20
ALONE = "zlib and hash alone"
# dive's rules are for images of others.
RULES = "rules:\n  lowestEfficiency: disabled\n  highestWastedBytes: disabled\n  highestUserWastedPercent: disabled\n"


def make_context(directory):
    """Four layers of other files, and one that has some of them once more. Returns how many files, and their bytes."""
    count = total = 0
    for path, size in contexts.files_of_this_machine(FILES, BYTES):
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


def make_image(bench, archive):
    context = bench.path("image")
    os.mkdir(context)
    count, total = make_context(context)
    bench.run("build", "-q", "-t", "image", context)
    bench.run("copy", "-q", "image", f"docker-archive:{archive}")
    return f"{count:,} files, {total / 1e9:.1f} GB"


def analyses(bench):
    archive, result = bench.path("image.tar"), bench.path("dive.json")
    size = make_image(bench, archive)
    with open(bench.path("rules"), "w") as file:
        file.write(RULES)
    analyze = [bench.pith.program, "analyze", "--no-updates", "--format", "json", "--progress", "quiet"]
    dive = ["env", "CI=true", DIVE, "--source", "docker-archive", archive, "--json", result]
    dive += ["--ci-config", bench.path("rules")]
    check(bench, [*analyze, archive], dive, result)
    results = bench.contest.warm(
        Entrant("pith", lambda turn: [*analyze, archive]), Entrant("dive", lambda turn: dive),
        # zlib's and OpenSSL's; ours may well be below.
        Entrant(ALONE, lambda turn: [sys.executable, "-B", os.path.abspath(__file__), archive]))
    ours = results["pith"]
    bench.report.contest(f"analyze an archive of {size}", results, [
        share(ours.seconds, results["dive"].seconds, 0.7, "dive"),
        share(ours.seconds, results[ALONE].seconds, 1.5, ALONE), memory(ours.peak, MEMORY),
    ])
    stored = bench.contest.warm(bench.alone("pith", *analyze, "image"))
    bench.report.contest("the same image in the store", stored, [seconds(stored["pith"].seconds, 5)])


if __name__ == "__main__":
    read_layers(sys.argv[1])
