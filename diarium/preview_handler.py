"""Answers one request of the preview: a page of the table, a file of the site, or one of the preview's own.

It never writes, and never serves a byte that is not, or will not be, part of the site.
"""

from __future__ import annotations

import html
import os
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib import resources
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import parse_qs, quote, unquote_to_bytes

from diarium.disk.sources import SourceGone, open_plain
from diarium.preview_server import HOST, Faulty, PreviewServer

_OWN = "/.diarium/"
_SEARCH = "search/index.html"
_IDLE_SECONDS = 30
_CHUNK = 1 << 16
_HEAD = re.compile(rb"<head(\s[^>]*)?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# While a build exchanges the site, there is none for some microseconds.
_LOOKS = 6
_LOOK_SECONDS = 0.02

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

_NOTE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><noscript><meta http-equiv="refresh" content="2"></noscript></head>
<body><h1>{title}</h1><pre>{lines}</pre></body>
</html>
"""


class _Refusal(Exception):  # noqa: N818 - an answer on its way out
    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(status)
        self.status = status
        self.sentence = sentence


class Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # the library's own, 0.9, would answer mistakes without a status
    server_version = "Diarium"
    sys_version = ""
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        try:
            self._check_host()
            path = self._path()
            if path.startswith(_OWN):
                self._answer_own(path.removeprefix(_OWN))
            else:
                self._answer_site(path)
        except _Refusal as refusal:
            self._refuse(refusal.status, refusal.sentence)

    do_HEAD = do_GET  # noqa: N815 - the base class finds its methods by these names

    def _refuse_method(self) -> None:
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "The preview can only be read.")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse_method  # noqa: N815 - as above

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The base class complains through this, in words that repeat the request: only the status is told."""
        del message, explain
        self._refuse(HTTPStatus(code), HTTPStatus(code).phrase)

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        """One plain line, and never more of this connection."""
        self.close_connection = True
        extra = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._send(status, f"{sentence}\n".encode(), _TYPES[".txt"], extra)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: an editor's terminal is for the builds."""

    # ------------------------------------------------------------ what is asked

    def _check_host(self) -> None:
        """Only our own names: a foreign page whose name was pointed at this machine must not read drafts."""
        if self.headers.defects:  # whatever follows a line that is no header was not read as one
            raise _Refusal(HTTPStatus.BAD_REQUEST, "This is not how a request is written.")
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
        if path.startswith(_OWN):
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
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream" + _TEXT})
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")
        page = unquote_to_bytes(parse_qs(self.path.partition("?")[2]).get("page", ["/"])[0]).decode("utf-8", "replace")
        with self.server.stage.open_page(page.removeprefix("/")):
            self._tell_news()

    def _tell_news(self) -> None:
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
        stage = self.server.stage
        name = f"{path[1:]}index.html" if path.endswith("/") else path[1:]
        # Asked before anything is made or opened: a page that is newer than it says loads once too often, never too
        # seldom. Without a table yet, what is published is shown until there is one.
        build, edition, files, table = stage.build, stage.edition, stage.files, stage.table
        mark = _mark(build, edition)
        if table is not None:
            mark = _mark("", edition, files)
            try:
                made = table.find(name)
            except Faulty as fault:
                made = fault.last
                stage.misprinted(fault.lines)
                if made is None:
                    self._send_note(HTTPStatus.INTERNAL_SERVER_ERROR, "This page cannot be printed", fault.lines, mark)
                    return
            if isinstance(made, bytes):
                # the page of the search shows what a build has made
                shown = _mark(build, edition) if name == _SEARCH else mark
                self._send_bytes(HTTPStatus.OK, made, _type_of(name), shown)
                return
            if isinstance(made, Path):
                self._send_lying(made, name, mark)
                return
            found = "folder" if made == "folder" else self._find(name) if _of_a_build(name) else None
            mark = _mark(build, "")
        else:
            found = self._find(name)
        if found is None:
            self._send_missing(name, _mark(build, edition))
        elif found == "folder":
            query = self.path.partition("?")[2]
            # Relative, with a dot in front, so that no segment can pass for a scheme or for another host.
            target = f"./{quote(path.rpartition('/')[2])}/" + (f"?{query}" if query else "")
            self._send(HTTPStatus.PERMANENT_REDIRECT, b"", _TYPES[".txt"], {"Location": target})
        else:
            self._send_file(HTTPStatus.OK, found, _type_of(name), mark)

    def _send_lying(self, path: Path, name: str, mark: str) -> None:
        """A file that is published as it lies in the archive."""
        try:
            descriptor = open_plain(os.fspath(path), name)
        except (SourceGone, OSError):
            self._send_missing(name, mark)
        else:
            self._send_file(HTTPStatus.OK, os.fdopen(descriptor, "rb"), _type_of(name), mark)

    def _send_bytes(self, status: HTTPStatus, body: bytes, kind: str, mark: str) -> None:
        self._send(status, _with_script(body, mark) if kind == _TYPES[".html"] else body, kind)

    def _find(self, name: str) -> BinaryIO | Literal["folder"] | None:
        """The file that the site has under this name; a link that leads out of the site leads nowhere."""
        for look in range(_LOOKS):
            if look:
                time.sleep(_LOOK_SECONDS)
            site = os.path.realpath(self.server.site)
            full = os.path.realpath(os.path.join(site, name))
            if full.startswith(os.path.join(site, "")):
                if os.path.isdir(full):
                    return "folder"
                with suppress(OSError):
                    if os.path.isfile(full):  # a pipe would let us wait for ever
                        return open(full, "rb")
            if not self.server.stage.building:
                break
        return None

    def _send_file(self, status: HTTPStatus, stream: BinaryIO, kind: str, mark: str) -> None:
        with stream:
            if kind == _TYPES[".html"]:
                self._send_bytes(status, stream.read(), kind, mark)
                return
            rest = os.fstat(stream.fileno()).st_size
            self._begin(status, {"Content-Type": kind, "Content-Length": str(rest)})
            while rest and self.command != "HEAD":
                chunk = stream.read(min(rest, _CHUNK))
                if not chunk:  # it shrank meanwhile: an early end is better than a wrong length
                    self.close_connection = True
                    return
                self.wfile.write(chunk)
                rest -= len(chunk)

    def _send_missing(self, name: str, mark: str) -> None:
        table, failure = self.server.stage.table, self.server.stage.failure
        page = self._missing_page()
        waiting = table is not None and self.server.stage.building and _of_a_build(name)
        if page is not None and not waiting:
            self._send_bytes(HTTPStatus.NOT_FOUND, page, _TYPES[".html"], mark)
        elif not waiting and (table is not None or os.path.isfile(self.server.site / "index.html")):
            self._send_note(HTTPStatus.NOT_FOUND, "There is no such page", (), mark)
        else:
            title = "The build failed" if failure else "Building the site …"
            self._send_note(HTTPStatus.SERVICE_UNAVAILABLE, title, failure.lines if failure else (), mark)

    def _missing_page(self) -> bytes | None:
        """What the site itself says of an address that it has not."""
        table = self.server.stage.table
        with suppress(Faulty):
            made = table.find("404.html") if table is not None else None
            if isinstance(made, bytes):
                return made
        page = self._find("404.html")
        if page is None or page == "folder":
            return None
        with page:
            return page.read()

    def _send_note(self, status: HTTPStatus, title: str, lines: tuple[str, ...], mark: str) -> None:
        page = _NOTE.format(title=title, lines=html.escape("\n".join(lines)))
        self._send_bytes(status, page.encode("utf-8", "backslashreplace"), _TYPES[".html"], mark)

    # ------------------------------------------------------------ answering

    def _send(self, status: HTTPStatus, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self._begin(status, {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        common = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in {**common, **headers}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()


def _type_of(name: str) -> str:
    return _TYPES.get(os.path.splitext(name)[1].lower(), "application/octet-stream")


def _of_a_build(name: str) -> bool:
    """Whether only a build makes it: data, the search's index, feeds. Pages of an older build are none any more."""
    return not name.endswith(".html") or name.startswith("data/")


def _mark(build: str, edition: str, files: str = "") -> str:
    """Tells the script what the page is made from: a build, a table, or both; and which files it loads."""
    told = {"build": build, "table": edition, "files": files}
    return "".join(f' data-{name}="{value}"' for name, value in told.items() if value)


def _with_script(page: bytes, mark: str) -> bytes:
    """The page with our script before any other, so that it sees the page as it came."""
    script = f'<script src="{_OWN}preview.js" defer{mark}></script>'.encode()
    head = _HEAD.search(page)
    at = head.end() if head else len(page)
    return page[:at] + script + page[at:]
