"""Processes that share the work of a large build.

It hands pieces out and brings the results back in order; it never knows what the work is. A process that dies costs
its pieces some time, not the build: they are done again here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

BATCH = 50
AHEAD = 3  # batches for each process that may wait, done or undone: results must not pile up faster than they are used

Map = Callable[[Callable[[Sequence[Any]], list[Any]], Sequence[Any]], Iterable[Any]]


@contextmanager
def workers(jobs: int | None, pieces: int, prepare: Callable[..., None] | None = None, given: tuple[Any, ...] = (), *, fork: bool = True) -> Iterator[Map]:  # fmt: skip
    """A function that maps `work` over batches of pieces: in this process when they are few, else in several.

    `prepare(*given)` runs once in every process before it works. Where other threads run, nothing may be forked.
    """
    count = min(jobs or os.cpu_count() or 1, max(1, pieces // (2 * BATCH)))
    if count == 1:
        yield lambda work, listed: _here(work, listed, prepare, given)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    methods = multiprocessing.get_all_start_methods()
    how = "fork" if fork and "fork" in methods else "spawn"
    gc.freeze()  # what exists now is shared with the processes; looking through it would copy it
    with ProcessPoolExecutor(count, multiprocessing.get_context(how), initializer=prepare, initargs=given) as pool:

        def spread(work: Callable[[Sequence[A]], list[B]], listed: Sequence[A]) -> Iterator[B]:
            batches = [listed[at : at + BATCH] for at in range(0, len(listed), BATCH)]
            waiting: deque[Any] = deque()
            sent = done = 0
            try:
                while done < len(batches):
                    while sent < len(batches) and len(waiting) < AHEAD * count:
                        waiting.append(pool.submit(work, batches[sent]))
                        sent += 1
                    results = waiting.popleft().result()
                    done += 1
                    yield from results
            except BrokenProcessPool:
                yield from _here(work, [one for batch in batches[done:] for one in batch], prepare, given)

        try:
            yield spread
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            gc.unfreeze()


def _here(work: Callable[[Sequence[A]], list[B]], listed: Sequence[A], prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> Iterator[B]:  # fmt: skip
    if prepare is not None:
        prepare(*given)
    for at in range(0, len(listed), BATCH):
        yield from work(listed[at : at + BATCH])
