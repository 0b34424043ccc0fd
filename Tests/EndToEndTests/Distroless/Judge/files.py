"""Explains every path of a composed image: files.py IMAGE LOCK PACKAGES ARCHIVE

Prints what is not as the packages have it and not in the lists below, a line each; nothing where all is explained.
PACKAGES is the directory where packages are named by their digests.
"""

import fnmatch
import hashlib
import re
import subprocess
import sys

import composed

# What packages bring and images leave out, and why. A pattern's '*' stands for slashes too.
LEFT_OUT = [
    ("usr/share/doc/*", "documentation; the terms of licences stay, see KEPT"),
    ("usr/share/man/*", "documentation"),
    ("usr/share/info/*", "documentation"),
    ("usr/share/locale/*", "translations"),
    ("usr/share/lintian/*", "for package maintainers"),
    ("usr/share/bug/*", "for package maintainers"),
    ("usr/share/doc-base/*", "an index of documentation"),
    ("usr/share/base-files/*", "templates for maintainer scripts, which don't run"),
    ("usr/share/menu/*", "for window managers"),
]
KEPT = ["usr/share/doc/*/copyright"]

ROOT = (0, 0)
PASSWD = """\
root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
"""
GROUP = "root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n"
SWITCH = """\
passwd: files
group: files
shadow: files
hosts: files dns
networks: files
protocols: files
services: files
"""
CODENAMES = {"12": "bookworm", "13": "trixie"}


def release(version):
    name = f"Debian GNU/Linux {version} ({CODENAMES[version]})"
    place = "https://github.com/GoogleContainerTools/distroless"
    return (
        f'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="{version}"\nVERSION="{name}"\n'
        f'VERSION_CODENAME="{CODENAMES[version]}"\nHOME_URL="{place}"\n'
        f'SUPPORT_URL="{place}/blob/master/README.md"\nBUG_REPORT_URL="{place}/issues/new"\n'
    )


