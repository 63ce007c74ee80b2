"""Serves a site that is being built to the browsers of this machine, and tells open pages when to load anew.

It never writes, never serves a byte from outside the site, and never answers anyone but this machine.
"""

from __future__ import annotations

import errno
import html
import json
import os
import re
import secrets
import socket
import socketserver
import stat
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

OWN = "/.diarium/"
HOST = "127.0.0.1"
_TRIES = 20
_IDLE_SECONDS = 30
_HEARTBEAT_SECONDS = 15
_CHUNK = 1 << 16
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_READ_ONLY = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)

# Our own table: the one of the operating system differs from machine to machine.
_TEXT = "; charset=utf-8"
_TYPES = {
    ".html": "text/html" + _TEXT,
    ".css": "text/css" + _TEXT,
    ".js": "text/javascript" + _TEXT,
    ".mjs": "text/javascript" + _TEXT,
    ".json": "application/json",
    ".jsonl": "application/x-ndjson" + _TEXT,
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml" + _TEXT,
    ".svg": "image/svg+xml",
    ".ics": "text/calendar" + _TEXT,
    ".csv": "text/csv" + _TEXT,
    ".md": "text/markdown" + _TEXT,
    ".txt": "text/plain" + _TEXT,
    ".bib": "application/x-bibtex" + _TEXT,
    ".ris": "application/x-research-info-systems" + _TEXT,
    ".wasm": "application/wasm",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".sqlite": "application/vnd.sqlite3",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    "": "text/plain" + _TEXT,
}

_WAITING_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><noscript><meta http-equiv="refresh" content="2"></noscript></head>
<body><h1>{title}</h1><pre>{lines}</pre></body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build: whether there is a new site, the messages in words, and one line that sums up."""

    ok: bool
    lines: tuple[str, ...]
    summary: str


class Stage:
    """What the builder tells the pages: which build they should show, and what is wrong with a newer one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        # Pages of an earlier preview must not take this one's builds for theirs.
        self._session = secrets.token_hex(4)
        self._builds = 0
        self._outcome: Outcome | None = None
        self._edition = 0
        self.building = False
        self.closed = False

    @property
    def build(self) -> str:
        return f"{self._session}-{self._builds}"

    @property
    def failure(self) -> Outcome | None:
        outcome = self._outcome
        return None if outcome is None or outcome.ok else outcome

    def finished(self, outcome: Outcome) -> None:
        with self._changed:
            self._outcome = outcome
            self._builds += outcome.ok
            self._edition += 1
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def wait(self, seen: int) -> tuple[int, str] | None:
        """The state as JSON once it is newer than the one seen, or `None` when nothing happened for a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._edition > seen, _HEARTBEAT_SECONDS)
            if self.closed or self._edition <= seen:
                return None
            failure = self.failure
            state = {
                "build": self.build,
                "failed": failure is not None,
                "lines": failure.lines if failure else (),
                "summary": failure.summary if failure else "",
            }
            return self._edition, json.dumps(state)


class PreviewServer(ThreadingHTTPServer):
    """A server on the loopback interface whose threads all end when it is closed."""

    daemon_threads = False
    block_on_close = True
    # Elsewhere this only lets a port be used again at once; on Windows it would let two servers share one.
    allow_reuse_address = os.name != "nt"
    allow_reuse_port = False

    def __init__(self, site: Path, stage: Stage, port: int, say: Callable[[str], None]) -> None:
        self.site = site
        self.stage = stage
        self.say = say
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((HOST, port), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Without the look-up of the machine's own name, which can take seconds and is used for nothing."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.port

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if isinstance(request, socket.socket):
            with self._guard:
                self._open.add(request)
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            with self._guard:
                self._open.discard(request)
        super().shutdown_request(request)

    def end(self) -> None:
        """Stop answering, wake every thread that waits for a browser, and wait until all are gone."""
        self.stage.close()
        self.shutdown()
        with self._guard:
            waiting = tuple(self._open)
        for connection in waiting:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the browser was quicker
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no news; anything else is, in one line."""
        failure = sys.exc_info()[1]
        if not isinstance(failure, (ConnectionError, TimeoutError)):
            self.say(f"preview: a request failed: {type(failure).__name__}: {failure}")


def listen(site: Path, stage: Stage, port: int, say: Callable[[str], None]) -> PreviewServer:
    """A server on this port, or on the next one that is free."""
    for candidate in range(port, min(port + _TRIES, 65536)):
        try:
            return PreviewServer(site, stage, candidate, say)
        except OSError as refused:
            if refused.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, f"no port from {port} to {port + _TRIES - 1} is free")


