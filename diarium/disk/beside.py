"""Work beside the build: long pieces of it that need no Python, in threads of their own while it goes on.

Copying, summing up, squeezing and SQLite let others run meanwhile. It never knows what the work is, and leaves nothing
behind: whoever ends it waits for what is under way, and whoever forks a process lets it rest before, because a lock that
a thread holds at that moment stays closed in the child for ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:  # loading it takes longer than many a build
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
# What is made in steps, between which other things may be done; after some of them something must be waited for.
Steps = Generator["Future[Any] | None", None, T]

AT_MOST = 4  # pieces at a time, of which some mostly wait for others


class Beside:
    """The threads of one build; there are none until there is work for them."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self.gives_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Have something done; in its turn, and with what it ended with for whoever asks."""
        from concurrent.futures import ThreadPoolExecutor

        if self._threads is None:
            self._threads, self.gives_up = ThreadPoolExecutor(AT_MOST), False
        return self._threads.submit(work)

    def rest(self) -> None:
        """Wait until all is done that was begun, and no thread is left; more may be begun later."""
        self._leave(give_up=False)

    def end(self) -> None:
        """Give up what has not had its turn, and wait for the rest: nobody may write once the build has ended."""
        self._leave(give_up=True)

    def _leave(self, *, give_up: bool) -> None:
        self.gives_up = give_up
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=give_up)
            self._threads = None


class InTurn:
    """Work that is done beside one after the other, and takes up one thread however much of it waits for its turn."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._waiting: deque[Callable[[], None]] = deque()
        self._lock = Lock()
        self._working: Future[None] | None = None  # until nothing waits

    def begin(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._waiting.append(work)
            if self._working is None:
                self._working = self._beside.begin(self._work)

    def wait(self) -> None:
        """Until all is done that was begun. What ended badly is told to whoever waits, and nothing is done after it."""
        working = self._working
        if working is not None:
            working.result()

    def _work(self) -> None:
        while not self._beside.gives_up:
            with self._lock:
                if not self._waiting:
                    self._working = None
                    return
                work = self._waiting.popleft()
            work()


def at_once(steps: Generator[None, None, T]) -> T:
    """All of the steps without a rest, and what they end with."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: T = end.value
            return made
