"""The texts of documents and their headings, packed: they are most of an archive, and few are looked at at a time.

Nothing here knows what a text says; who changes one gives another.
"""

from __future__ import annotations

import marshal
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Self, TypeVar

from diarium.archive.mentions import Woven
from diarium.archive.registry import Ref
from diarium.model import Laid
from diarium.reading.body import Heading

V = TypeVar("V")
Outline = tuple[Heading, ...]

# In this old form equal values are packed into equal bytes, whichever objects they are.
_FORM = 2
_AT_HAND = 64  # outlines that are held unpacked


class _ByAddress(Mapping[str, V]):
    """Something of every document, by its address."""

    def __init__(self, paths: Iterable[str] = (), laid: Laid | None = None) -> None:
        self._laid = Laid() if laid is None else laid
        self._numbers = {path: number for number, path in enumerate(paths)}
        self._instead: Mapping[str, bytes] = {}  # of a few

    @staticmethod
    @abstractmethod
    def _pack(value: V) -> bytes: ...

    @staticmethod
    @abstractmethod
    def _unpack(data: bytes) -> V: ...

    def __reduce__(self) -> tuple[object, ...]:
        if not self._instead:
            return type(self), (list(self._numbers), self._laid)
        laid = Laid()
        for path in self:
            laid.add(self._packed(path))
        return type(self), (list(self), laid)

    def add(self, path: str, value: V) -> None:
        """One more; whoever adds some is the only one who knows of this yet."""
        self._numbers[path] = self._laid.add(self._pack(value))

    def __getitem__(self, path: str) -> V:
        return self._unpack(self._packed(path))

    def _packed(self, path: str) -> bytes:
        found = self._instead.get(path)
        return self._laid[self._numbers[path]] if found is None else found

    def __contains__(self, path: object) -> bool:
        return path in self._numbers or path in self._instead

    def __iter__(self) -> Iterator[str]:
        yield from self._numbers
        yield from (path for path in self._instead if path not in self._numbers)

    def __len__(self) -> int:
        return len(self._numbers) + sum(path not in self._numbers for path in self._instead)

    @property
    def laid(self) -> Laid:
        """All of them, in the order in which they were added."""
        return self._laid

    def told(self, path: str) -> str:
        """What stands for the value where archives are compared."""
        return blake2b(self._packed(path), digest_size=12).hexdigest()

    def over(self, values: Mapping[str, V]) -> Self:
        """The same with a few in the place of others or beside them; the others are not touched."""
        changed = type(self)()
        changed._laid, changed._numbers = self._laid, self._numbers
        changed._instead = {**self._instead, **{path: self._pack(value) for path, value in values.items()}}
        return changed


class Texts(_ByAddress[Woven]):
    """The texts of documents."""

    @staticmethod
    def _pack(value: Woven) -> bytes:
        mentions = [(ref.kind, ref.id, section) for ref, section in value.mentions]
        # What a text names comes first, so that nobody unpacks the text for it.
        named = marshal.dumps(mentions, _FORM)
        return len(named).to_bytes(4) + named + marshal.dumps((value.sections, value.footnotes), _FORM)

    @staticmethod
    def _unpack(data: bytes) -> Woven:
        sections, footnotes = marshal.loads(data[4 + int.from_bytes(data[:4]) :])
        return Woven(sections, footnotes, tuple(_named(data)))

    def mentions(self, path: str) -> Iterator[tuple[Ref, int]]:
        """What a text names, and in which of its sections."""
        return _named(self._packed(path))


def _named(data: bytes) -> Iterator[tuple[Ref, int]]:
    for kind, id, section in marshal.loads(data[4:]):
        yield Ref(kind, id), section


class Outlines(_ByAddress[Outline]):
    """The headings of documents."""

    @staticmethod
    def _pack(value: Outline) -> bytes:
        return marshal.dumps([_FIELDS_OF_HEADING(one) for one in value], _FORM)

    @staticmethod
    def _unpack(data: bytes) -> Outline:
        return _outline(data)


_FIELDS_OF_HEADING = attrgetter("level", "title", "anchor", "item", "heading")


@lru_cache(_AT_HAND)
def _outline(data: bytes) -> Outline:
    return tuple([Heading(*told) for told in marshal.loads(data)])
