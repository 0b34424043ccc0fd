"""Programs that take turns at the same work."""

import os
import statistics
import subprocess
import tempfile
import time


def measure(command, environment):
    """The seconds that a command took, and the most memory, in bytes, that it or a child of it had."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, usage.ru_maxrss * 1024


class Contest:
    """Each turn has a new directory, which holds pith's store too.

    Nothing is deleted between turns, and a contest begins a minute after what was deleted before it: so long ext4 looks
    at each inode that was freed before it takes another. What one turn wrote is on the disk before the next one begins.
    """

    SETTLING = 61

    def __init__(self, directory, rounds):
        self.directory, self.rounds = directory, rounds

    def run(self, prepare=None, **commands):
        """For each command the median seconds and the most bytes.

        A command is made for the directory of its turn and the number of its round; `prepare` is given the directory
        first, and does not count.
        """
        found = {name: [] for name in commands}
        os.sync()
        time.sleep(self.SETTLING)
        for turn in range(self.rounds):
            for name, command in commands.items():
                directory = tempfile.mkdtemp(prefix="turn.", dir=self.directory)
                if prepare:
                    prepare(directory)
                os.sync()
                environment = os.environ | {"PITH_ROOT": f"{directory}/root"}
                found[name].append(measure(command(directory, turn), environment))
        return {
            name: (statistics.median(seconds for seconds, _ in turns), max(peak for _, peak in turns))
            for name, turns in found.items()
        }


def show(report, what, results, budget=None, most=None, limits={}):
    """Pith's own time and memory, and those of the others with how many times as long pith took."""
    ours, _ = results["pith"]
    for name, (seconds, peak) in results.items():
        if name == "pith":
            report.add(what, seconds, budget=budget, peak=peak, most=most)
        else:
            report.add(what, seconds, who=name, peak=peak, ratio=(name, ours / seconds, limits.get(name)))
