"""Looks for what no composed image may have: contents.py ARCHIVE

Prints a line for each shell, package manager, privileged file, time, device file, and package without its licence.
"""

import sys

import composed

FORBIDDEN = """
    sh bash dash ash ksh zsh fish csh tcsh busybox rbash apt apt-get apt-cache aptitude dpkg dpkg-deb dpkg-query rpm yum dnf
    apk pip pip3 npm gem perl su sudo chroot login passwd mount umount
""".split()

image = composed.Image(sys.argv[1])
for layer in image.layers:
    for path, node, member in layer:
        name = path.rpartition("/")[2]
        if node.mode & 0o6000 and node.kind != "5":
            print(f"{path}: has mode {node.mode:o}")
        if node.time:
            print(f"{path}: has time {node.time}")
        if node.kind not in "025":
            print(f"{path}: has type {node.kind}")
        if name.startswith(".wh."):
            print(f"{path}: removes something of a layer below")
        if member.pax_headers and set(member.pax_headers) - {"path", "linkpath"}:
            print(f"{path}: has {member.pax_headers}")
        if name in FORBIDDEN and node.kind != "5" and path.split("/")[:-1][-1:] in (["bin"], ["sbin"]):
            print(f"{path}: is a shell or a tool of administration")
        if node.mode & 0o002 and node.kind == "0" or node.mode & 0o1002 == 0o002 and node.kind == "5":
            print(f"{path}: can be written by everyone")
for path in image.tree:
    package = path.removeprefix("var/lib/dpkg/status.d/")
    if package != path and not package.endswith(".md5sums"):
        if not image.tree.file(f"usr/share/doc/{package}/copyright"):
            print(f"{package}: the terms of its licence are missing")
if image.config["created"] != "1970-01-01T00:00:00Z":
    print(f"the image was created {image.config['created']}")
