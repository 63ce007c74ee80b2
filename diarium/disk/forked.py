"""One piece of work in a process of its own, begun now and asked for later, or waited for; whoever has lost it does it here.

It never knows what the work is. The work can be given up at any moment, so it writes nothing, or what is right or dropped
wherever it is read; and what it finds out is plain enough to be sent. Most is ended at once. What has started programs or
made folders is asked to end, so that it can take them away; it ends by itself where nobody is left to ask it.
"""

from __future__ import annotations

import marshal
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")

_PATIENCE_SECONDS = 20.0  # with what was asked to end
_MOMENT_SECONDS = 0.01
_LOOK_SECONDS = 0.5  # so often it is asked whether anybody is left


@contextmanager
def forked(work: Callable[[], T], *, tidies: bool = False) -> Iterator[Callable[[], T | None]]:
    """What asks for it, which may be done once; nothing where there can be no other process, or it was lost.

    Work that `tidies` up behind itself when it is given up learns of that by `SystemExit`.
    """
    if (os.cpu_count() or 1) < 2:
        yield lambda: None
        return

    def found() -> T | None:
        try:
            told: T | None = None if stream is None else marshal.load(stream)
        except (EOFError, ValueError, TypeError):  # it was killed on the way
            return None
        return told

    def tell(answer: BinaryIO) -> None:
        plain: Any = work()  # by our word
        answer.write(marshal.dumps(plain))

    with _begun(tell, tidies=tidies) as stream:
        yield found


def apart(work: Callable[[], T]) -> T:
    """What the work gives, of all that it needs on the way nothing is left behind: a process ends, and its memory is free.

    What is let go in a process stays with it for the most part, between things that are kept.
    """
    with _begun(lambda answer: pickle.dump(work(), answer, 5)) as stream:
        if stream is not None:
            with suppress(EOFError, pickle.UnpicklingError):
                made: T = pickle.load(stream)
                return made
    return work()


@contextmanager
def _begun(work: Callable[[BinaryIO], object], *, tidies: bool = False) -> Iterator[BinaryIO | None]:
    """What a process of its own writes there; nothing where there can be none."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        yield None
        return
    here = os.getpid()
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        yield None
        return
    if not child:
        try:
            os.close(reading)
            if tidies:
                _listen(here)
            with open(writing, "wb") as answer:
                work(answer)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as stream:
        try:
            yield stream
        finally:  # nobody will ask any more, and who still writes would wait for a reader
            _ended(child, time.monotonic() + _PATIENCE_SECONDS if tidies else 0.0)


def _ended(child: int, until: float) -> None:
    """Take it away: at once, or by the time until which it may tidy up."""
    with suppress(ProcessLookupError):
        if until:
            os.kill(child, signal.SIGTERM)
        while time.monotonic() < until:
            if os.waitpid(child, os.WNOHANG)[0]:
                return
            time.sleep(_MOMENT_SECONDS)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


# ---------------------------------------------------------------- in the process that works


def _listen(whose: int) -> None:
    """End when asked to, and when nobody is left; a Ctrl-C is for whoever began this."""

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit

    def look() -> None:
        while os.getppid() == whose:
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=look, daemon=True).start()