class Explanation:
    """What an image must be made of."""

    def __init__(self, name, packages, architecture):
        self.name, self.architecture = name, architecture
        self.version = re.search("debian(1[23])", name).group(1)
        self.packages = {package.name: package for package in packages}
        self.installed = [package for package in packages if package.layer]
        self.tree = composed.Tree()
        self.problems = []
        for package in sorted(self.installed, key=lambda package: package.name != "base-files"):
            self.unpack(package)
        self.derive()

    def unpack(self, package):
        own = list(package.entries())
        kept = {path for path, node, _ in own if keeps(path)}
        # A directory that leads to what is kept, and a link in place of one, are kept too.
        kept |= {path.rpartition("/")[0] for path in kept}
        kept |= {path for path, node, _ in own if node.kind == "2" and re.fullmatch("usr/share/doc/[^/]*", path)}
        for path, node, member in own:
            if not path or path not in kept:
                continue
            path, node.package = self.tree.resolve(path), package.name
            there = self.tree.get(path)
            if node.kind == "5" and self.tree.get(self.tree.resolve(path, last=True), node).kind == "5" and there:
                continue
            if there and there.kind != "5":
                self.problems.append(f"{path}: of {there.package} and of {package.name}")
            if node.kind == "1":
                node.kind, node.content = "0", self.tree.file(member.linkname).content
            node.time = 0
            self.tree[path] = node

    def add(self, path, kind, mode, content=b"", link="", owner=ROOT):
        """What no package brings."""
        path = self.tree.resolve(path)
        content = content.encode() if isinstance(content, str) else content
        for parent in ["/".join(path.split("/")[:count]) for count in range(1, path.count("/") + 1)]:
            self.tree.setdefault(parent, composed.Node("5", 0o755, ROOT))
        self.tree[path] = composed.Node(kind, mode, owner, content, link)

    def derive(self):
        """As docs/compose.md has it."""
        # Accounts, as Google's images have them.
        self.add("etc/passwd", "0", 0o644, PASSWD)
        self.add("etc/group", "0", 0o644, GROUP)
        self.add("root", "5", 0o700)
        self.add("home", "5", 0o755)
        self.add("home/nonroot", "5", 0o700, owner=(65532, 65532))
        self.add("tmp", "5", 0o1777)
        # What base-files' and libc's maintainer scripts or the installer would leave.
        self.add("etc/nsswitch.conf", "0", 0o644, SWITCH)
        self.add("usr/lib/os-release", "0", 0o644, release(self.version))
        self.add("etc/os-release", "2", 0o777, link="../usr/lib/os-release")
        # What tells scanners of the packages.
        for package in self.installed:
            status = f"var/lib/dpkg/status.d/{package.name}"
            self.add(status, "0", 0o644, package.control("control"))
            if (sums := package.control("md5sums")) is not None:
                self.add(f"{status}.md5sums", "0", 0o644, sums)
        # The bundle that update-ca-certificates would make.
        authorities = {path: node for path, node, _ in self.packages["ca-certificates"].entries()}
        certificates = [node.content.strip() + b"\n" for path, node in sorted(authorities.items())
                        if re.fullmatch("usr/share/ca-certificates/.*\\.crt", path)]
        self.add("etc/ssl/certs/ca-certificates.crt", "0", 0o644, b"".join(certificates))
        copyright = "usr/share/doc/ca-certificates/copyright"
        self.add(copyright, "0", 0o644, authorities[copyright].content)
        if "python3" in self.name:
            interpreter = {"12": "python3.11", "13": "python3.13"}[self.version]
            self.add("usr/bin/python", "2", 0o777, link=interpreter)
            self.add("usr/bin/python3", "2", 0o777, link=interpreter)
            # The licence of venv, whose package has a link to the one of the whole Python, which is not installed.
            library = f"usr/share/doc/lib{interpreter}-minimal/copyright"
            self.add(f"usr/share/doc/{interpreter}/copyright", "0", 0o644, self.tree.file(library).content)
            # The linker's cache, which libc-bin's maintainer script makes; LibraryCacheTests compare it with ldconfig's.
            self.add("etc/ld.so.cache", "0", 0o644, None)
        if "java" in self.name:
            for path, node, _ in self.packages["libc-bin"].entries():
                if path.startswith("usr/lib/locale/C.utf8"):
                    self.add(path, node.kind, node.mode, node.content)
            # What ca-certificates-java's maintainer script makes; JavaImageTests read it with Java.
            self.add("etc/ssl/certs/java/cacerts", "0", 0o644, None)
        if runtime := re.match("java(\\d+)", self.name):
            target = f"../lib/jvm/java-{runtime.group(1)}-openjdk-{self.architecture}/bin/java"
            self.add("usr/bin/java", "2", 0o777, link=target)
        if "nodejs" in self.name:
            self.add("nodejs/bin/node", "2", 0o777, link="../../usr/bin/node")
        if ":debug" in self.name:
            lent = {path: node for path, node, _ in self.packages["busybox-static"].entries()}
            shell = next(node for path, node in lent.items() if path.endswith("bin/busybox"))
            self.add("busybox/busybox", "0", 0o755, shell.content)


def keeps(path):
    def matches(pattern):
        return fnmatch.fnmatchcase(path, pattern)

    return not any(matches(pattern) for pattern, _ in LEFT_OUT) or any(map(matches, KEPT))


def difference(path, node, expected):
    """How a path of the image differs from what it should be; None where it doesn't."""
    if node.kind != expected.kind:
        return f"{path}: has type {node.kind} in place of {expected.kind}"
    if node.kind == "2":
        return None if node.link == expected.link else f"{path}: leads to {node.link}, not {expected.link}"
    if (node.mode, node.owner) != (expected.mode, expected.owner):
        return f"{path}: is {node.mode:o} {node.owner} in place of {expected.mode:o} {expected.owner}"
    if expected.content is not None and node.content != expected.content:
        return f"{path}: has another content than {expected.package or 'what is derived'}"
    return None


def main(name, lock, directory, archive):
    image = composed.Image(archive)
    explanation = Explanation(name, composed.packages(lock, directory), image.config["architecture"])
    expected = explanation.tree
    problems = explanation.problems
    for path, node in sorted(image.tree.items()):
        if path.startswith("busybox/") and node.kind == "2" and node.link == "busybox" and ":debug" in name:
            continue  # VariantTests compare these links with what busybox says of itself.
        if path not in expected:
            problems.append(f"{path}: nobody brings it")
        elif problem := difference(path, node, expected[path]):
            problems.append(problem)
    for path, node in sorted(expected.items()):
        if path not in image.tree:
            problems.append(f"{path}: is missing, of {node.package or 'what is derived'}")
    print("\n".join(problems))


main(*sys.argv[1:])
