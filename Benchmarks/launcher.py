"""Starts commands from a process so small that its own memory is not taken for theirs.

What a process had before it executed another program counts as that program's peak, so the bench, which is larger than
what it measures, must not start it. Each line of standard input is a command and its environment as JSON, each line of
standard output what became of it.
"""

import json
import os
import subprocess
import sys
import time


class Launcher:
    """The bench's side."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", os.path.abspath(__file__)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def run(self, command, environment):
        """Runs a command to its end; returns its seconds, CPU seconds and peak memory in bytes."""
        print(json.dumps([command, environment]), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        if answer["status"] != 0:
            raise SystemExit(f"{' '.join(command)}: status {answer['status']}\n{answer['errors']}")
        return answer["seconds"], answer["cpu"], answer["peak"]


def serve():
    for line in sys.stdin:
        print(json.dumps(take(*json.loads(line))), flush=True)


def take(command, environment):
    errors = os.memfd_create("errors")
    actions = [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_RDWR, 0) for number in (0, 1)]
    actions.append((os.POSIX_SPAWN_DUP2, errors, 2))
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    with open(errors, "rb") as file:
        file.seek(0)
        text = file.read().decode(errors="replace")
    return {
        "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * 1024,
        "status": os.waitstatus_to_exitcode(status), "errors": text,
    }


if __name__ == "__main__":
    serve()
