"""Writes an OCI archive of an image that nobody means well with.

hostile.py KIND FILE [COUNT]: KIND is the name of one of the functions below that make images. What is large is made of
few bytes that are repeated, so that it takes little time.
"""

import gzip
import hashlib
import io
import json
import random
import struct
import sys
import tarfile
import zipfile

OCI = "application/vnd.oci.image."
GZIP = OCI + "layer.v1.tar+gzip"
ZSTD = OCI + "layer.v1.tar+zstd"
SHELL_ESCAPE = "\x1b[31m\x1b]0;taken over\x07"
NAMES = [
    f"escape{SHELL_ESCAPE}", "new\nline", "return\rline", "tab\tstop", "bell\x07", "delete\x7f", "next\u0085line",
    "override\u202egnp.exe", "isolate\u2066\u2069", "mark\u200f", "separator\u2028line", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "pipe|column", "`tick``", "[link](javascript:alert(1))", "@everyone", "&amp;",
    "back\\slash", "invalid\udcff\udcc0\udc80utf-8", "\udced\udca0\udc80surrogate", "' onclick='x",
]


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Layer:
    """A blob with its media type and the diff ID that the configuration has of it."""

    def __init__(self, tar=b"", blob=None, media_type=GZIP, diff_id=None):
        self.blob = gzip.compress(tar, 1) if blob is None else blob
        self.media_type, self.diff_id = media_type, diff_id or digest(tar)


