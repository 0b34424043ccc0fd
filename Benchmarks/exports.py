"""A gigabyte is copied into an image that leaves the store at once, with nothing known of it before."""

import json
import os
import shutil
import subprocess
import tarfile

import contexts
from contest import Entrant
from report import memory, share

FILES, BYTES = 2_000, 1 << 30


def exports(bench):
    """Both rows d."""
    context = contexts.make(bench.path("gigabyte"), "FROM scratch\nCOPY . /src\n")
    contexts.fill(context, FILES, BYTES)
    gzip(bench, context)
    zstd(bench, context)
    programs(bench)


def cold(bench, context, builder, compression):
    def command(turn):
        return builder.archive(turn.store, context, f"{turn.directory}/image.tar", compression, cold=True)

    return Entrant(builder.name, command, prepare=lambda turn: builder.forget(), daemons=builder.daemons)


def gzip(bench, context):
    bench.check(context, cold=True)
    ours = layer_bytes(bench.archive(bench.pith))
    results = bench.contest.cold(*(cold(bench, context, builder, "gzip") for builder in bench.builders))
    bench.report.contest(
        "d. COPY of 2,000 files / 1 GB to a gzip OCI archive", results, noted=44.9, budgets=[
            share(results["pith"].seconds, results["docker"].seconds, 1 / 10, "docker"),
            share(ours, gzip_bytes(context), 1.1, "gzip -6 in size"), memory(results["pith"].peak),
        ])


def zstd(bench, context):
    builders = [builder for builder in bench.builders if builder.writes_zstd]
    bench.check(context, builders, compression="zstd", cold=True)
    tar = f"tar -C {os.path.dirname(context)} -c {os.path.basename(context)} | zstd -q -T0 -3 -o"
    results = bench.contest.cold(
        *(cold(bench, context, builder, "zstd") for builder in builders),
        Entrant("tar | zstd -T0 -3", lambda turn: ["sh", "-c", f"{tar} {turn.directory}/tar.zst"]))
    ours = results["pith"]
    bench.report.contest(
        "d. the same in zstd", results, budgets=[
            share(ours.seconds, results["tar | zstd -T0 -3"].seconds, 1, "tar | zstd"), memory(ours.peak),
        ])


def programs(bench):
    """Files of this machine's `/usr`: what is generated does not compress as programs do."""
    context = contexts.make(bench.path("programs"), "FROM scratch\nCOPY . /usr\n")
    for path, _ in contexts.files_of_this_machine(FILES, BYTES // 4):
        os.makedirs(os.path.dirname(f"{context}{path}"), exist_ok=True)
        shutil.copy(path, f"{context}{path}")
    results = bench.contest.warm(cold(bench, context, bench.pith, "gzip"))
    bench.pith.run(bench.store, bench.pith.archive(bench.store, context, bench.archive(bench.pith)))
    ours = layer_bytes(bench.archive(bench.pith))
    bench.report.contest(
        "d. files of /usr to a gzip OCI archive", results, budgets=[
            share(ours, gzip_bytes(context), 1.1, "gzip -6 in size"), memory(results["pith"].peak),
        ])


def layer_bytes(archive):
    """How many bytes the layers of the one image in an OCI archive have."""
    with tarfile.open(archive) as tar:
        def document(name):
            return json.load(tar.extractfile(name))

        (image,) = document("index.json")["manifests"]
        manifest = document(f"blobs/{image['digest'].replace(':', '/')}")
    return sum(layer["size"] for layer in manifest["layers"])


def gzip_bytes(context):
    command = f"tar -C {context} -c . | gzip -6 | wc -c"
    return int(subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.PIPE).stdout)
