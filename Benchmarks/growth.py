"""Twice the work takes at most twice the time: stages, files, layers, and images in the store."""

import io
import json
import tarfile
from hashlib import sha256

import contexts
from contest import Entrant
from report import Budget, memory


def growth(bench):
    stages(bench)
    files(bench)
    layers(bench)
    images(bench)


def series(bench, what, sizes, take, entrant):
    """One line for each size, whose time may be that of the one before, times how many times larger it is."""
    results = dict(zip(sizes, take(*(entrant(size) for size in sizes)).values()))
    for before, size in zip([None, *sizes], sizes):
        ours = results[size]
        budgets = [memory(ours.peak)]
        if before:
            limit = results[before].seconds * size / before
            budgets.insert(0, Budget(f"linear growth from {before:,}", ours.seconds, limit))
        bench.report.add(f"{what}, {size:,}", "pith", ours, budgets)


def builds(bench, what, contexts_by_size):
    """From nothing, each turn in a store of its own; and once more with nothing changed."""
    for size, context in contexts_by_size.items():
        bench.pith.run(bench.store, bench.pith.build(bench.store, context))

    def cold(size):
        return Entrant(str(size), lambda turn: bench.pith.build(turn.store, contexts_by_size[size]))

    def warm(size):
        return bench.alone(str(size), *bench.pith.build(bench.store, contexts_by_size[size]))

    series(bench, f"cold build, {what}", list(contexts_by_size), bench.contest.cold, cold)
    series(bench, f"rebuild, {what}", list(contexts_by_size), bench.contest.warm, warm)


def stages(bench):
    """Each stage takes a file of the one before."""
    def dockerfile(count):
        yield "FROM scratch AS s0\nCOPY file /0\n"
        for number in range(1, count):
            yield f"FROM scratch AS s{number}\nCOPY --from=s{number - 1} /{number - 1} /{number}\n"

    builds(bench, "stages", {
        count: contexts.make(bench.path(f"stages-{count}"), "".join(dockerfile(count)), {"file": ""})
        for count in (10, 100, 1000)
    })


def files(bench):
    builds(bench, "files", {
        count: contexts.fill(
            contexts.make(bench.path(f"files-{count}"), "FROM scratch\nCOPY . /src\n"), count, count * 2000)
        for count in (1000, 10_000, 100_000)
    })


def layers(bench):
    """Docker takes no more than 127."""
    builds(bench, "layers", {
        count: contexts.make(
            bench.path(f"layers-{count}"), "FROM scratch\n" + "".join(f"COPY file /{n}\n" for n in range(count)),
            {"file": ""})
        for count in (10, 100)
    })


def images(bench):
    """Stores that differ in how many images they have."""
    sizes = (10, 100, 1000, 5000)
    context = contexts.make(bench.path("context"), "FROM scratch\nCOPY Dockerfile /\n")
    for size in sizes:
        write_archive(bench.path("images.tar"), size)
        bench.pith.load(store(bench, size), bench.path("images.tar"))
        bench.pith.run(store(bench, size), bench.pith.build(store(bench, size), context))
    for what, *words in (
        ("images", "images"), ("df", "df"), ("prune of nothing", "prune", "-f", "--filter", "until=9999h"),
        ("rebuild", "build", "-q", context),
    ):
        def entrant(size):
            environment = bench.pith.environment(store(bench, size))
            return Entrant(str(size), lambda turn: [bench.pith.program, *words], environment)

        series(bench, f"{what}, images in the store", sizes, bench.contest.warm, entrant)


def store(bench, size):
    return bench.path(f"store-{size}")


def write_archive(path, count):
    """A Docker archive of images with a layer of their own each."""
    manifest = []
    with tarfile.open(path, "w") as archive:
        for number in range(count):
            layer = layer_of(number)
            config = {"architecture": "amd64", "os": "linux", "rootfs": {
                "type": "layers", "diff_ids": [f"sha256:{sha256(layer).hexdigest()}"]}}
            add(archive, f"{number}.json", json.dumps(config).encode())
            add(archive, f"{number}.tar", layer)
            manifest.append({
                "Config": f"{number}.json", "RepoTags": [f"image:{number}"], "Layers": [f"{number}.tar"]})
        add(archive, "manifest.json", json.dumps(manifest).encode())


def layer_of(number):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        add(tar, "file", str(number).encode())
    return content.getvalue()


def add(archive, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))
