"""Looks at the archive in a process of its own, so that a look that takes long holds up no page.

For each look that process is forked: the copy looks, while the one it came of goes on answering from what it knows.
When the look is over, the copy answers, and the other ends as soon as nobody holds a table of it any more. Where
nothing can be forked, it looks here. It never decides what is shown.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from diarium.messages import Message
from diarium.options import Options
from diarium.preview_pause import Pause
from diarium.preview_server import Faulty, Overtaken, Table, Understood

if TYPE_CHECKING:
    from diarium.preview_table import Understanding

_PACKAGE = Path(__file__).resolve().parent
_CHILD = "from diarium.preview_apart import work; work()"
_KEPT = 50  # pages of which it is known how they were given
_FORK = "fork"
_remembering = threading.Lock()

_Told = tuple[int | None, tuple[Message, ...]]  # how many pages there are, and the messages


class Gone(OSError):  # noqa: N818 - told to people as what it is, not as a mistake
    """The other process was killed, mostly because there was no more memory."""

    def __init__(self) -> None:
        super().__init__("the process that looks at the archive was ended; the next save looks again")


class _Process:
    """A process that knows the archive as it was at one moment. It ends when nobody holds this any more."""

    def __init__(self, line: Connection, number: int) -> None:
        self._line = line
        self._number = number
        self._guard = threading.Lock()

    def ask(self, what: str, *given: object) -> Any:
        with self._guard:
            self._say(what, given)
            return self.answer()

    def fork(self, *given: object) -> _Process:
        """Another that knows the same and looks at the archive; what it answers first is what came of that."""
        ours, theirs = multiprocessing.Pipe()
        with self._guard, theirs:
            self._say(_FORK, given)
            send_handle(self._line, theirs.fileno(), self._number)
            return _Process(ours, self.answer())

    def _say(self, what: str, given: tuple[object, ...]) -> None:
        try:
            self._line.send((what, given))
        except OSError as broken:
            raise Gone from broken

    def answer(self) -> Any:
        try:
            fault, value = self._line.recv()
        except (EOFError, ConnectionError) as broken:
            raise Gone from broken
        if fault is not None:
            raise fault
        return value

    def signal(self, number: int) -> None:
        """To it, and to the processes that it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._number, number)

    def end(self) -> None:
        """Kill it, and come back when it is gone."""
        self.signal(signal.SIGKILL)
        with self._guard, suppress(EOFError, OSError):
            while True:
                self._line.recv_bytes()


class _Pages:
    """The table that another process has; it remembers how pages were given, and how they `last` were by any table."""

    def __init__(self, process: _Process, count: int, last: dict[str, bytes]) -> None:
        self._process, self._count, self._last = process, count, last
        self.given: dict[str, bytes] = {}

    def __len__(self) -> int:
        return self._count

    def find(self, name: str) -> bytes | Path | Literal["folder"] | None:
        try:
            found: bytes | Path | Literal["folder"] | None = self._process.ask("find", name)
        except Gone as gone:
            raise Faulty((str(gone),), self._last.get(name)) from None
        except Faulty as fault:
            raise Faulty(fault.lines, self._last.get(name, fault.last)) from None
        if isinstance(found, bytes) and name.endswith(".html"):
            with _remembering:
                for kept in (self.given, self._last):
                    kept.pop(name, None)
                    kept[name] = found
                    if len(kept) > _KEPT:
                        del kept[next(iter(kept))]
        return found

    def shows(self, given: Mapping[str, bytes]) -> bool:
        try:
            same: bool = self._process.ask("shows", dict(given))
        except Gone:
            return False
        return same


class Looker(Protocol):
    """Who understands the archive."""

    def again(self, looked_at: Iterable[str] = ()) -> Understood:
        """The archive as it is now, or `Overtaken`; the pages looked at are printed and must be without fault."""

    def glance(self, changed: Collection[str], looked_at: Iterable[str] = ()) -> Understood | None:
        """What can be told of some changes without looking at all of it, if anything."""

    def overtake(self) -> None:
        """End the look that is at work, if it can be ended."""

    def end(self) -> None: ...


def understanding_of(options: Options) -> Looker:
    """Loads nothing of the engine before it is asked for the first time."""
    return _Apart(options) if hasattr(os, "fork") else _Here(options)


class _Here:
    """In this process, whose threads take turns."""

    def __init__(self, options: Options) -> None:
        self._options = replace(options, threaded=True)
        self._knowing: Understanding | None = None

    def again(self, looked_at: Iterable[str] = ()) -> Understood:
        from diarium.preview_table import Understanding

        self._knowing = self._knowing or Understanding(self._options)
        return self._knowing.again(looked_at)

    def glance(self, changed: Collection[str], looked_at: Iterable[str] = ()) -> Understood | None:
        return None if self._knowing is None else self._knowing.glance(changed, looked_at)

    def overtake(self) -> None:
        """A thread cannot be ended."""

    def end(self) -> None:
        """Nothing is left behind."""


