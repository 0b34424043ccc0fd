"""Build contexts that are the same on every machine, with times of long ago."""

import os
import random
import shutil

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
    """Half noise, which no compressor makes smaller, and half words, of which gzip makes a third."""

    PART = 1 << 14

    def __init__(self, seed):
        self.source = random.Random(seed)
        words = [self.source.randbytes(self.source.randint(1, 6)).hex().encode() for _ in range(20_000)]
        often = [1 / rank for rank in range(1, len(words) + 1)]
        self.words = b" ".join(self.source.choices(words, often, k=4_000_000))

    def take(self, size):
        parts = (self.part(number) for number in range(-(-size // self.PART)))
        return b"".join(parts)[:size]

    def part(self, number):
        if number % 2:
            return self.source.randbytes(self.PART)
        start = self.source.randrange(len(self.words) - self.PART)
        return self.words[start:start + self.PART]


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
