"""Names on documents, as they were printed and what they mean; packed where there are many and few look at them.

It resolves no name and decides nothing: that is for `references` and the registry.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple, overload

from diarium.archive.registry import NOBODY, Ref
from diarium.model import Laid, brief

_AT_HAND = 64  # lists of names that are held unpacked: a page and its files ask for the same ones again and again


@brief
class Appearance(NamedTuple):
    """One name on one document, as printed then, and the entity it means."""

    ref: Ref | None  # None when namesakes could not be told apart, or privacy asks for it
    document: str
    capacity: str  # the field: `participants.name`, `officer`, `meeting.city`
    printed: str
    role: str | None = None
    party: str | None = None
    organisation: str | None = None
    organisation_ref: Ref | None = None
    status: str | None = None
    withheld: bool = False  # it is, or may be, someone who has no page for the sake of privacy

    @property
    def listed(self) -> str:
        """How it stands where names of many documents are brought together, in tables and feeds."""
        return NOBODY if self.withheld else self.printed


class _Numbers(dict[object, int]):
    """The number of each value; whoever asks for that of a new one adds it."""

    def __init__(self, all: list[object]) -> None:
        super().__init__(zip(all, range(len(all)), strict=True))
        self._all = all

    def __missing__(self, value: object) -> int:
        number = self[value] = len(self._all)
        self._all.append(value)
        return number


class Values:
    """Everything that stands in lists of names, each value once: few are others in a whole archive."""

    __slots__ = ("_numbers", "all")

    def __init__(self, all: Iterable[object] = ()) -> None:
        self.all = list(all)
        self._numbers: _Numbers | None = None  # made when first needed, which is seldom after an edit

    def packed(self, values: Iterable[object]) -> bytes:
        if self._numbers is None:
            self._numbers = _Numbers(self.all)
        return array("I", map(self._numbers.__getitem__, values)).tobytes()

    def unpacked(self, packed: bytes) -> Iterator[object]:
        return map(self.all.__getitem__, array("I", packed))

    def __reduce__(self) -> tuple[object, ...]:
        return Values, (self.all,)


class Appearances(Sequence[Appearance]):
    """Names of one document or of one entity, unpacked for the one who looks at them.

    An archive holds hundreds of thousands of them. As they lie here they take a third of the memory, are read and written
    in one piece, and processes that share them copy no more than they look at.
    """

    __slots__ = ("_laid", "_number", "_told", "_values")

    def __init__(self, values: Values, laid: Laid, number: int, told: str) -> None:
        self._values, self._laid, self._number, self._told = values, laid, number, told

    @staticmethod
    def of(listed: Iterable[Appearance], values: Values, laid: Laid | None = None) -> Appearances:
        """These names packed, among others where those are given."""
        if isinstance(listed, Appearances):
            return listed
        return _told(values, values.packed(chain.from_iterable(listed)), Laid() if laid is None else laid)

    def __reduce__(self) -> tuple[object, ...]:
        return Appearances, (self._values, self._laid, self._number, self._told)

    @property
    def packed(self) -> bytes:
        return self._laid[self._number]

    @overload
    def __getitem__(self, at: int) -> Appearance: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Appearance, ...]: ...
    def __getitem__(self, at: int | slice) -> Appearance | tuple[Appearance, ...]:
        return _unpacked(self._laid, self._number, self._values)[at]

    def __iter__(self) -> Iterator[Appearance]:
        return iter(_unpacked(self._laid, self._number, self._values))

    def __len__(self) -> int:
        return self._laid.length(self._number) // _BYTES

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Appearances) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    def __repr__(self) -> str:
        """A digest of the names: it stands for them wherever archives are compared."""
        return f"Appearances({self._told})"


def by_entity(documents: Iterable[Sequence[Appearance]], values: Values) -> dict[Ref, Appearances]:
    """Of everything that is named, where: once for each document and capacity."""
    laid = Laid()
    found: dict[Ref, array[int]] = {}
    for listed in documents:
        numbers, counted = array("I", Appearances.of(listed, values).packed), set()
        for at, (ref, _, capacity, *_) in enumerate(listed):
            if ref is None or (ref, capacity) in counted:
                continue
            if capacity != "participants.organisation":
                counted.add((ref, capacity))
            found.setdefault(ref, array("I")).extend(numbers[at * _WIDTH : (at + 1) * _WIDTH])
    return {ref: _told(values, rows.tobytes(), laid) for ref, rows in found.items()}


def _told(values: Values, packed: bytes, laid: Laid) -> Appearances:
    # In this old form the same names are told by the same bytes, whichever objects they are.
    plain = [tuple(value) if type(value) is Ref else value for value in values.unpacked(packed)]
    return Appearances(values, laid, laid.add(packed), blake2b(marshal.dumps(plain, 2), digest_size=12).hexdigest())


_WIDTH = len(Appearance._fields)
_BYTES = array("I").itemsize * _WIDTH
_made = partial(tuple.__new__, Appearance)  # without a look at how many values there are


@lru_cache(_AT_HAND)
def _unpacked(laid: Laid, number: int, values: Values) -> tuple[Appearance, ...]:
    return tuple(map(_made, zip(*[values.unpacked(laid[number])] * _WIDTH, strict=True)))
