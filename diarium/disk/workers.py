"""Processes that share the work of a large build, here or on the machines of a cluster.

It hands pieces out and brings the results back in order; it never knows what the work is. A process that dies costs
its pieces some time, not the build: they are done again here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import count, pairwise, starmap
from typing import TYPE_CHECKING, Any, Protocol

from diarium.disk.pool import Lost, Pool, Work

if TYPE_CHECKING:  # loading it takes longer than many a build
    from concurrent.futures import Future, ProcessPoolExecutor

BATCH = 50
AHEAD = 3  # batches for each process that may wait, done or undone: results must not pile up faster than they are used
# So many batches a process does before it makes room for another: what it has taken a copy of, because it looked at it, and
# what it holds to have it at hand, goes with it. The other works out again what it needs, which takes the longer the larger
# the archive is: so fewer would cost time, and so would more lives than a few.
LIFE = 150
LIVES = 8
TIDY = 10  # batches after which what is no longer used is looked for, and goes back to the system

Large = Callable[[Any], bool]  # whether a piece gives so much that it is a batch by itself


class Map(Protocol):
    """Has the work done with all the pieces; what is to be told of them when some of them are `large`."""

    def __call__(self, work: Work, listed: Sequence[Any], large: Large = ..., /) -> Iterable[Any]: ...


def _alike(_one: Any) -> bool:
    return False


@contextmanager
def workers(jobs: int | None, pieces: int, prepare: Callable[..., None] | None = None, given: tuple[Any, ...] = (), *, fork: bool = True, cluster: str | None = None, before: Callable[[], None] = lambda: None) -> Iterator[Map]:  # fmt: skip
    """A function that maps `work` over batches of pieces: in this process when they are few, else in several.

    `prepare(*given)` runs once in every process before it works. Where other threads run, nothing may be forked: either
    it is not, or `before`, called the moment before, lets them come to their end. With the address of a cluster, the
    processes are those of its machines.
    """
    count = min(jobs or os.cpu_count() or 1, max(1, pieces // (2 * BATCH)))
    if pieces < 2 * BATCH or (count == 1 and cluster is None):
        yield lambda work, listed, large=_alike: _here(work, listed, _cut(listed, large), prepare, given)
        return
    with (
        _processes(count, fork, before, prepare, given)
        if cluster is None
        else _machines(cluster, prepare, given) as pool
    ):
        yield lambda work, listed, large=_alike: _spread(pool, work, listed, _cut(listed, large), prepare, given)


def _cut(listed: Sequence[Any], large: Large) -> list[slice]:
    """Batches, each to be taken when it is sent."""
    if large is _alike:
        return [slice(at, at + BATCH) for at in range(0, len(listed), BATCH)]
    ends, held = [0], 0
    for at, one in enumerate(listed):
        weight = BATCH if large(one) else 1
        if held + weight > BATCH and held:
            ends.append(at)
            held = 0
        held += weight
    return list(starmap(slice, pairwise([*ends, len(listed)]))) if listed else []


def _spread(pool: Pool, work: Work, listed: Sequence[Any], batches: Sequence[slice], prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> Iterator[Any]:  # fmt: skip
    waiting: deque[Future[list[Any]]] = deque()
    sent = done = 0
    life = pool.count * max(LIFE, len(batches) // (LIVES * pool.count) + 1)
    try:
        while done < len(batches):
            while sent < len(batches) and len(waiting) < AHEAD * pool.count:
                if sent and sent % life == 0:
                    pool.renew(waiting)
                waiting.append(pool.submit(work, listed[batches[sent]]))
                sent += 1
            results = pool.result(waiting.popleft())
            done += 1
            if done % TIDY == 0:
                give_back()
            results.reverse()
            while results:  # nobody holds what has been handed on
                yield results.pop()
    except Lost:
        yield from _here(work, listed, batches[done:], prepare, given)


def _machines(address: str, prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> AbstractContextManager[Pool]:  # fmt: skip
    from diarium.disk.cluster import cluster

    return cluster(address, prepare, given)


@contextmanager
def _processes(count: int, fork: bool, before: Callable[[], None], prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> Iterator[Pool]:  # fmt: skip
    methods = multiprocessing.get_all_start_methods()
    how = "fork" if fork and "fork" in methods else "spawn"
    pool = _Processes(count, how, before, prepare, given)
    try:
        yield pool
    finally:
        pool.end()
        gc.unfreeze()


class _Processes:
    """Processes of this machine."""

    def __init__(self, count: int, how: str, before: Callable[[], None], prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> None:  # fmt: skip
        self.count = count
        self._how, self._before, self._prepare, self._given = how, before, prepare, given
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, work: Work, batch: Sequence[Any]) -> Future[list[Any]]:
        with _of_processes():
            return self._begun().submit(_tidily, work, batch)

    def _begun(self) -> ProcessPoolExecutor:
        """The first work makes all the processes."""
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            self._before()
            give_back()
            _share_a_heap()
            gc.freeze()  # what exists now is shared with the processes; looking through it would copy it
            context = multiprocessing.get_context(self._how)
            self._pool = ProcessPoolExecutor(self.count, context, initializer=self._prepare, initargs=self._given)
        return self._pool

    def renew(self, handed_over: Iterable[Future[list[Any]]]) -> None:
        """Others take over once what was handed over is done. Where each is given all anew, that is not worth it."""
        if self._how == "fork":
            from concurrent.futures import wait

            wait(handed_over)
            self.end()

    def result(self, future: Future[list[Any]]) -> list[Any]:
        with _of_processes():
            return future.result()

    def end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def give_back() -> None:
    """Let the system have what is no longer used: the C library keeps a third of what a large build has let go."""
    _of_c("malloc_trim")(0)


def _share_a_heap() -> None:
    """Threads that begin from now on take their memory from where all do: one of their own holds what each of them has let go."""
    _of_c("mallopt")(_MOST_HEAPS, 1)


_MOST_HEAPS = -8  # `M_ARENA_MAX` in the C library of GNU


@cache
def _of_c(name: str) -> Callable[..., object]:
    """What the C library of GNU has. Others do so by themselves, or not at all."""
    import ctypes

    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return _nothing
    found: Callable[..., object] = getattr(library, name) if hasattr(library, "malloc_trim") else _nothing
    return found


def _nothing(*_: object) -> None:
    pass


@contextmanager
def _of_processes() -> Iterator[None]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        yield
    except BrokenProcessPool:
        raise Lost from None


def _here(work: Work, listed: Sequence[Any], batches: Iterable[slice], prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> Iterator[Any]:  # fmt: skip
    if prepare is not None:
        prepare(*given)
    gc.freeze()  # what exists now stays, so it need not be looked through
    try:
        for batch in batches:
            yield from _tidily(work, listed[batch])
    finally:
        gc.unfreeze()


def _tidily(work: Work, batch: Sequence[Any]) -> list[Any]:
    """A batch done; after some, the rings of things that it left behind are taken away: nobody else looks for them during a build.

    Only what is younger than the last time is looked through, so that this does not grow with the archive.
    """
    done = list(work(batch))
    if not next(_batches) % TIDY:
        gc.collect(1)
        give_back()
    return done


_batches = count(1)  # done by this process