class _Apart:
    """In another process; every look in one of its own."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._now: _Process | None = None
        self._looking: _Process | None = None
        self._pause = Pause()
        self._last: dict[str, bytes] = {}
        self._guard = threading.Lock()

    def again(self, looked_at: Iterable[str] = ()) -> Understood:
        with _undisturbed():
            looking = self._forked(tuple(looked_at))
            with self._guard:
                self._looking = looking
            self._pause.begins(looking.signal)
        try:
            found = looking.answer()
        except Gone:
            if self._looking is None:
                raise Overtaken from None
            raise
        except KeyboardInterrupt:
            looking.end()
            raise
        finally:
            with self._guard:
                self._looking = None
            self._pause.ends()
        self._now = looking
        return self._understood(looking, found)

    def glance(self, changed: Collection[str], looked_at: Iterable[str] = ()) -> Understood | None:
        """For a moment, a look at work is held up by it."""
        process = self._now
        if process is None:
            return None
        self._pause.rest()
        try:
            found = process.ask("glance", tuple(changed), tuple(looked_at))
        except Gone:
            found = None
        if found is None:
            self._pause.over()
            return None
        return self._understood(process, found)

    def overtake(self) -> None:
        with self._guard:
            looking, self._looking = self._looking, None
        if looking is not None:
            looking.signal(signal.SIGKILL)

    def end(self) -> None:
        for process in (self._looking, self._now):
            if process is not None:
                process.end()

    def _understood(self, process: _Process, found: _Told) -> Understood:
        count, messages = found
        return Understood(None if count is None else _Pages(process, count, self._last), messages)

    def _forked(self, looked_at: tuple[str, ...]) -> _Process:
        if self._now is not None:
            with suppress(Gone):
                return self._now.fork(looked_at)
        self._now = _started(self._options)
        return self._now.fork(looked_at)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What is to end the preview waits for the end of the block, so that no process is started that nobody knows of.

    It does not wait when it comes again: the block might never end.
    """
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)

    ours = threading.current_thread() is threading.main_thread()  # no other thread is ever disturbed
    ending = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP] if ours else []
    noted = [number for number in ending if signal.getsignal(number) is signal.default_int_handler]
    for number in noted:
        signal.signal(number, note)
    try:
        yield
    finally:
        for number in noted:
            signal.signal(number, signal.default_int_handler)
        if came:
            raise KeyboardInterrupt


def _started(options: Options) -> _Process:
    """A first process, which knows nothing yet."""
    path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C is ours to tell
        )
    threading.Thread(target=process.wait, name="apart", daemon=True).start()  # or it would lie there when it has ended
    ours.send(options)
    return _Process(ours, process.pid)


# ---------------------------------------------------------------- in the other process


def work() -> None:
    """Answer until nobody asks any more; what is forked goes on in the same way, with somebody else asking."""
    line = Connection(int(sys.argv[1]))
    try:
        _answer(line, _Knowing(line.recv()))
    except (EOFError, ConnectionError):
        os._exit(0)  # at once: taking down a large archive piece by piece takes a while


class _Knowing:
    """What can be asked."""

    def __init__(self, options: Options) -> None:
        from diarium.preview_table import Understanding

        self._understanding = Understanding(options)
        self._table: Table | None = None

    def again(self, looked_at: Iterable[str]) -> _Told:
        return self._told(self._understanding.again(looked_at))

    def glance(self, changed: Collection[str], looked_at: Iterable[str]) -> _Told | None:
        found = self._understanding.glance(changed, looked_at)
        return None if found is None else self._told(found)

    def rehearse(self, looked_at: Iterable[str]) -> None:
        self._understanding.rehearse(looked_at)

    def find(self, name: str) -> bytes | Path | Literal["folder"] | None:
        return None if self._table is None else self._table.find(name)

    def shows(self, given: Mapping[str, bytes]) -> bool:
        return self._table is not None and self._table.shows(given)

    def _told(self, found: Understood) -> _Told:
        """The newest table answers: whoever still asks an older one gets what is newer, and learns of that anyway."""
        if found.table is None:
            return None, found.messages
        self._table = found.table
        return len(found.table), found.messages


def _answer(line: Connection, knowing: _Knowing) -> None:
    forked: list[int] = []
    looked_at: tuple[Any, ...] | None = None  # while there is something to rehearse
    while True:
        if looked_at is not None and not line.poll():  # nobody waits for anything
            _tried(knowing, "rehearse", looked_at)
            looked_at = None
        what, given = line.recv()
        forked = [number for number in forked if os.waitpid(number, os.WNOHANG) == (0, 0)]
        if what != _FORK:
            line.send(_tried(knowing, what, given))
            continue
        new = recv_handle(line)
        number, looked_at = os.fork(), given
        if number:
            os.close(new)
            with suppress(OSError):  # it may have been quicker
                os.setpgid(number, number)
            forked.append(number)
            line.send((None, number))
        else:
            os.setpgid(0, 0)
            line.close()
            line, forked = Connection(new), []
            line.send(_tried(knowing, "again", given))


def _tried(knowing: _Knowing, what: str, given: tuple[Any, ...]) -> tuple[Exception | None, Any]:
    """A fault, or an answer."""
    try:
        return None, getattr(knowing, what)(*given)
    except Faulty as fault:
        return Faulty(fault.lines, fault.last), None
    except OSError as refused:
        return refused, None
    except Exception as bug:  # noqa: BLE001 - raised again where somebody has asked
        return RuntimeError(f"{type(bug).__name__}: {bug}"), None
