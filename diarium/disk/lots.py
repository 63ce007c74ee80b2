"""Which rows of a database belong together and are replaced together: told in columns, since there are very many.

A lot is a whole table, or a stretch of rows in each of several tables, where those of one lot stand behind those of the one
before it. It knows names, keys and numbers; it never holds a row.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import ne
from typing import Any

Span = tuple[str, int, int]  # the table, the number of the first row, and how many
# A name, a key and places; where all three are the same, the rows are.
Lot = tuple[str, bytes, tuple[Span, ...]]


@dataclass(frozen=True)
class Lots:
    """All lots of a database, in the order in which their rows are numbered."""

    tables: Mapping[str, tuple[bytes, int]]  # those that are one lot: its key, and how many rows
    names: Sequence[str]
    keys: Sequence[bytes]
    counts: Mapping[str, array[int]]  # by table: how many rows each lot has there

    def told(self) -> dict[str, Any]:
        """As they are remembered."""
        counts = {table: row.tobytes() for table, row in self.counts.items()}
        return {"tables": dict(self.tables), "names": list(self.names), "keys": list(self.keys), "counts": counts}

    @classmethod
    def known(cls, told: Mapping[str, Any]) -> Lots:
        counts = {table: array("I", row) for table, row in told["counts"].items()}
        return cls(told["tables"], told["names"], told["keys"], counts)

    @cached_property
    def firsts(self) -> dict[str, list[int]]:
        """By table: the number of each lot's first row there."""
        return {table: list(accumulate(row, initial=1)) for table, row in self.counts.items()}

    def at(self, place: int) -> Lot:
        firsts = self.firsts
        spans = [(table, firsts[table][place], count) for table, row in self.counts.items() if (count := row[place])]
        return self.names[place], self.keys[place], tuple(spans)

    def __iter__(self) -> Iterator[Lot]:
        yield from self._wholes()
        yield from map(self.at, range(len(self.names)))

    def _wholes(self) -> Iterator[Lot]:
        for table, (key, count) in self.tables.items():
            yield table, key, ((table, 1, count),)

    def unlike(self, others: Lots) -> list[Lot]:
        """Those that are not the same among the others."""
        if self.names == others.names and self.counts == others.counts:
            wholes = [lot for lot in self._wholes() if others.tables.get(lot[0]) != self.tables[lot[0]]]
            differ = [place for place, other in enumerate(map(ne, self.keys, others.keys)) if other]
            return [*wholes, *map(self.at, differ)]
        known = {lot[0]: lot for lot in others}
        return [lot for lot in self if known.get(lot[0]) != lot]


NONE = Lots({}, (), (), {})
