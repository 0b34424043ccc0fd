"""One process checks many ordinary files, and a megabyte that nobody means."""

import contexts
from report import seconds

ORDINARY = r"""FROM debian:13 AS build
ARG V=1
WORKDIR /src
COPY . .
RUN make V=$V \
  && make install
FROM scratch
COPY --from=build /out /
USER 65532
ENTRYPOINT ["/app"]
"""
HOSTILE = "FROM scratch\n" + "RUN x\n" * ((1 << 20) // 6)
# Findings are no failure here.
SCRIPT = '"$0" check "$@" > /dev/null; [ $? -le 1 ]'


def checks(bench):
    many = [contexts.make(bench.path(f"check-{number}"), ORDINARY) for number in range(1000)]
    hostile = contexts.make(bench.path("hostile"), HOSTILE)
    for what, limit, directories in (
        ("check of 1,000 Dockerfiles", 2, many), ("check of a megabyte of instructions", 1, [hostile]),
    ):
        results = bench.contest.warm(bench.alone("pith", "sh", "-c", SCRIPT, bench.pith.program, *directories))
        ours = results["pith"]
        bench.report.contest(what, results, [seconds(ours.seconds, limit)])
