"""Composes a distroless image from packages that are here, beside mmdebstrap's extraction of the same packages."""

import glob
import json
import os
import subprocess

from contest import Entrant
from report import memory, seconds, share

IMAGE = "python3-debian13"


class Packages:
    """The packages of a lock: a flat archive for apt, and pith's cache of them."""

    def __init__(self, directory, store, lock):
        with open(lock) as file:
            (locked,) = json.load(file)["locks"].values()
        self.store = store
        # Others only lend files, such as certificates.
        self.installed = [package for package in locked["packages"] if "layer" in package]
        self.archive = f"{directory}/archive"
        os.mkdir(self.archive)
        for package in self.installed:
            os.link(self.cached(package), f"{self.archive}/{os.path.basename(package['path'])}")
        index = subprocess.run(
            ["apt-ftparchive", "packages", "."], cwd=self.archive, check=True, capture_output=True, text=True
        ).stdout
        # Exactly these, as in the lock: without what Debian says that they depend on.
        others = ("Depends:", "Pre-Depends:", "Recommends:")
        lines = [line for line in index.splitlines() if not line.startswith(others)]
        with open(f"{self.archive}/Packages", "w") as file:
            file.write("\n".join(lines) + "\n")

    def cached(self, package):
        return f"{self.store}/packages/{package['digest'].removeprefix('sha256:')}"

    def warm(self, directory):
        """Gives a new store the packages, and nothing else."""
        os.makedirs(f"{directory}/root/packages")
        for path in glob.glob(f"{self.store}/packages/*"):
            if os.path.isfile(path):
                os.link(path, f"{directory}/root/packages/{os.path.basename(path)}")

    def extraction(self, directory):
        """Without a network, a signature or an index of all of Debian: apt has only these packages to read."""
        names = ",".join(package["name"] for package in self.installed)
        return [
            "mmdebstrap", "--quiet", "--variant=extract", "--format=directory", f"--include={names}",
            f'--extract-hook=ls "$1/var/cache/apt/archives" > {directory}/extracted',
            "", f"{directory}/tree", f"deb [trusted=yes] copy:{self.archive} ./",
        ]


def composed_packages(tree):
    """The packages and versions that an image says it has."""
    found = set()
    for path in glob.glob(f"{tree}/var/lib/dpkg/status.d/*"):
        if not path.endswith(".md5sums"):
            with open(path) as file:
                fields = dict(line.split(": ", 1) for line in file.read().splitlines() if line[:1].isalpha())
            found.add((fields["Package"], fields["Version"]))
    return found


def extracted_packages(directory):
    """The packages and versions that mmdebstrap extracted."""
    with open(f"{directory}/extracted") as file:
        names = [line.strip().split("_") for line in file if line.strip().endswith(".deb")]
    return {(name, version.replace("%3a", ":")) for name, version, _ in names}


def check(packages, bench, lock):
    """Both make files of the same packages, in the same versions, before anybody is timed."""
    composed = bench.path("composed")
    bench.run("compose", "-q", IMAGE, "--lock", lock, "-o", f"type=local,dest={composed}")
    extracted = bench.path("extracted")
    os.mkdir(extracted)
    subprocess.run(packages.extraction(extracted), check=True)
    ours, theirs = composed_packages(composed), extracted_packages(extracted)
    if ours != theirs or len(ours) != len(packages.installed):
        raise SystemExit(f"not the same packages: {sorted(ours ^ theirs)}")
    return len(ours)


def compositions(bench):
    lock = bench.path("lock")
    compose = ["compose", "-q", IMAGE, "--lock", lock, "-t", "python"]
    bench.run("lock", IMAGE, "-o", lock)
    bench.run(*compose)
    packages = Packages(bench.directory, bench.store, lock)
    count = check(packages, bench, lock)

    def warm(turn):
        packages.warm(turn.directory)

    results = bench.contest.cold(
        Entrant("pith", lambda turn: [bench.pith.program, *compose], prepare=warm),
        Entrant("mmdebstrap", lambda turn: packages.extraction(turn.directory), prepare=warm))
    ours = results["pith"]
    bench.report.contest(f"compose {IMAGE} of {count} packages that are here", results, [
        seconds(ours.seconds, 3), share(ours.seconds, results["mmdebstrap"].seconds, 0.2, "mmdebstrap"),
        memory(ours.peak),
    ])
    again = bench.contest.warm(bench.alone("pith", bench.pith.program, *compose))
    bench.report.contest("the same lock composed again", again, [seconds(again["pith"].seconds, 0.050)])
