"""A small signed archive of Debian 13 on loopback, to compose an image from."""

import functools
import http.server
import subprocess
import threading

SCRIPT = r"""
mkdir -m 700 keys
gpg --homedir keys --batch --quiet --passphrase= --pinentry-mode loopback \
    --quick-generate-key 'Test <test@example.com>' ed25519 sign never
gpg --homedir keys --batch --quiet --export > key.gpg
architecture=$(dpkg --print-architecture) keys=$PWD/keys
for package in one two; do
    mkdir -p served/debian/pool "root/DEBIAN" "root/usr/share/$package"
    head -c 100000 /dev/urandom > "root/usr/share/$package/file"
    printf 'Package: %s\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.com>\nDescription: d\n' \
        "$package" > root/DEBIAN/control
    dpkg-deb --root-owner-group --build root "served/debian/pool/${package}_1.deb" > log
    rm -r root
done
for suite in debian/trixie debian/trixie-updates debian-security/trixie-security; do
    name=${suite##*/}
    mkdir -p "served/${suite%/*}/pool" "served/${suite%/*}/dists/$name/main/binary-$architecture"
    (
        cd "served/${suite%/*}"
        index=dists/$name/main/binary-$architecture
        [ "$name" != trixie ] || apt-ftparchive packages pool > "$index/Packages" 2> log
        [ "$name" = trixie ] || : > "$index/Packages"
        xz --keep "$index/Packages"
        apt-ftparchive -o "APT::FTPArchive::Release::Codename=$name" -o "APT::FTPArchive::Release::Suite=$name" \
            -o "APT::FTPArchive::Release::Architectures=$architecture" \
            -o APT::FTPArchive::Release::Components=main release "dists/$name" > Release
        echo "Valid-Until: $(LC_ALL=C date -u -d '7 days' '+%a, %d %b %Y %H:%M:%S UTC')" >> Release
        gpg --homedir "$keys" --batch --quiet --passphrase= --pinentry-mode loopback --clearsign \
            -o "dists/$name/InRelease" Release
        mv Release "dists/$name/Release"
    )
done
gpgconf --homedir keys --kill gpg-agent
"""


class Archive:
    """`options` are those of a command that composes from it."""

    def __init__(self, place):
        subprocess.run(["bash", "-euo", "pipefail", "-c", SCRIPT], cwd=place, check=True)
        handler = functools.partial(Handler, directory=f"{place}/served")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.options = ["--mirror", f"http://127.0.0.1:{self.server.server_port}/debian", "--keyring", f"{place}/key.gpg"]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()


class Handler(http.server.SimpleHTTPRequestHandler):
    def copyfile(self, source, target):
        try:
            super().copyfile(source, target)
        except OSError:
            pass  # whoever asked was killed

    def log_message(self, *_):
        pass
