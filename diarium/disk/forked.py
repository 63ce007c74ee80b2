"""One piece of work in a process of its own, begun now and asked for later, or waited for; whoever has lost it does it here.

It never knows what the work is. The work can be given up at any moment, so it writes nothing, or what is right or dropped
wherever it is read; and what it finds out is plain enough to be sent.
"""

from __future__ import annotations

import marshal
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")


@contextmanager
def forked(work: Callable[[], T]) -> Iterator[Callable[[], T | None]]:
    """What asks for it, which may be done once; nothing where there can be no other process, or it was lost."""
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

    with _begun(tell) as stream:
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
def _begun(work: Callable[[BinaryIO], object]) -> Iterator[BinaryIO | None]:
    """What a process of its own writes there; nothing where there can be none."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        yield None
        return
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
            with open(writing, "wb") as answer:
                work(answer)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as stream:
        try:
            yield stream
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # nobody will ask any more, and who still writes would wait for a reader
            os.waitpid(child, 0)
