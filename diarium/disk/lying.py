"""What the last build left in an output and in its twin, and whether it lies there still: most of it is looked at beside.

It is remembered in columns and never believed without a look. Where anything else lies there, whatever it may be, this
says no more than that, and all of it is looked at as if nothing had been known.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, partial
from operator import ne
from pathlib import Path

from diarium.disk.forked import forked
from diarium.disk.inventory import Inventory
from diarium.disk.listing import Listing, Twin, listing
from diarium.disk.seal import sealed, unsealed
from diarium.disk.swap import choose_room

MARK = "lying 1"
_FIRST = 0.6  # of the output is looked at while the sources are; the rest is less than what is left to do then
_MANY = 1_000  # folders that can be told by their own look from now on: to remember that is worth the time

_Beside = tuple[bytes, tuple[list[str], ...], bytes]


class Lying:
    """Of one archive and one output, which nobody else may write to as long as a build holds the lock."""

    def __init__(self, output: Path, state: Path, forget: bool = False) -> None:
        self._output, self._state = Path(os.path.realpath(output)), state
        place = hashlib.blake2b(os.fsencode(os.path.abspath(output)), digest_size=6).hexdigest()
        self._file = state / f"lying-{place}"
        known = {} if forget else unsealed(self._file, MARK)[0]
        self.name: str = known.get("name", "")
        self._inventory = Inventory.unpacked(known) if known else None
        self._looks: tuple[bytes, bytes] = known.get("looks", (b"", b""))  # of the output's folders, and of the twin's
        self._first: Callable[[], bytes | None] = lambda: None
        self._second: Callable[[], _Beside | None] = lambda: None

    # ------------------------------------------------------------ looking

    @contextmanager
    def looked_at(self) -> Iterator[None]:
        """From here on a first part is looked at beside."""
        with ExitStack() as stack:
            if self._inventory is not None:
                self._first = stack.enter_context(forked(partial(self._lies, 0, self._middle)))
            yield

    @contextmanager
    def looked_at_in_full(self) -> Iterator[None]:
        """From here on the rest and the twin are."""
        with ExitStack() as stack:
            if self._inventory is not None:
                self._second = stack.enter_context(forked(self._rest))
            yield

    @property
    def is_as_it_was(self) -> bool:
        """Whether all of it lies there still, and nothing else."""
        if self._inventory is None or not (last := self._lies(self._middle, self._end)):
            return False
        first = self._first()
        first = self._lies(0, self._middle) if first is None else first
        if first:
            self._settle(first + last)
        return bool(first)

    @property
    def found(self) -> tuple[Listing, Twin | None]:
        """All that lies in the output, and in what its twin differs, where that is known."""
        first, beside = self._first(), self._second()
        if self._inventory is None or not first or beside is None or not beside[0]:
            self._inventory = None
            return listing(self._output), None
        self._looks = first + beside[0], beside[2]
        return self._inventory.listing, Twin(*beside[1])

    @property
    def known_as(self) -> str:
        """The name under which it was remembered, where it was found to lie there still."""
        return self.name if self._inventory is not None else ""

    def _rest(self) -> _Beside:
        assert self._inventory is not None
        lies = self._lies(self._middle, self._end)
        twin, looks = self._inventory.twin(os.fspath(self._twin), self._looks[1]) if lies else ((), b"")
        return lies, tuple(twin), looks

    def _lies(self, first: int, last: int) -> bytes:
        assert self._inventory is not None
        return self._inventory.lies(os.fspath(self._output), self._looks[0], first, last)

    @property
    def _end(self) -> int:
        return len(self._inventory.folders) if self._inventory is not None else 0

    @property
    def _middle(self) -> int:
        return self._inventory.part(_FIRST) if self._inventory is not None else 0

    @cached_property
    def _twin(self) -> Path:
        return choose_room(self._output, Path(os.path.realpath(self._state))).next

    # ------------------------------------------------------------ remembering

    def keep(self, lying: Listing, changed: Iterable[str] | None) -> str:
        """Remember what lies there now, and under which name; nothing where that cannot be held in columns.

        `changed` are the files that were written and taken away before output and twin were exchanged: none where all
        was left as it lay, nothing where nobody knows what has become of the twin.
        """
        before = self._inventory if changed is not None else None
        paths = tuple(changed or ())
        made = Inventory.of(lying) if before is None else before.after(lying, paths)
        self._inventory, self.name = made, ""
        if made is None:
            self._file.unlink(missing_ok=True)
            return ""
        if before is None:
            self._looks = made.unlooked, made.unlooked
        elif paths:
            touched = {folder for path in paths for folder in _folders_of(path)}
            self._looks = (
                made.realigned(self._looks[1], before, touched),
                made.realigned(self._looks[0], before, touched),
            )
        self.name = os.urandom(8).hex()
        self._save()
        return self.name

    def _settle(self, looks: bytes) -> None:
        """Remember how folders look that had been changed too short a time before, when they are many."""
        if self._inventory is None or looks == self._looks[0]:
            return
        changes = sum(map(ne, array("q", looks)[::3], array("q", self._looks[0])[::3]))
        if changes > _MANY:
            self._looks = looks, self._looks[1]
            with suppress(OSError):
                self._save()

    def _save(self) -> None:
        assert self._inventory is not None
        sealed(self._file, MARK, marshal.dumps({"name": self.name, "looks": self._looks} | self._inventory.packed))


def _folders_of(path: str) -> Iterator[str]:
    """All that a file lies in, the outermost, which has no name, last."""
    while path:
        path = path.rpartition("/")[0]
        yield path
