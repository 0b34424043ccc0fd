"""What the parts of the bench have in common: builders, a directory, a number of rounds, and the report."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from builders import Builder
from contest import Contest, Entrant
from report import Report

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMPARE = f"{PROJECT}/Tests/Judge/compare.py"


@dataclass(frozen=True)
class Bench:
    builders: list[Builder]
    directory: str
    rounds: int
    report: Report
    # Docker may give a directory the time of a build before.
    began: int = field(default_factory=lambda: int(time.time()))

    @property
    def pith(self):
        return self.builders[0]

    @property
    def others(self):
        return self.builders[1:]

    def path(self, name):
        return f"{self.directory}/{name}"

    @property
    def store(self):
        return self.path("root")

    @property
    def environment(self):
        return os.environ | self.pith.environment(self.store)

    def run(self, *arguments):
        """Pith, with the store of the part."""
        self.pith.run(self.store, [self.pith.program, *arguments])

    def check(self, context, builders=None, **form):
        """All builders must make the same image of a context, before anybody is timed. Leaves their archives."""
        for builder in builders or self.builders:
            builder.run(self.store, builder.archive(self.store, context, self.archive(builder), **form))
        for builder in (builders or self.builders)[1:]:
            files = [self.archive(builder), self.archive(self.pith)]
            command = [sys.executable, "-B", COMPARE, *builder.comparison, *files, str(self.began)]
            if subprocess.run(command).returncode != 0:
                raise SystemExit(f"{builder.name} and pith do not build the same of {context}")

    def archive(self, builder):
        return self.path(f"{builder.name}.tar")

    @property
    def contest(self):
        return Contest(self.directory, self.rounds)

    def entrants(self, context, prepare=None, **form):
        """One for each builder, which builds with what it has already."""
        def entrant(builder):
            return Entrant(
                builder.name, lambda turn: builder.build(self.store, context, **form), builder.environment(self.store),
                lambda turn: prepare and prepare(builder, turn), builder.daemons)

        return [entrant(builder) for builder in self.builders]

    def alone(self, name, *command):
        """An entrant that does the same each time, with the store of the part."""
        return Entrant(name, lambda turn: list(command), self.pith.environment(self.store))
