"""Processes that share the work of a large build.

It hands pieces out and brings the results back in order; it never knows what the work is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

BATCH = 50

Map = Callable[[Callable[[list[Any]], list[Any]], Sequence[Any]], Iterable[Any]]


@contextmanager
def workers(jobs: int | None, pieces: int, prepare: Callable[..., None] | None = None, given: tuple[Any, ...] = ()) -> Iterator[Map]:  # fmt: skip
    """A function that maps `work` over batches of pieces: in this process when they are few, else in several.

    `prepare(*given)` runs once in every process before it works.
    """
    count = min(jobs or os.cpu_count() or 1, max(1, pieces // (2 * BATCH)))
    if count == 1:
        if prepare is not None:
            prepare(*given)
        yield lambda work, listed: work(list(listed))
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(count, initializer=prepare, initargs=given) as pool:

        def spread(work: Callable[[list[A]], list[B]], listed: Sequence[A]) -> Iterator[B]:
            batches = [list(listed[at : at + BATCH]) for at in range(0, len(listed), BATCH)]
            for results in pool.map(work, batches):
                yield from results

        yield spread
