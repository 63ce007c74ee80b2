"""What it takes to do batches of work beside this process, whoever does them.

It does none and starts nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # loading it takes longer than many a build
    from concurrent.futures import Future

Work = Callable[[Sequence[Any]], list[Any]]


class Lost(Exception):  # noqa: N818 - no fault: the work is done elsewhere
    """What was handed over will not come back."""


class Pool(Protocol):
    """Whoever does batches beside this process; raises `Lost` when what was handed over will not come back."""

    count: int

    def submit(self, work: Work, batch: Sequence[Any]) -> Future[list[Any]]: ...
    def result(self, future: Future[list[Any]]) -> list[Any]: ...

    def renew(self, handed_over: Iterable[Future[list[Any]]]) -> None:
        """Much has been done: let go of what has come together in the meantime, if there is any."""
