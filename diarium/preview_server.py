"""The preview's server and what it knows about the builds: it listens, and lets open pages wait for news.

It never answers anyone but this machine, and never reads the site; the handler does.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import socketserver
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"
_HEARTBEAT_SECONDS = 15


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

    def __init__(
        self,
        port: int,
        handler: type[BaseHTTPRequestHandler],
        site: Path,
        stage: Stage,
        say: Callable[[str], None],
    ) -> None:
        self.site = site
        self.stage = stage
        self.say = say
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((HOST, port), handler)

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
        super().process_request(request, client_address)

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
        del request, client_address
        failure = sys.exc_info()[1]
        if not isinstance(failure, (ConnectionError, TimeoutError)):
            self.say(f"preview: a request failed: {type(failure).__name__}: {failure}")
