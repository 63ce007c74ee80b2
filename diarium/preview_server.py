"""The preview's server and what it knows of the archive: it listens, and lets open pages wait for news.

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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, Protocol

from diarium.messages import Message

HOST = "127.0.0.1"
_HEARTBEAT_SECONDS = 15


class Faulty(Exception):  # noqa: N818 - a mistake in a layout, not of ours
    """A page cannot be printed; says why, in lines for people, and has the page as it last was, if that is known."""

    def __init__(self, lines: tuple[str, ...], last: bytes | None = None) -> None:
        super().__init__(lines)
        self.lines = lines
        self.last = last


class Overtaken(Exception):  # noqa: N818 - nothing went wrong: what would have come of it is out of date
    """A look was ended before anything came of it."""


class Table(Protocol):
    """The archive as it was last understood."""

    @property
    def given(self) -> dict[str, bytes]:
        """Pages as somebody was given them, the last of them at least."""

    def __len__(self) -> int: ...

    def find(self, name: str) -> bytes | Path | Literal["folder"] | None:
        """What the site will have under this name, where that can be told without a whole build; may be `Faulty`."""

    def shows(self, given: Mapping[str, bytes]) -> bool:
        """Whether nobody who was given these pages would be given a different one now."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What came of looking: a table, unless something is wrong, and the messages."""

    table: Table | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one look at the archive: the messages in words, and one line that sums up.

    With a table, the archive was understood and its pages can be had; without one, this was a whole build.
    """

    ok: bool
    lines: tuple[str, ...]
    summary: str
    table: Table | None = None
    changed: bool = True  # whether the published site is another than before


class Stage:
    """What the pages are told: from which table or build they should be, and what is wrong with a newer one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        # Pages of an earlier preview must not take this one's builds for theirs.
        self._session = secrets.token_hex(4)
        self._builds = 0
        self._outcome: Outcome | None = None
        self._edition = 0
        self._tables = 0
        self._files = 0
        self._open: Counter[str] = Counter()
        self.table: Table | None = None
        self.building = False
        self.closed = False

    @property
    def build(self) -> str:
        return f"{self._session}-{self._builds}"

    @property
    def edition(self) -> str:
        """Of the table; a page made from another one is not up to date."""
        return f"{self._session}-{self._tables}"

    @property
    def files(self) -> str:
        """Of what pages load; after another number than before, a page is another although its text may be the same."""
        return f"{self._session}-{self._files}"

    @property
    def failure(self) -> Outcome | None:
        outcome = self._outcome
        return None if outcome is None or outcome.ok else outcome

    def understood(self, outcome: Outcome, after: Table | None = None, texts_only: bool = False) -> None:
        """From now on pages are printed from this table, while the site is built behind them.

        Pages from the table `after` which it was made stay as they are where they show the same, and load the same:
        where nothing but texts has changed.
        """
        with self._changed:
            self._outcome, self.table = outcome, outcome.table
            self.building = True
        shown = after if texts_only else None
        same = shown is not None and outcome.table is not None and outcome.table.shows(shown.given)
        with self._changed:
            self._tables += not same
            self._files += not texts_only
            self._tell()

    def glimpsed(self, outcome: Outcome, texts_only: bool = False) -> None:
        """The same for what is known of a text before the whole archive was looked at: its page, or what is wrong."""
        with self._changed:
            self._outcome = outcome
            if outcome.table is not None:
                self.table = outcome.table
                self._tables += 1
                self._files += not texts_only
            self._tell()

    def misprinted(self, lines: tuple[str, ...]) -> None:
        """A page that somebody has asked for cannot be printed; the build behind will say the same, but later."""
        with self._changed:
            if self.failure is None:
                self._outcome = Outcome(False, lines, "A page cannot be printed")
                self._tell()

    def finished(self, outcome: Outcome | None) -> None:
        """A build has ended, or was ended before anything came of it."""
        with self._changed:
            self.building = False
            if outcome is not None:
                self._outcome = outcome
                self._builds += outcome.ok and outcome.changed
                self._tell()

    def _tell(self) -> None:
        self._edition += 1
        self._changed.notify_all()

    @contextmanager
    def open_page(self, path: str) -> Iterator[None]:
        """Somebody looks at this page for as long as the block runs."""
        with self._changed:
            self._open[path] += 1
        try:
            yield
        finally:
            with self._changed:
                self._open[path] -= 1

    def open_pages(self) -> list[str]:
        """The pages that somebody looks at."""
        with self._changed:
            self._open = +self._open
            return list(self._open)

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
                "table": self.edition,
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
