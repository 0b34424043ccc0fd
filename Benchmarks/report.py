"""What was measured: a table, line by line, and the same as JSON."""

import json
from dataclasses import dataclass

MEGABYTE = 1 << 20
MEMORY = 64 * MEGABYTE


@dataclass(frozen=True)
class Budget:
    """What a value may be at most, and who says so."""

    what: str
    value: float
    limit: float

    @property
    def ratio(self):
        return self.value / self.limit

    @property
    def is_met(self):
        return self.value <= self.limit

    def __str__(self):
        return f"{'met' if self.is_met else 'MISSED'} {self.ratio:.2f} of {self.what}"

    def document(self):
        return {"what": self.what, "value": self.value, "limit": self.limit, "ratio": self.ratio, "met": self.is_met}


def seconds(value, limit):
    return Budget(f"{limit * 1000:.0f} ms", value, limit)


def memory(peak, limit=MEMORY):
    return Budget(f"{limit // MEGABYTE} MB", peak, limit)


def share(value, other, times, name):
    """A value beside another's, of which it may be `times`."""
    return Budget(f"{times:.3g} x {name}", value, other * times)


class Report:
    HEADER = ("what", "who", "wall ms", "synced ms", "CPU ms", "peak MB", "BuildKit, noted", "budgets")
    COLUMNS = "{:52} {:18} {:>9} {:>9} {:>9} {:>8} {:>16}  {}"

    def __init__(self, path):
        self.path = path
        self.rows = []
        self.missed = []

    def begin(self):
        print(self.COLUMNS.format(*self.HEADER), flush=True)

    def add(self, what, who, measurement, budgets=(), noted=None):
        """One line. `noted` are the seconds that BuildKit's newest source once took for the same work."""
        self.missed += [f"{what}: {budget}" for budget in budgets if not budget.is_met]
        cells = [f"{value * 1000:.1f}" for value in (measurement.seconds, measurement.synced, measurement.cpu)]
        cells += [f"{measurement.peak / MEGABYTE:.1f}", f"{noted * 1000:.0f}" if noted else ""]
        print(self.COLUMNS.format(what, who, *cells, "; ".join(map(str, budgets))).rstrip(), flush=True)
        self.rows.append({
            "what": what, "who": who, "seconds": measurement.seconds, "syncedSeconds": measurement.synced,
            "cpuSeconds": measurement.cpu, "peakBytes": measurement.peak, "notedSeconds": noted,
            "budgets": [budget.document() for budget in budgets],
        })
        self.write()

    def contest(self, what, results, budgets=(), noted=None):
        """Pith's line with its budgets, then the others'."""
        self.add(what, "pith", results["pith"], budgets, noted)
        for name, measurement in results.items():
            if name != "pith":
                self.add(what, name, measurement)

    def finish(self):
        """The exit status: whether a budget was missed, which is said."""
        for line in self.missed:
            print(f"MISSED {line}")
        budgets = sum(len(row["budgets"]) for row in self.rows)
        print(f"bench: {budgets} budgets, {len(self.missed)} missed")
        return 1 if self.missed else 0

    def write(self):
        with open(self.path, "w") as file:
            json.dump(self.rows, file, indent=2)
            file.write("\n")
