"""One piece of work in a process of its own, begun now and asked for later; whoever has lost it does it here.

It never knows what the work is. The work writes nothing, so it can be given up at any moment, and what it finds out is
plain enough to be sent: numbers, texts and what holds them.
"""

from __future__ import annotations

import marshal
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")


@contextmanager
def forked(work: Callable[[], T]) -> Iterator[Callable[[], T | None]]:
    """What asks for it, which may be done once; nothing where there can be no other process, or it was lost."""
    if not hasattr(os, "fork") or threading.active_count() > 1 or (os.cpu_count() or 1) < 2:
        yield lambda: None
        return
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        yield lambda: None
        return
    if not child:
        try:
            made: Any = work()
            with open(writing, "wb") as answer:
                answer.write(marshal.dumps(made))
        finally:
            os._exit(0)
    os.close(writing)

    def found() -> T | None:
        try:
            told: T = marshal.load(stream)
        except (EOFError, ValueError, TypeError):  # it was killed on the way
            return None
        return told

    with open(reading, "rb") as stream:
        try:
            yield found
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # nobody will ask any more, and who still writes would wait for a reader
            os.waitpid(child, 0)