class Archive:
    def __init__(self, path):
        self.tar = tarfile.open(path, "w", format=tarfile.PAX_FORMAT)
        self.known = set()

    def add(self, name, data):
        member = tarfile.TarInfo(name)
        member.size = len(data)
        self.tar.addfile(member, io.BytesIO(data))

    def blob(self, data, media_type, name=None, **fields):
        descriptor = {"mediaType": media_type, "digest": name or digest(data), "size": len(data), **fields}
        if descriptor["digest"] not in self.known:
            self.known.add(descriptor["digest"])
            self.add("blobs/sha256/" + descriptor["digest"][7:], data)
        return descriptor

    def document(self, value, media_type, **fields):
        return self.blob(json.dumps(value).encode(), OCI + media_type, **fields)

    def image(self, layers, architecture="amd64", history=None, config=None):
        document = {"architecture": architecture, "os": "linux", "config": config or {}}
        document["rootfs"] = {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]}
        if history is not None:
            document["history"] = history
        return {
            "schemaVersion": 2, "config": self.document(document, "config.v1+json"),
            "layers": [self.blob(layer.blob, layer.media_type) for layer in layers]}

    def close(self, manifests):
        self.add("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        self.add("index.json", json.dumps({"schemaVersion": 2, "manifests": manifests}).encode())
        self.tar.close()


def write(path, layers, **fields):
    archive = Archive(path)
    manifest = archive.image(layers, **fields)
    archive.close([archive.document(manifest, "manifest.v1+json")])


def tar_of(files):
    """A tar of files, each a path that may have any bytes, and its content or tarfile's entry."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as tar:
        for name, content in files:
            member = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content) if isinstance(content, bytes) else None)
    return data.getvalue()


def one(name, content):
    return [Layer(tar_of([(name, content)]))]


def header(name, size):
    """The header of a file of any size, as GNU tar writes it."""
    member = tarfile.TarInfo(name)
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT)


def many(count, name, content):
    """A tar of many small files, its headers made by hand: tarfile takes a minute for a million."""
    parts = []
    padded = content + bytes(-len(content) % 512)
    template = bytearray(header("", len(content)))
    for number in range(count):
        encoded = (name % (number // 1000, number)).encode()
        template[:100] = encoded.ljust(100, b"\0")
        template[148:156] = b" " * 8
        template[148:156] = b"%06o\0 " % sum(template)
        parts += [bytes(template), padded]
    return b"".join(parts) + bytes(1024)


def good(path, count):
    write(path, one("file", b"content"))


def truncated(path, count):
    write(path, one("file", random.Random(1).randbytes(1 << 20)))
    with open(path, "r+b") as file:
        file.truncate(1 << 19)


def wrong_digest(path, count):
    archive = Archive(path)
    manifest = archive.image(one("file", b"content"))
    layer = archive.blob(gzip.compress(b"other"), GZIP, name=digest(b"not it"))
    manifest["layers"] = [layer]
    archive.close([archive.document(manifest, "manifest.v1+json")])


def wrong_diff_id(path, count):
    write(path, [Layer(tar_of([("file", b"content")]), diff_id=digest(b"not it"))])


def unknown_media_type(path, count):
    write(path, [Layer(tar_of([("file", b"content")]), media_type="application/x\x1b[31m.thing")])


def no_tar(path, count):
    write(path, [Layer(b"This is no tar, but a text. " * 100)])


def truncated_tar(path, count):
    write(path, [Layer(tar_of([("file", bytes(100_000))])[:50_000])])


def upwards(path, count):
    write(path, one("a/../../etc/passwd", b"content"))


def absolute(path, count):
    write(path, one("/etc//./passwd", b"root:x:0:0::/:/bin/sh\n"))


def long_path(path, count):
    write(path, one("/".join(["directory"] * 500), b"content"))


def long_name(path, count):
    write(path, one("n" * 300, b"content"))


def long_link(path, count):
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "l" * 5000
    write(path, one("link", link))


def names(path, count):
    """Names that a terminal, a page, a comment or JSON could take for something else, in each place that shows paths."""
    files, other = [], []
    for number, name in enumerate(NAMES):
        content = (name * (number + 2)).encode(errors="surrogateescape") * 20
        files += [(name, content), (f"{name}2/{name}", content), (f"bin/{name}", content)]
        key = f"aws_secret_access_key = {'Ab3' * 13}{number % 10}\n".encode()
        files += [(f"{name}/.aws/credentials", b"[default]\n" + key)]
        other += [(name, content + b"more"), (f"bin/.wh.{name}", b"")]
    writable = [(name, tarfile.TarInfo("all/" + name)) for name in NAMES]
    for _, member in writable:
        member.mode, member.uid, member.gid = 0o4777, 4242, 4242
    text = "".join(NAMES).encode(errors="replace").decode()
    write(
        path, [Layer(tar_of(files + writable)), Layer(tar_of(other))],
        history=[{"created_by": f"RUN {text}"}, {"created_by": f"COPY {text}", "comment": text}],
        config={"User": text, "Env": [f"TOKEN{text}=abcdefgh1234", text], "Cmd": [text], "Labels": {text: text}})


def many_files(path, count):
    write(path, [Layer(many(count, "directory%d/file%d", b"x"))])


def secrets_in_files(path, count):
    write(path, [Layer(many(count, "d%d/%d/.vault-token", b"hvs.CAESIJ4q8zT0vFq3mNcWk2yQ9bLr7xPd\n"))])


def secrets_in_one(path, count):
    random.seed(1)
    characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    lines = [("".join(random.choices(characters, k=24)) + "\n").encode() for _ in range(1000)]
    write(path, one("file", b"".join(b"glpat-" + line[:20] + b"\n" for line in lines) * (count // 1000)))


def gzip_bomb(path, count):
    """200 gzip members, one after another, of 52 MB of zeros each: ten megabytes, ten gigabytes."""
    zeros = bytes(200 << 18)
    members = gzip.compress(header("file", len(zeros) * count), 9) + gzip.compress(zeros, 9) * count
    write(path, [Layer(blob=members, diff_id=digest(b"never reached"))])


def zstd_bomb(path, count):
    """Blocks of 128 KiB of the same byte, which have four bytes (RFC 8878, "RLE_Block"): ten megabytes, 327 GB."""
    first = header("file", count * (1 << 17))
    frame = struct.pack("<IBB", 0xFD2FB528, 0, 7 << 3)
    frame += (len(first) << 3).to_bytes(3, "little") + first
    frame += ((1 << 17 << 3 | 1 << 1).to_bytes(3, "little") + b"\0") * (count - 1)
    frame += (1 << 17 << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\0"
    write(path, [Layer(blob=frame, media_type=ZSTD, diff_id=digest(b"never reached"))])


def jar(entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def zip_bomb(path, count):
    """A small archive of archives, each of which is one of zeros, many times."""
    inner = jar([(f"{number}.jar", bytes(60 << 20)) for number in range(16)])
    outer = jar([(f"{number}.jar", inner) for number in range(20)])
    tar = b""
    for number in range(count):
        tar += header(f"app/bomb{number}.jar", len(outer)) + outer + bytes(-len(outer) % 512)
    write(path, [Layer(tar + bytes(1024))])


def many_entries(path, count):
    """A jar with many entries, its directory made by hand."""
    name = b"p/Example.class"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    size = len(entry) * count
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, len(local))
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(local) + size, 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, size, len(local), 0)
    write(path, one("app/large-1.0.jar", local + entry * count + end64 + locator + end))


def metadata(path, count):
    """Files of package managers, much larger than any."""
    size = count << 20
    record = b"package/file.py,sha256=abcdef,123\n"
    package = b"Package: p\nStatus: install ok installed\nVersion: 1\n\n"
    files = [
        ("lib/x-1.dist-info/METADATA", b"Metadata-Version: 2.1\nName: x\nVersion: 1\n"),
        ("lib/x-1.dist-info/RECORD", record * (size // len(record))),
        ("node_modules/x/package.json", b'{"name":"x","version":"1","deep":' + b"[" * size),
        ("node_modules/y/package.json", b'{"name":"y","version":"1","long":[' + b"1," * ((7 << 20) // 2) + b"1]}"),
        ("var/lib/dpkg/status", package * (size // len(package))),
        ("etc/passwd", b"a:x:1:1::/:/bin/sh\n" * ((15 << 20) // 19)),
    ]
    write(path, [Layer(tar_of(files))])


def deep(path, count):
    write(path, one("/".join(["d"] * count) + "/f", b"content"))


def layers_127(path, count):
    layers = [Layer(tar_of([("file", b"%d" % number), (f"own{number}", b"x")])) for number in range(127)]
    write(path, layers)


def no_layers(path, count):
    write(path, [])


def no_history(path, count):
    write(path, one("file", b"content"), history=None)


def long_history(path, count):
    write(path, one("file", b"content"), history=[{"created_by": f"RUN {number}"} for number in range(50)])


def platforms(path, count):
    archive = Archive(path)
    manifests = []
    for architecture, content in ("amd64", b"12"), ("arm64", b"1234"), ("riscv64", b"123456"):
        manifest = archive.image(one("file", content), architecture=architecture)
        platform = {"architecture": architecture, "os": "linux"}
        manifests.append(archive.document(manifest, "manifest.v1+json", platform=platform))
    index = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": manifests}
    archive.close([archive.document(index, "index.v1+json")])


def main():
    globals()[sys.argv[1]](sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)


main()
