"""A large mapping with a few entries in the place of others, or beside them.

To copy a dictionary is to count each thing in it once more, and so to touch it; in a process that was forked whatever is
touched is copied first, a page of memory at a time, and that takes a hundred times as long. Here nothing is touched but
what somebody asks for. It changes neither of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Overlaid(Mapping[K, V]):
    __slots__ = ("_few", "_many")

    def __init__(self, many: Mapping[K, V], few: Mapping[K, V]) -> None:
        self._many, self._few = many, few

    def __getitem__(self, key: K) -> V:
        return self._few[key] if key in self._few else self._many[key]

    def __contains__(self, key: object) -> bool:
        return key in self._few or key in self._many

    def __iter__(self) -> Iterator[K]:
        """In the order of the many, new ones at the end, as in a dictionary."""
        yield from self._many
        yield from (key for key in self._few if key not in self._many)

    def __len__(self) -> int:
        return len(self._many) + sum(key not in self._many for key in self._few)
