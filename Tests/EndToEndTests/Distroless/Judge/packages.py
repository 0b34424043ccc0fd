"""Prints the names of the packages that an image says it has, sorted: packages.py ARCHIVE"""

import sys

import composed

status = "var/lib/dpkg/status.d/"
names = {path.removeprefix(status) for path in composed.Image(sys.argv[1]).tree if path.startswith(status)}
print("\n".join(sorted(name for name in names if not name.endswith(".md5sums"))))
