"""What commands did to the files of a store, as strace saw it, and the states that a power cut may leave of it.

The model is no kinder than POSIX: what was written to a file is there for certain once fsync or fdatasync of that file (or
syncfs, sync) has ended, in any part and any order before; a name is there for certain once its directory was synced. Names
come and go in the order in which that happened, as journals keep it, or in any order at all.

The files of snapshots are written through overlay mounts, where strace does not see them. Until a syncfs they may be in any
state; after it they are as they were in the end.
"""

import os
import random
import re
import shutil

CALLS = (
    "openat,open,creat,write,pwrite64,ftruncate,fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,"
    "mkdirat,rmdir,fsync,fdatasync,syncfs,sync,mknod,mknodat,symlink,symlinkat,writev,pwritev,copy_file_range,sendfile")
SECTOR = 512


class Inode:
    def __init__(self, is_directory):
        self.is_directory = is_directory
        self.snapshot = None  # the number of the snapshot whose files it has
        self.data = []  # (event, offset, bytes) or (event, size, None)
        self.synced = []  # (begin, end): what was done before `begin` is durable once `end` has happened


class Recording:
    """Events are numbered. A change of names is (event, [(directory, name, inode or None)])."""

    def __init__(self, root):
        self.root = root
        self.top = Inode(True)  # the directory that holds the store's
        self.now = {(self.top, "."): None}
        self.changes, self.syncs, self.marks = [], [], {}
        self.count = 0  # of calls, whatever they did
        self.writes = 0
        self.events = []  # the calls that did something to the store

    # Reading the trace

    def read(self, path):
        waiting = {}
        with open(path, encoding="latin1") as trace:
            for line in trace:
                process, _, line = line.rstrip("\n").partition(" ")
                line = line.lstrip()
                if line.endswith("<unfinished ...>"):
                    waiting[process] = (self.count, line[: -len("<unfinished ...>")])
                    continue
                begun = self.count
                if line.startswith("<... "):
                    begun, first = waiting.pop(process)
                    line = first + line.split("resumed>", 1)[1]
                found = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", line)
                if found and int(found[3]) >= 0:
                    self.take(found[1], arguments(found[2]), begun)

    def take(self, call, given, begun):
        self.count += 1
        before = len(self.changes), self.writes
        self.apply(call, given, begun)
        if (len(self.changes), self.writes) != before:
            self.events.append(self.count)

    def apply(self, call, given, begun):
        paths = [text(part) for part in given]
        if call in ("fsync", "fdatasync"):
            if inode := self.find(descriptor(given[0])):
                inode.synced.append((begun, self.count))
                self.writes += 1
        elif call in ("syncfs", "sync"):
            self.syncs.append((begun, self.count))
            self.writes += 1
        elif call in ("open", "openat", "creat"):
            place = self.place(given, 0 if call != "openat" else 1)
            flags = given[1 if call == "open" else 2] if call != "creat" else "O_CREAT|O_TRUNC"
            if place and "O_CREAT" in flags and self.now.get(place) is None:
                self.change((*place, Inode(False)))
            elif place and "O_TRUNC" in flags and (inode := self.now.get(place)):
                inode.data.append((self.count, 0, None))
        elif call in ("mkdir", "mkdirat"):
            place = self.place(given, 0 if call == "mkdir" else 1)
            if place:
                self.change((*place, Inode(True)))
            elif paths[0].startswith(f"{self.root}.mark-"):
                self.marks[paths[0].rsplit("-", 1)[1]] = self.count
        elif call in ("unlink", "unlinkat", "rmdir"):
            place = self.place(given, 1 if call == "unlinkat" else 0)
            if place and place in self.now:
                self.change((*place, None))
        elif call in ("rename", "renameat", "renameat2"):
            one, two = (0, 1) if call == "rename" else (1, 3)
            old, new = self.place(given, one), self.place(given, two)
            inode = self.now.get(old) if old else None
            if inode and new:
                if os.path.dirname(self.path(given, two)) == f"{self.root}/snapshots":
                    inode.snapshot = os.path.basename(self.path(given, two))
                self.change((*old, None), (*new, inode))
            elif inode:
                self.change((*old, None))
        elif call in ("link", "linkat"):
            one, two = (0, 1) if call == "link" else (1, 3)
            old, new = self.place(given, one), self.place(given, two)
            if old and new and self.now.get(old):
                self.change((*new, self.now[old]))
        elif inode := self.find(descriptor(given[0])):
            self.write(call, given, inode, begun)

    def write(self, call, given, inode, begun):
        if inode.is_directory:
            return
        self.writes += 1
        if call == "pwrite64":
            inode.data.append((self.count, int(given[3]), content(given[1])))
        elif call == "write":
            end = max([0] + [offset + len(bytes or b"") for _, offset, bytes in inode.data])
            inode.data.append((self.count, end, content(given[1])))
        elif call == "ftruncate":
            inode.data.append((self.count, int(given[1]), None))
        elif call == "fallocate":
            inode.data.append((self.count, int(given[2]) + int(given[3]), None))
        else:
            raise ValueError(f"{call} is written to the store and not understood")

    def change(self, *entries):
        for directory, name, inode in entries:
            if inode is None:
                self.now.pop((directory, name), None)
            else:
                self.now[directory, name] = inode
        self.changes.append((self.count, entries))

    def path(self, given, index):
        path = text(given[index])
        if not path.startswith("/") and index > 0:
            path = os.path.join(descriptor(given[index - 1]) or "", path)
        return path

    def place(self, given, index):
        """The directory that a path is in, and its name there; None for what is of no interest."""
        path = self.path(given, index)
        if not self.holds(path):
            return None
        directory = self.find(os.path.dirname(path))
        return (directory, os.path.basename(path)) if directory and directory.is_directory else None

    def holds(self, path):
        """Whether a path is the store's own, not in the files of a snapshot or a mount."""
        if not (path == self.root or path.startswith(self.root + "/")):
            return False
        parts = path[len(self.root) + 1:].split("/")
        return not (parts[0] == "run" and len(parts) > 1 or parts[0] == "snapshots" and len(parts) > 2
                    or parts[0] == "work" and len(parts) > 4)

    def find(self, path):
        if path == os.path.dirname(self.root):
            return self.top
        if path is None or not self.holds(path):
            return None
        inode = self.top
        for name in [os.path.basename(self.root)] + [part for part in path[len(self.root):].split("/") if part]:
            inode = self.now.get((inode, name))
            if inode is None:
                return None
        return inode

    # Making states

    def state(self, cut, kind, saved, target):
        """Makes what may be left when the power goes after event `cut`, in the directory `target`."""
        synced = max([begin for begin, end in self.syncs if end <= cut], default=0)
        entries = {}
        happened = [change for change in self.changes if change[0] <= cut]
        certain = [
            event <= synced or any(self.is_synced(directory, event, cut) for directory, _, _ in change)
            for event, change in happened]
        keeps = {"least": lambda index: False, "all": lambda index: True, "names": lambda index: True,
                 "data": lambda index: False, "any": lambda index: random.random() < 0.5}.get(kind)
        if kind == "some":
            limit = random.randrange(len(happened) + 1)
            keeps = lambda index: index < limit  # noqa: E731
        if kind != "any":
            # In order: what is certain makes all before it so.
            last = max([index for index, is_certain in enumerate(certain) if is_certain], default=-1)
            certain = [index <= last for index in range(len(happened))]
        for index, (event, change) in enumerate(happened):
            if certain[index] or keeps(index):
                for directory, name, inode in change:
                    entries.setdefault(directory, {})[name] = inode
        self.make(self.top, entries, cut, synced, kind, saved, target)

    def is_synced(self, inode, event, cut):
        return any(event <= begin and end <= cut for begin, end in inode.synced)

    def make(self, inode, entries, cut, synced, kind, saved, path):
        if not inode.is_directory:
            with open(path, "wb") as file:
                file.write(self.bytes(inode, cut, synced, kind))
            os.chmod(path, 0o600)
        elif inode.snapshot:
            is_certain = synced and any(event <= synced for event, change in self.changes
                                        if any(entry[2] is inode for entry in change))
            damage = None if is_certain else {
                "least": "empty", "all": None, "names": "torn", "data": None}.get(kind, random.choice(
                    [None, "empty", "torn", "holes"]))
            copy_tree(f"{saved}/{inode.snapshot}", path, damage)
        else:
            os.makedirs(path, exist_ok=True)
            for name, child in entries.get(inode, {}).items():
                if child is not None:
                    self.make(child, entries, cut, synced, kind, saved, os.path.join(path, name))

    def bytes(self, inode, cut, synced, kind):
        result = bytearray()
        for event, offset, data in inode.data:
            if event > cut:
                break
            if event > synced and not self.is_synced(inode, event, cut):
                if kind in ("least", "names") or kind in ("some", "any") and random.random() < 0.3:
                    continue
                if kind in ("some", "any") and data and random.random() < 0.3:
                    self.tear(result, offset, data)
                    continue
            if data is None:
                del result[offset:]
                result.extend(bytes(offset - len(result)))
            else:
                result.extend(bytes(max(0, offset + len(data) - len(result))))
                result[offset:offset + len(data)] = data
        return bytes(result)

    @staticmethod
    def tear(result, offset, data):
        """Writes some sectors of it."""
        for start in range(0, len(data), SECTOR):
            if random.random() < 0.5:
                part = data[start:start + SECTOR]
                end = offset + start + len(part)
                result.extend(bytes(max(0, end - len(result))))
                result[offset + start:end] = part


def copy_tree(source, target, damage):
    if damage == "empty":
        os.mkdir(target)
        return
    shutil.copytree(source, target, symlinks=True)
    for directory, _, names in os.walk(target):
        for name in names:
            path = os.path.join(directory, name)
            if damage == "torn" or damage == "holes" and random.random() < 0.5:
                size = os.path.getsize(path)
                os.truncate(path, 0)
                if random.random() < 0.5:
                    os.truncate(path, size)


def arguments(line):
    """The arguments of a call; strings are in hexadecimal, so that they hold neither commas nor brackets."""
    return [part.strip() for part in re.split(r",\s", line)]


def plain(part):
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), part)


def content(part):
    if part.endswith("..."):
        raise ValueError("strace has cut what was written")
    return bytes.fromhex(part.strip('"').replace("\\x", ""))


def text(part):
    return plain(part.strip('"')) if part.startswith('"') else part


def descriptor(part):
    """The path of a descriptor, as `-y` shows it."""
    found = re.match(r"[\w-]+<(.*)>", part)
    return plain(found[1]) if found and "(deleted)" not in found[1] else None
