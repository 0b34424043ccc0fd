"""RUN steps: what one costs beside its command, and several at a time."""

import dataclasses
import os
import shutil
import statistics

import contexts
from contest import Entrant, Measurement
from report import Budget, memory, seconds, share

STEPS, STAGES = 20, 8
HERE = os.path.dirname(os.path.abspath(__file__))


def steps(bench):
    """Row e: 20 steps and none take turns, and with them a step's container, run many times over by crun alone."""
    load_base(bench)
    some, none = context(bench, STEPS), context(bench, 0)
    bench.check(some)
    results = bench.contest.warm(
        *bench.entrants(some, cold=True),
        *(dataclasses.replace(entrant, name=without(entrant.name)) for entrant in bench.entrants(none, cold=True)),
        bare(bench))
    each = {name: overhead(results, name) for name in (builder.name for builder in bench.builders)}
    each["crun alone"] = runtime_alone(bench)
    ours = each["pith"].seconds
    bench.report.contest(
        "e. overhead of a RUN step", each, noted=0.12, budgets=[
            share(ours, each["docker"].seconds, 1 / 5, "docker"),
            Budget("crun alone + 10 ms", ours, each["crun alone"].seconds + 0.010), memory(each["pith"].peak),
        ])


def load_base(bench):
    """A Debian 12 composed by pith, for all."""
    saved = bench.path("base.tar")
    debian = contexts.make(bench.path("debian"), contexts.DEBIAN, contexts.COVERED)
    bench.run("build", "-q", "--build-context", "debian=compose://debian:12", "-t", "base", debian)
    bench.run("save", "-o", saved, "base")
    for builder in bench.others:
        builder.load(bench.store, saved)


def context(bench, count):
    return contexts.make(bench.path(f"steps-{count}"), "FROM base\n" + "RUN true\n" * count)


def without(name):
    return f"{name} without steps"


def overhead(results, name):
    return results[name].less(results[without(name)], STEPS)


def bare(bench):
    """Pith with a runtime that runs each container many times, and notes beside itself how long each took."""
    os.mkdir(bench.path("runtime"))
    shutil.copy(f"{HERE}/crun", bench.path("runtime"))
    environment = bench.pith.environment(bench.store) | {"PITH_RUNTIME": bench.path("runtime/crun")}
    one = context(bench, 1)
    return Entrant("crun", lambda turn: bench.pith.build(bench.store, one, cold=True), environment)


def runtime_alone(bench):
    with open(bench.path("runtime/notes")) as file:
        took = statistics.median(map(float, file))
    return Measurement(took, 0, 0, took)


def parallel(bench):
    """Row f."""
    stages = "".join(f"FROM base AS s{n}\nRUN sleep 1 && echo {n} > /{n}\n" for n in range(STAGES))
    joined = "FROM scratch\n" + "".join(f"COPY --from=s{n} /{n} /\n" for n in range(STAGES))
    directory = contexts.make_with_busybox(bench.path("parallel"), stages + joined)
    bench.check(directory)
    results = bench.contest.warm(*bench.entrants(directory, cold=True))
    ours = results["pith"]
    bench.report.contest(
        f"f. {STAGES} stages of 'sleep 1', joined", results, noted=1.76,
        budgets=[seconds(ours.seconds, 1.1), memory(ours.peak)])
