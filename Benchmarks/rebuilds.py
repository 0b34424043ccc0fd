"""Builds of what was built before, or nearly."""

import contexts
from report import memory, seconds, share

DEMO = """\
FROM base AS build
WORKDIR /app
COPY . .
RUN cat *.go | sha256sum > /calculator
FROM scratch
COPY --from=build /calculator /calculator
ENTRYPOINT ["/calculator"]
"""
FILES, BYTES = 20_000, 430_000_000
# The changed file is small, as a source file is.
CHANGED = "0/changed.o"
FIND = [r"%p\0%m\0%u\0%g\0%s\0%T@\0%C@\0%i\0%l\0"]


def unchanged(bench):
    """Row a, and beside it the start of the program alone."""
    files = {f"{number}.go": f"package p{number}\n" for number in range(10)}
    context = contexts.make_with_busybox(bench.path("demo"), DEMO, files)
    bench.check(context)
    results = bench.contest.warm(*bench.entrants(context), bench.alone("version", bench.pith.program, "version"))
    start, ours = results.pop("version"), results["pith"]
    bench.report.contest(
        "a. rebuild, nothing changed, two stages", results, noted=0.09, budgets=[
            seconds(ours.seconds, 0.010), share(ours.seconds, results["docker"].seconds, 1 / 10, "docker"),
            memory(ours.peak),
        ])
    bench.report.add("the start of the program alone", "pith", start, [seconds(start.seconds, 0.005)])


def large(bench):
    """Rows b and c have one context."""
    context = contexts.make(bench.path("large"), "FROM scratch\nCOPY . /src\n")
    contexts.fill(context, FILES, BYTES)
    change(context, "as it was")
    bench.check(context)
    unchanged_large(bench, context)
    changed(bench, context)


def unchanged_large(bench, context):
    build = bench.entrants(context)
    results = bench.contest.warm(*build, bench.alone("find -printf", "find", context, "-printf", *FIND))
    ours = results["pith"]
    bench.report.contest(
        "b. rebuild, nothing changed, 20,000 files / 430 MB", results, noted=1.07, budgets=[
            share(ours.seconds, results["docker"].seconds, 1 / 10, "docker"),
            share(ours.seconds, results["find -printf"].seconds, 2, "find"), memory(ours.peak),
        ])


def changed(bench, context):
    """The image gets a name, so its files must outlast a power cut: the time until all is on the disk counts."""
    def prepare(builder, turn):
        change(context, f"by {builder.name} in {turn.directory}")

    results = bench.contest.cold(*bench.entrants(context, tag="changed", prepare=prepare))
    ours = results["pith"]
    bench.report.contest(
        "c. the same, one file changed, named and synced", results, noted=21.6, budgets=[
            share(ours.synced, results["docker"].synced, 1 / 15, "docker"), memory(ours.peak),
        ])
    change(context, "in the end")
    bench.check(context)


def change(context, text):
    with open(f"{context}/{CHANGED}", "w") as file:
        file.write(text)
