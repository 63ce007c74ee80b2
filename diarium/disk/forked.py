"""One piece of work in a process of its own, begun now and asked for later, or waited for; whoever has lost it does it here.

It never knows what the work is. The work can be given up at any moment, so it writes nothing, or what is right or dropped
wherever it is read; and what it finds out is plain enough to be sent. Most is ended at once. What has started programs or
made folders asks now and then whether it is given up, or nobody is left, so that it can take them away.
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
GivenUp = Callable[[], bool]

_PATIENCE_SECONDS = 20.0  # with what was asked to end
_MOMENT_SECONDS = 0.01

_answers: set[int] = set()  # where this process tells what it has found out, if it was begun for that


@contextmanager
def forked(work: Callable[[], T]) -> Iterator[Callable[[], T | None]]:
    """What asks for it, which may be done once; nothing where there can be no other process, or it was lost."""
    with _asked_for(work, 0.0) as found:
        yield found


@contextmanager
def tidying(work: Callable[[GivenUp], T]) -> Iterator[Callable[[], T | None]]:
    """The same for work that tidies up behind itself: it asks whether it is given up, and then has time to end."""
    here = os.getpid()

    def listening() -> T:
        given_up = _listen(here)
        made = work(given_up)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # there is nothing left to tidy up, and telling may be in vain
        if given_up():
            raise SystemExit
        return made

    with _asked_for(listening, _PATIENCE_SECONDS) as found:
        yield found


@contextmanager
def _asked_for(work: Callable[[], T], patience: float) -> Iterator[Callable[[], T | None]]:
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

    with _begun(tell, patience) as stream:
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
def _begun(work: Callable[[BinaryIO], object], patience: float = 0.0) -> Iterator[BinaryIO | None]:
    """What a process of its own writes there; nothing where there can be none. It is ended at once, or in so many seconds."""
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
            _answers.add(writing)
            with open(writing, "wb", closefd=False) as answer:
                work(answer)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as stream:
        try:
            yield stream
        finally:  # nobody will ask any more, and who still writes would wait for a reader
            _ended(child, patience)


def _ended(child: int, patience: float) -> None:
    """Take it away: at once, or after the time in which it may tidy up."""
    until = time.monotonic() + patience
    with suppress(ProcessLookupError):
        if patience:
            os.kill(child, signal.SIGTERM)
        while time.monotonic() < until:
            if os.waitpid(child, os.WNOHANG)[0]:
                return
            time.sleep(_MOMENT_SECONDS)  # nothing tells when it has ended, but for a signal that others may wait for
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


# ---------------------------------------------------------------- in the process that works


def _let_go_in_child() -> None:
    """Whoever waits for the end of an answer must not wait for others that who gives it has begun."""
    for answer in _answers:
        os.close(answer)
    _answers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_child)


def _listen(whose: int) -> GivenUp:
    """Whether it was asked to end, or nobody is left; a Ctrl-C is for whoever began this.

    The signal only leaves a mark: what it raised would come anywhere, and a lock that is let go on the way may be another's.
    """
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return lambda: bool(asked) or os.getppid() != whose
