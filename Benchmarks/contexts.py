"""Build contexts that are the same on every machine, with times of long ago."""

import hashlib
import heapq
import os
import random
import shutil
import stat

TIME = 981173106
BASE = """\
FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "/bin"]
"""


# A Debian with the files that runtimes cover, which buildah else adds.
DEBIAN = "FROM debian\nCOPY hostname hosts resolv.conf /etc/\n"
COVERED = {"hostname": "", "hosts": "", "resolv.conf": ""}


def make(directory, dockerfile, files={}):
    os.makedirs(directory)
    for name, text in {"Dockerfile": dockerfile, **files}.items():
        with open(f"{directory}/{name}", "w") as file:
            file.write(text)
    return aged(directory)


def make_with_busybox(directory, dockerfile, files={}):
    """A context whose stages may stand on `base`, which needs no other image."""
    make(directory, BASE + dockerfile, files)
    shutil.copyfile("/bin/busybox", f"{directory}/busybox")
    os.chmod(f"{directory}/busybox", 0o755)
    return aged(directory)


def aged(directory):
    """All files have one time, which is that of no build."""
    for parent, names, files in os.walk(directory):
        for name in [".", *files]:
            os.utime(f"{parent}/{name}", (TIME, TIME))
    return directory


class Bytes:
    """Half noise, which no compressor makes smaller, and half lines of text, of which gzip makes a quarter."""

    PART = 1 << 14

    def __init__(self, seed):
        self.source = random.Random(seed)
        words = [self.source.randbytes(self.source.randint(1, 6)).hex().encode() for _ in range(20_000)]
        starts = [self.source.randrange(self.source.randrange(1, len(words))) for _ in range(20_000)]
        lines = [b" ".join(words[start:start + self.source.randint(4, 14)]) for start in starts]
        # The first ones most often, as words are in texts.
        often = [1 / rank for rank in range(1, len(lines) + 1)]
        self.text = b"\n".join(self.source.choices(lines, often, k=400_000))

    def take(self, size):
        parts = (self.part(number) for number in range(-(-size // self.PART)))
        return b"".join(parts)[:size]

    def part(self, number):
        if number % 2:
            return self.source.randbytes(self.PART)
        start = self.source.randrange(len(self.text) - self.PART)
        return self.text[start:start + self.PART]


def fill(directory, count, size, each=100):
    """`count` files of about `size` bytes in all, `each` in a directory, small and large ones."""
    content = Bytes(count)
    for number in range(count):
        parent = f"{directory}/{number // each}"
        os.makedirs(parent, exist_ok=True)
        mean = size // count
        with open(f"{parent}/{number}.o", "wb") as file:
            file.write(content.take(content.source.randint(mean // 10, mean * 19 // 10)))
    return aged(directory)


def files_of_this_machine(count, size):
    """Paths and sizes of regular files of `/usr`, `size` bytes in all at most, in an order that hardly depends on the
    machine."""
    for _, path, each in heapq.nsmallest(count, hashed_files()):
        size -= each
        if size < 0:
            return
        yield path, each


def hashed_files():
    """The hash, path and size of all but the largest."""
    for directory, _, names in os.walk("/usr"):
        for name in names:
            status = os.lstat(path := f"{directory}/{name}")
            if stat.S_ISREG(status.st_mode) and status.st_size < 60 << 20:
                yield hashlib.sha256(path.encode(errors="surrogateescape")).digest(), path, status.st_size
