"""Looks for libraries that programs are linked to and an image does not have: libraries.py ARCHIVE

Prints a line for each: 'FILE needs LIBRARY'.
"""

import fnmatch
import re
import subprocess
import sys
import tempfile

import composed

# What is left out, and why.
LEFT_OUT = [
    ("usr/lib/jvm/*/libjsound.so", "libasound.so.2", "no container plays sound"),
    ("usr/lib/jvm/*/libj2pcsc.so", "libpcsclite.so.1", "no container reads smart cards"),
    ("usr/lib/*/libgio-2.0.so.*", "*", "it comes with the GLib that HarfBuzz is linked to, and nothing loads it"),
    ("usr/lib/*/libgobject-2.0.so.*", "*", "it comes with the GLib that HarfBuzz is linked to, and nothing loads it"),
    ("usr/lib/*/libgirepository-2.0.so.*", "*", "it comes with the GLib that HarfBuzz is linked to, and nothing loads it"),
]


def is_left_out(path, library):
    return any(fnmatch.fnmatchcase(path, file) and fnmatch.fnmatchcase(library, name) for file, name, _ in LEFT_OUT)


def dynamic(content):
    """The libraries that a file is linked to, and where it has them looked for."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        text = subprocess.run(["readelf", "-dW", file.name], capture_output=True, text=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    paths = re.findall(r"\(R(?:UN)?PATH\).*\[(.*)\]", text)
    return needed, [path for value in paths for path in value.split(":")]


image = composed.Image(sys.argv[1])
usual = [f"usr/lib/{triplet}-linux-gnu" for triplet in ("x86_64", "aarch64")] + ["usr/lib", "lib64", "lib"]
usual += [f"lib/{triplet}-linux-gnu" for triplet in ("x86_64", "aarch64")]
for path, node in sorted(image.tree.items()):
    if node.kind != "0" or not node.content.startswith(b"\x7fELF"):
        continue
    directory = path.rpartition("/")[0]
    needed, paths = dynamic(node.content)
    own = [place.replace("$ORIGIN", directory).lstrip("/") for place in paths]
    # A Java runtime's libraries are loaded into a process that has these already.
    runtime = [f"{directory}", f"{directory}/server"] if "/jvm/" in path else []
    for library in needed:
        if not is_left_out(path, library) and not any(image.tree.file(f"{place}/{library}") for place in own + runtime + usual):
            print(f"{path} needs {library}")
