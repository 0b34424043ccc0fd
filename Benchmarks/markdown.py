#!/usr/bin/env -S python3 -B
"""Prints what was measured last, .build/benchmarks.json, as the table of docs/performance.md."""

import itertools
import json
import os

RESULTS = f"{os.path.dirname(os.path.dirname(os.path.abspath(__file__)))}/.build/benchmarks.json"


def figures(row):
    return f"{length(row['syncedSeconds' if is_kept(row) else 'seconds'])} ({length(row['cpuSeconds'])})"


def is_kept(row):
    """Whether the time until all was on the disk is the one that counts."""
    return row["what"].startswith(("c.", "g."))


def length(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def verdicts(row):
    return ", ".join(f"{'met' if b['met'] else '**missed**'} {b['ratio']:.2f} ({b['what']})" for b in row["budgets"])


def main():
    with open(RESULTS) as file:
        rows = json.load(file)
    print("| work | Pith, wall (CPU) | peak | others | share of the budget |\n|---|---|---|---|---|")
    for what, group in itertools.groupby(rows, lambda row: row["what"]):
        ours, *others = group
        beside = ", ".join(f"{row['who']} {figures(row)}" for row in others)
        print(f"| {what} | {figures(ours)} | {ours['peakBytes'] / 2**20:.0f} MB | {beside} | {verdicts(ours)} |")


if __name__ == "__main__":
    main()
