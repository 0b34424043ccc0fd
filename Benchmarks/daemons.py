"""What daemons spend on the work of their clients."""

import os
import socket
import struct

NAMES = ("dockerd", "containerd", "buildkitd")
TICKS = os.sysconf("SC_CLK_TCK")


class Daemons:
    """A daemon and those that it works with: the processes of these names in its mount namespace."""

    def __init__(self, process):
        self.namespace = os.readlink(f"/proc/{process}/ns/mnt")

    @classmethod
    def behind(cls, path):
        """Those that a socket leads to; None where they can't be found, such as those of another machine."""
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        process, _, _ = struct.unpack("3i", credentials)
        return cls(process) if name(process).startswith(NAMES) else None

    def processes(self):
        for process in filter(str.isdigit, os.listdir("/proc")):
            if name(process).startswith(NAMES) and namespace(process) == self.namespace:
                yield process

    def seconds(self):
        """The CPU seconds that they have taken so far, and those of their children that ended."""
        return sum(sum(map(int, statistics(process)[11:15])) for process in self.processes()) / TICKS

    def forget_peak(self):
        for process in self.processes():
            with open(f"/proc/{process}/clear_refs", "w") as file:
                file.write("5")

    def peak(self):
        """The most bytes that each of them had since `forget_peak`, in sum; without those of their children."""
        return sum(high_water(process) for process in self.processes())


def name(process):
    try:
        with open(f"/proc/{process}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""


def namespace(process):
    try:
        return os.readlink(f"/proc/{process}/ns/mnt")
    except OSError:
        return None


def statistics(process):
    """The fields of stat(5) behind the name, which may have blanks and parentheses."""
    with open(f"/proc/{process}/stat") as file:
        return file.read().rpartition(")")[2].split()


def high_water(process):
    with open(f"/proc/{process}/status") as file:
        (line,) = [line for line in file if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024
