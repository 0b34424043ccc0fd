"""A registry on loopback that serves what OCI archives hold."""

import http.server
import json
import tarfile
import threading


class Registry:
    def __init__(self):
        self.documents, self.blobs = {}, {}
        handler = type("Handler", (Handler,), {"registry": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    def serve(self, name, tag, path):
        with tarfile.open(path) as archive:
            entry = json.load(archive.extractfile("index.json"))["manifests"][0]
            for member in archive.getmembers():
                if member.isfile() and member.name.startswith("blobs/sha256/"):
                    self.blobs["sha256:" + member.name.split("/")[-1]] = archive.extractfile(member).read()
        for reference in [tag, entry["digest"]]:
            self.documents[name, reference] = (entry["mediaType"], entry["digest"])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(with_body=True)

    def do_HEAD(self):
        self.answer(with_body=False)

    def answer(self, with_body):
        parts = self.path.split("/")
        status, kind, digest, body = 404, "application/json", "", b"{}"
        if self.path == "/v2/":
            status = 200
        elif len(parts) >= 5 and parts[-2] == "manifests":
            found = self.registry.documents.get(("/".join(parts[2:-2]), parts[-1]))
            if found:
                status, (kind, digest) = 200, found
                body = self.registry.blobs[digest]
        elif len(parts) >= 5 and parts[-2] == "blobs" and parts[-1] in self.registry.blobs:
            status, kind, digest = 200, "application/octet-stream", parts[-1]
            body = self.registry.blobs[digest]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if digest:
            self.send_header("Docker-Content-Digest", digest)
        self.end_headers()
        if with_body:
            try:
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked was killed

    def log_message(self, *_):
        pass
