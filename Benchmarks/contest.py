"""Programs that take turns at the same work."""

import os
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from typing import Callable

from daemons import Daemons
from launcher import Launcher

LAUNCHER = Launcher()


@dataclass(frozen=True)
class Measurement:
    """What a command took: seconds and CPU seconds, its daemons' included; the most bytes of memory that the largest of
    its processes had, and its daemons, 11 MB at least; and the seconds until all that it wrote was on the disk too."""

    seconds: float
    cpu: float
    peak: int
    synced: float

    @classmethod
    def of(cls, turns):
        """The medians of several turns, and the highest of their peaks."""
        def median(key):
            return statistics.median(getattr(turn, key) for turn in turns)

        return cls(median("seconds"), median("cpu"), max(turn.peak for turn in turns), median("synced"))

    def less(self, other, count):
        """A `count`th of what this took more than another."""
        return Measurement(
            (self.seconds - other.seconds) / count, (self.cpu - other.cpu) / count, self.peak,
            (self.synced - other.synced) / count)


@dataclass(frozen=True)
class Turn:
    number: int
    # New in each turn.
    directory: str

    @property
    def store(self):
        return f"{self.directory}/root"


@dataclass(frozen=True)
class Entrant:
    """One that takes turns. `prepare` does not count. Where no PITH_ROOT is set, each turn's is a new one."""

    name: str
    command: Callable[[Turn], list]
    environment: dict = field(default_factory=dict)
    prepare: Callable[[Turn], None] = lambda turn: None
    daemons: Daemons | None = None

    def take(self, turn):
        self.prepare(turn)
        command = self.command(turn)
        os.sync()
        return measure(command, os.environ | {"PITH_ROOT": turn.store} | self.environment, self.daemons)


def measure(command, environment, daemons=None):
    if daemons:
        daemons.forget_peak()
        before = daemons.seconds()
    start = time.perf_counter()
    seconds, cpu, peak = LAUNCHER.run(command, environment)
    os.sync()
    synced = time.perf_counter() - start
    if daemons:
        cpu, peak = cpu + daemons.seconds() - before, peak + daemons.peak()
    return Measurement(seconds, cpu, peak, synced)


class Contest:
    """Nothing is deleted between turns, and what one turn wrote is on the disk before the next one begins.

    A warm contest begins with a turn for each that does not count. A cold one, where many files are written, begins a
    minute after what was deleted before it: so long ext4 looks at each inode that was freed before it takes another.
    """

    SETTLING = 61

    def __init__(self, directory, rounds):
        self.directory, self.rounds = directory, rounds

    def cold(self, *entrants):
        os.sync()
        time.sleep(self.SETTLING)
        return self.counted(entrants)

    def warm(self, *entrants):
        self.take_turns(entrants, "warm")
        return self.counted(entrants)

    def counted(self, entrants):
        """By the names of the entrants, what they took."""
        rounds = [self.take_turns(entrants, number) for number in range(self.rounds)]
        return {entrant.name: Measurement.of(turns) for entrant, turns in zip(entrants, zip(*rounds))}

    def take_turns(self, entrants, number):
        return [
            entrant.take(Turn(number, tempfile.mkdtemp(prefix="turn.", dir=self.directory))) for entrant in entrants
        ]
