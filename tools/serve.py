"""Serve a folder on 127.0.0.1: ``python tools/serve.py FOLDER [PORT]``.

Text is sent compressed, as the hosts of static sites do, so that what is measured here is
what a reader's line carries.
"""

import gzip
import io
import os
import sys
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import missing

FIRST_PORT, TRIES = 8000, 100


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a log line each; modules need the right type on every system."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012

    def send_head(self):
        """The response's head, and its body as a file; text goes out compressed."""
        path = Path(self.translate_path(self.path))
        text = self.guess_type(path).startswith(("text/", "image/svg"))
        if not (text and path.is_file() and "gzip" in self.headers.get("Accept-Encoding", "")):
            return super().send_head()
        body = packed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        return io.BytesIO(body)

    def send_error(self, code, message=None, explain=None):
        """What is wrong, in a page; for an address that is not there, the book's own one."""
        page = Path(self.directory, missing.NAME)
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", self.guess_type(page))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@cache
def packed(path: Path, changed: int) -> bytes:
    """The file compressed; ``changed`` (its time stamp) makes a new version a new entry."""
    return gzip.compress(path.read_bytes(), 6)


class Server(ThreadingHTTPServer):
    """A server that never shares its port: a second `make book` must take the next one."""

    allow_reuse_address = os.name != "nt"  # elsewhere it only skips the wait after a restart
    daemon_threads = True


def server(folder: Path, first: int = FIRST_PORT) -> Server:
    """A server of ``folder`` on the first free port from ``first`` on."""
    for port in range(first, first + TRIES):
        try:
            return Server(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
        except OSError:
            continue
    raise SystemExit(f"error: no free port between {first} and {first + TRIES - 1}.")


def main(args: list[str]) -> None:
    """Serve until Ctrl+C."""
    folder = Path(args[0] if args else "_build/html")
    if not (folder / "index.html").exists():
        raise SystemExit(f"error: there is no page in {folder}. Run `make site` first.")
    with server(folder, int(args[1]) if len(args) > 1 else FIRST_PORT) as httpd:
        print(
            f"The book is at http://127.0.0.1:{httpd.server_port}/  (Ctrl+C stops)", flush=True
        )
        try:
            httpd.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main(sys.argv[1:])
