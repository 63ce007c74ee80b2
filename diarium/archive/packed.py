"""The texts of documents and their headings, packed: they are most of an archive, and few are looked at at a time.

Nothing here knows what a text says; who changes one gives another.
"""

from __future__ import annotations

import marshal
from abc import abstractmethod
from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Self, TypeVar

from diarium.archive.mentions import Woven
from diarium.archive.registry import Ref
from diarium.reading.body import Heading

V = TypeVar("V")
Outline = tuple[Heading, ...]

# In this old form equal values are packed into equal bytes, whichever objects they are.
_FORM = 2
_AT_HAND = 64  # outlines that are held unpacked


class _ByAddress(Mapping[str, V]):
    """Something of every document, by its address."""

    def __init__(self, packed: Mapping[str, bytes | memoryview] | None = None) -> None:
        self.packed: MutableMapping[str, bytes | memoryview] = dict(packed or {})

    @staticmethod
    @abstractmethod
    def _pack(value: V) -> bytes: ...

    @staticmethod
    @abstractmethod
    def _unpack(data: bytes | memoryview) -> V: ...

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), ({path: bytes(data) for path, data in self.packed.items()},)

    def __setitem__(self, path: str, value: V) -> None:
        self.packed[path] = self._pack(value)

    def __getitem__(self, path: str) -> V:
        return self._unpack(self.packed[path])

    def __contains__(self, path: object) -> bool:
        return path in self.packed

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    def told(self, path: str) -> str:
        """What stands for the value where archives are compared."""
        return blake2b(self.packed[path], digest_size=12).hexdigest()

    def over(self, values: Mapping[str, V]) -> Self:
        """The same for a moment, and without touching the others."""
        changed = type(self)()
        changed.packed = ChainMap({path: self._pack(value) for path, value in values.items()}, self.packed)
        return changed

    def but(self, values: Mapping[str, V]) -> Self:
        """The same with these in the place of others."""
        return type(self)({**self.packed, **{path: self._pack(value) for path, value in values.items()}})


class Texts(_ByAddress[Woven]):
    """The texts of documents."""

    @staticmethod
    def _pack(value: Woven) -> bytes:
        mentions = [(ref.kind, ref.id, section) for ref, section in value.mentions]
        # What a text names comes first, so that nobody unpacks the text for it.
        named = marshal.dumps(mentions, _FORM)
        return len(named).to_bytes(4) + named + marshal.dumps((value.sections, value.footnotes), _FORM)

    @staticmethod
    def _unpack(data: bytes | memoryview) -> Woven:
        sections, footnotes = marshal.loads(data[4 + int.from_bytes(data[:4]) :])
        return Woven(sections, footnotes, tuple(_named(data)))

    def mentions(self, path: str) -> Iterator[tuple[Ref, int]]:
        """What a text names, and in which of its sections."""
        return _named(self.packed[path])


def _named(data: bytes | memoryview) -> Iterator[tuple[Ref, int]]:
    for kind, id, section in marshal.loads(data[4:]):
        yield Ref(kind, id), section


class Outlines(_ByAddress[Outline]):
    """The headings of documents."""

    @staticmethod
    def _pack(value: Outline) -> bytes:
        return marshal.dumps([_FIELDS_OF_HEADING(one) for one in value], _FORM)

    @staticmethod
    def _unpack(data: bytes | memoryview) -> Outline:
        return _outline(bytes(data))


_FIELDS_OF_HEADING = attrgetter("level", "title", "anchor", "item", "heading")


@lru_cache(_AT_HAND)
def _outline(data: bytes) -> Outline:
    return tuple([Heading(*told) for told in marshal.loads(data)])
