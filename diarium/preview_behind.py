"""Whole builds behind the preview, each in a process of its own that a newer save may overtake.

It never holds up a page: what becomes of a build is told when it is known. The build itself is that of the command.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from diarium.disk.leaving import leave
from diarium.messages import SearchFailed
from diarium.options import Built, Options
from diarium.preview_pause import Pause
from diarium.preview_server import Outcome

_PACKAGE = Path(__file__).resolve().parent
_CHILD = "from diarium.preview_behind import work; work()"
_POLITE = 10  # pages that somebody waits for come first


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build behind the preview ended: with what was built, or with a sentence that says why there is nothing."""

    built: Built | None
    seconds: float = 0.0
    trouble: str = ""
    passing: bool = False  # nothing is wrong with the archive or the machine


class Behind:
    """At most one build at a time; `told` makes of its end what the pages are told, if anything."""

    def __init__(self, options: Options, told: Callable[[Ended], Outcome | None]) -> None:
        self._told = told
        self._given = pickle.dumps(replace(options, record=False))
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = Pause()

    def begin(self, report: Callable[[Outcome | None], None]) -> None:
        """Build, and report how it ended from another thread; one that is overtaken reports nothing."""
        self.give_way()
        path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=os.name == "posix",  # so that its own processes go with it, and Ctrl-C is ours to tell
        )
        with self._guard:
            self._process = process
            if os.name == "posix":
                self._pause.begins(partial(_tell, process))
        threading.Thread(target=self._wait, args=(process, report), name="behind", daemon=True).start()

    def rest(self) -> None:
        """Stop the one that is at work for a moment."""
        self._pause.rest()

    def give_way(self) -> None:
        """End the build that is at work, if there is one; the site stays as it is."""
        with self._guard:
            process, self._process = self._process, None
            self._pause.ends()
        if process is not None and process.poll() is None:
            _end(process)
            process.wait()

    def _wait(self, process: subprocess.Popen[bytes], report: Callable[[Outcome | None], None]) -> None:
        said, _ = process.communicate(self._given)
        with self._guard:
            if self._process is not process:
                return
            self._process = None
            self._pause.ends()
        report(self._told(_ended(said, process.returncode)))


def _ended(said: bytes, status: int) -> Ended:
    try:
        ended = pickle.loads(said)  # from our own process, over a pipe that nobody else holds
    except Exception:  # noqa: BLE001 - whatever half a pickle raises
        ended = None
    if isinstance(ended, Ended):
        return ended
    why = f"signal {-status}" if status < 0 else f"status {status}"
    return Ended(None, trouble=f"The build behind the preview was ended ({why}); the next save builds again.", passing=True)  # fmt: skip


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    """With all that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        _tell(process, signal.SIGKILL)
    process.kill()


# ---------------------------------------------------------------- in the process that builds


def work() -> None:
    """Build what is asked for on the standard input, and say on the standard output how it ended."""
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    with open(0, "rb", closefd=False) as given:
        options: Options = pickle.loads(given.read())
    with open(os.dup(1), "wb") as answer:
        pickle.dump(_built(options), answer)
    leave(0)


def _built(options: Options) -> Ended:
    from diarium.building import build
    from diarium.disk.lock import Locked
    from diarium.disk.publish import NotOurs

    start = time.perf_counter()
    try:
        return Ended(build(options), time.perf_counter() - start)
    except Locked as busy:
        return Ended(None, trouble=f"{busy}, so the site is not built now; the next save tries again.", passing=True)
    except NotOurs as refusal:
        return Ended(None, trouble=str(refusal))
    except SearchFailed as failure:
        return Ended(None, trouble=f"{failure}. The published site is as it was.")
    except OSError as broken:
        where = f": {broken.filename}" if broken.filename else ""
        return Ended(None, trouble=f"{broken.strerror or broken}{where}. The published site is as it was.")
    except Exception as bug:  # noqa: BLE001 - told as a fault of ours, and no reason to stop showing pages
        what = f"{type(bug).__name__}: {bug}"
        return Ended(None, trouble=f"this is a fault in Diarium, not in your files: {what}")