class _Refusal(Exception):  # noqa: N818 - an answer on its way out
    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(status)
        self.status = status
        self.sentence = sentence


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "Diarium"
    sys_version = ""
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        try:
            self._check_host()
            path = self._path()
            if path.startswith(OWN):
                self._answer_own(path.removeprefix(OWN))
            else:
                self._answer_site(path)
        except _Refusal as refusal:
            self.send_error(refusal.status, refusal.sentence)

    do_HEAD = do_GET  # noqa: N815 - the base class finds its methods by these names

    def _refuse_method(self) -> None:
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED, "The preview can only be read.")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse_method  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The base class complains through this, too: one plain line, and never more of this connection."""
        del explain
        status = HTTPStatus(code)
        self.close_connection = True
        extra = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._send(status, f"{message or status.phrase}\n".encode(), _TYPES[".txt"], extra)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: an editor's terminal is for the builds."""

    # ------------------------------------------------------------ what is asked

    def _check_host(self) -> None:
        """Only our own names: a foreign page whose name was pointed at this machine must not read drafts."""
        hosts = self.headers.get_all("Host", [])
        names = {f"{name}:{self.server.port}" for name in ("localhost", HOST, "[::1]")}
        if len(hosts) != 1 or hosts[0].strip().lower() not in names:
            raise _Refusal(HTTPStatus.FORBIDDEN, "This preview answers to localhost only.")
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "A request for a page has no body.")

    def _path(self) -> str:
        """The decoded path, beginning with one slash, free of anything that could lead out of the site."""
        raw = self.path.partition("#")[0].partition("?")[0]
        try:
            path = unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "The address is not written in UTF-8.") from None
        if not raw.startswith("/") or _CONTROL.search(path) or "\\" in path or (os.name == "nt" and ":" in path):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "The address contains something that no address here has.")
        segments = path[1:].split("/")
        if path.startswith(OWN):
            segments = segments[1:]
        if any(segment.startswith(".") for segment in segments) or "" in segments[:-1]:
            raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such page.")
        return path

    # ------------------------------------------------------------ the preview's own files

    def _answer_own(self, name: str) -> None:
        if name == "events":
            self._answer_events()
        elif name in ("preview.js", "preview.css"):
            data = resources.files("diarium").joinpath(name).read_bytes()
            self._send(HTTPStatus.OK, data, _type_of(name))
        else:
            raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such file.")

    def _answer_events(self) -> None:
        """A line to an open page, for as long as it is open."""
        origin = self.headers.get("Origin")
        ours = origin is None or origin.lower() == f"http://{self.headers['Host'].strip().lower()}"
        if not ours or self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise _Refusal(HTTPStatus.FORBIDDEN, "Only the previewed pages may listen here.")
        self.close_connection = True
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream" + _TEXT, "Connection": "close"})
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")
        seen = -1
        while not self.server.stage.closed:
            news = self.server.stage.wait(seen)
            if news is None:
                self.wfile.write(b": still here\n\n")
                continue
            seen, state = news
            self.wfile.write(f"event: state\ndata: {state}\n\n".encode())

    # ------------------------------------------------------------ the site's files

    def _answer_site(self, path: str) -> None:
        # Asked before the file is opened: a page that is older than its number loads once too often, never too seldom.
        build = self.server.stage.build
        name = path[1:] + "index.html" if path.endswith("/") else path[1:]
        file = self._open_soon(name)
        if file == "folder":
            query = self.path.partition("?")[2]
            # Relative, with a dot in front, so that no segment can pass for a scheme or for another host.
            target = f"./{quote(path.rpartition('/')[2])}/" + (f"?{query}" if query else "")
            self._send(HTTPStatus.PERMANENT_REDIRECT, b"", _TYPES[".txt"], {"Location": target})
            return
        if file is not None:
            self._send_file(HTTPStatus.OK, file, name, build)
            return
        file = self._open_soon("404.html")
        if isinstance(file, int):
            self._send_file(HTTPStatus.NOT_FOUND, file, "404.html", build)
        elif self.server.site.is_dir() and any(self.server.site.glob("*.html")):
            raise _Refusal(HTTPStatus.NOT_FOUND, "There is no such page.")
        else:
            self._send_waiting_page(build)
