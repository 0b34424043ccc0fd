"""What the parts of `make torture` share: the program, its stores, and how they are judged."""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("PITH_BIN", os.path.join(PROJECT, ".build/debug/pith"))
SHORT = os.environ.get("TORTURE_SHORT") == "1"
SEED = int(os.environ.get("TORTURE_SEED") or random.SystemRandom().randrange(1 << 32))
WORKERS = os.cpu_count() or 1


class Lost(Exception):
    """Something that must hold does not."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def figure(count, what):
    """A line of the table of figures."""
    print(f"{count}\t{what}", flush=True)


def environment(root):
    variables = dict(os.environ)
    for name in ["BUILDKIT_PROGRESS", "PITH_RUNTIME"]:
        variables.pop(name, None)
    home = os.path.dirname(root)
    variables.update(
        PITH_ROOT=root, NO_COLOR="1", LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="1700000000",
        XDG_CONFIG_HOME=os.path.join(home, "configuration"), DOCKER_CONFIG=os.path.join(home, "docker"),
        CONTAINERS_REGISTRIES_CONF=os.path.join(PROJECT, "Tests/registries.conf"))
    return variables


def start(root, arguments, wrapper=(), **options):
    """Starts the program in a process group of its own."""
    return subprocess.Popen(
        [*wrapper, PROGRAM, *arguments], env=environment(root), stdin=subprocess.DEVNULL, start_new_session=True,
        text=True, errors="replace", **options)


def attempt(root, *arguments, wrapper=()):
    """Runs the program to its end: its status, what it printed, what it said."""
    process = start(root, arguments, wrapper, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        output, error = process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        raise Lost(f"pith {' '.join(arguments)} hangs")
    return process.returncode, output, error


def succeed(root, *arguments, wrapper=()):
    status, output, error = attempt(root, *arguments, wrapper=wrapper)
    if status != 0:
        raise Lost(f"pith {' '.join(arguments)} ends with {status}:\n{output}{error}")
    return output


def build(root, context, *options, wrapper=()):
    """Builds a context; the image's ID."""
    return succeed(root, "build", "-q", *options, context, wrapper=wrapper).strip()


def check(root, wrapper=()):
    """Whether `fsck` finds the store whole; what it found otherwise."""
    status, output, error = attempt(root, "fsck", "--format", "json", wrapper=wrapper)
    if status != 0:
        raise Lost(f"fsck ends with {status}:\n{output}{error}")
    return json.loads(output)


@contextlib.contextmanager
def workspace(on_memory=False):
    """A directory that is gone afterwards; where many states are made, in memory if there is room."""
    path = None
    if on_memory and os.access("/dev/shm", os.W_OK):
        path = tempfile.mkdtemp(prefix="pith-torture.", dir="/dev/shm")
        try:
            os.setxattr(path, "user.pith", b"")
        except OSError:
            # On such a file system overlays lose what a layer removes.
            os.rmdir(path)
            path = None
    path = path or tempfile.mkdtemp(prefix="pith-torture.", dir=os.environ.get("TMPDIR") or "/var/tmp")
    try:
        yield path
    finally:
        remove(path)


def remove(path):
    if os.geteuid() == 0:
        shutil.rmtree(path, ignore_errors=True)
    else:
        # What belongs to the user's other ids only a namespace with these can remove.
        subprocess.run(["unshare", "--map-auto", "--map-root-user", "rm", "-rf", path], check=False)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def contexts(work, count):
    """Small build contexts of several stages that share some of their layers: their directories."""
    made = []
    for number in range(count):
        context = os.path.join(work, f"context-{number}")
        write(f"{context}/Dockerfile", (
            "FROM scratch AS base\nCOPY base /base\n"
            f"FROM base AS left\nCOPY left /left/{number % 2}\n"
            "FROM base\nCOPY --from=left /left /copied\nCOPY own /own\nENV A=b\n"))
        write(f"{context}/base", "base\n" * 100)
        write(f"{context}/left", f"left {number % 2}\n")
        write(f"{context}/own", f"own {number}\n" * 1000)
        made.append(context)
    return made


def in_workers(count, work):
    """Runs `work(index)` in `count` processes; the sum of the numbers that they return, place by place."""
    readers = []
    for index in range(count):
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            status = 1
            try:
                os.close(reader)
                result = work(index)
                os.write(writer, json.dumps(result).encode())
                status = 0
            except Lost as lost:
                say(f"lost: {lost}")
            except BaseException:
                import traceback
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        os.close(writer)
        readers.append((process, reader))
    results, failed = [], False
    for process, reader in readers:
        with os.fdopen(reader) as file:
            text = file.read()
        failed |= os.waitpid(process, 0)[1] != 0
        if text:
            results.append(json.loads(text))
    if failed:
        raise Lost("a worker failed")
    return [sum(column) for column in zip(*results)]


def main(part):
    """Runs a part; its failure is one line and what led to it."""
    say(f"seed {SEED}")
    random.seed(SEED)
    begun = time.monotonic()
    try:
        part()
    except Lost as lost:
        say(f"lost: {lost}\nTORTURE_SEED={SEED} repeats it as far as the machine does")
        sys.exit(1)
    say(f"{time.monotonic() - begun:.0f} s")
