"""Many things of one kind in columns: what is told of them stands in rows of its own, and is copied in stretches.

A file of columns is looked into, not read: only what somebody asks for comes into memory. Nothing here knows what the
columns mean.
"""

from __future__ import annotations

import marshal
import mmap
import os
import pickle
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from diarium.disk.seal import DOUBTFUL, head_of, put
from diarium.disk.sources import SourceGone, open_plain

Buffer = bytes | memoryview
Columns = Mapping[str, memoryview]
Piece = tuple[str, Hashable]  # what somebody looked at: a name, and a key

_STRETCH = 1 << 20
_MAPPED = os.name != "nt"  # there nobody can put another file in the place of one that is looked into


# ---------------------------------------------------------------- a file of columns


def write(path: Path, mark: str, columns: Mapping[str, Sequence[Buffer]]) -> None:
    """A file with these columns, each of them in as many parts as it comes."""
    lengths = {name: sum(map(len, map(_bytes, parts))) for name, parts in columns.items()}
    index = marshal.dumps(lengths)
    body = [len(index).to_bytes(8), index, *(_bytes(part) for parts in columns.values() for part in parts)]
    sum_ = 0
    for part in body:
        sum_ = zlib.crc32(part, sum_)
    put(path, (head_of(mark), sum_.to_bytes(4), *body))


def look_into(path: Path, mark: str) -> tuple[Columns, str]:
    """The columns of a file, and a line to print when there was something of no use.

    All of it is summed up once, which takes a fraction of the time in which it could be unpacked.
    """
    try:
        file = open_plain(os.fspath(path), path.name)
    except (OSError, SourceGone):
        return {}, DOUBTFUL if os.path.lexists(path) else ""
    try:
        return _columns(file, head_of(mark))
    except (OSError, ValueError, EOFError, TypeError, AttributeError):
        return {}, DOUBTFUL
    finally:
        os.close(file)


def _columns(file: int, head: bytes) -> tuple[Columns, str]:
    start = os.pread(file, len(head), 0) if hasattr(os, "pread") else os.read(file, len(head))
    if start != head:
        return {}, "" if start.startswith(b"diarium ") else DOUBTFUL
    os.lseek(file, len(head), os.SEEK_SET)
    told, sum_ = os.read(file, 4), 0
    while part := os.read(file, _STRETCH):
        sum_ = zlib.crc32(part, sum_)
    if told != sum_.to_bytes(4):
        return {}, DOUBTFUL
    data = memoryview(mmap.mmap(file, 0, access=mmap.ACCESS_READ) if _MAPPED else _read(file))
    at = len(head) + 4
    first = at + 8 + int.from_bytes(data[at : at + 8])
    columns = {}
    for name, length in marshal.loads(data[at + 8 : first]).items():
        columns[name] = data[first : first + length]
        first += length
    return columns, ""


def _read(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(file, _STRETCH), b""))


def _bytes(part: Any) -> Any:
    return memoryview(part).cast("B") if len(part) else b""


# ---------------------------------------------------------------- columns


def joined(texts: Iterable[str]) -> bytes:
    """Texts without this mark as one."""
    return "\0".join(texts).encode("utf-8", "surrogatepass")


def parted(column: memoryview, many: int) -> list[str]:
    return str(column, "utf-8", "surrogatepass").split("\0") if many else []


class Blobs:
    """Bytes of any length one after the other; some may have been put in the place of others since."""

    def __init__(self, data: Buffer = b"", ends: Buffer = b"", instead: Mapping[int, bytes] | None = None) -> None:
        self._data, self._ends = memoryview(data), memoryview(ends).cast("Q")
        self.instead: dict[int, bytes] = dict(instead or {})

    def __reduce__(self) -> tuple[object, ...]:
        return Blobs, (bytes(self._data), bytes(self._ends.cast("B")), self.instead)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        found = self.instead.get(number)
        return bytes(self._data[slice(*self._place(number, number + 1))]) if found is None else found

    def _place(self, first: int, last: int) -> tuple[int, int]:
        return self._ends[first - 1] if first else 0, self._ends[last - 1] if last else 0

    def stretches(self, first: int, last: int) -> Iterator[tuple[Buffer, list[int]]]:
        """All from one place to another: bytes, and where each piece of them ends."""
        for at in [*sorted(number for number in self.instead if first <= number < last), last]:
            if first < at:
                start, end = self._place(first, at)
                yield self._data[start:end], [one - start for one in self._ends[first:at]]
            if at < last:
                yield self.instead[at], [len(self.instead[at])]
            first = at + 1


class Growing:
    """The same while it is made."""

    def __init__(self) -> None:
        self.parts: list[Buffer] = []
        self._ends = array("Q")
        self._at = 0

    def add(self, data: Buffer) -> None:
        self._add(data, (len(data),))

    def take(self, others: Blobs, first: int, last: int) -> None:
        for data, ends in others.stretches(first, last):
            self._add(data, ends)

    def _add(self, data: Buffer, ends: Iterable[int]) -> None:
        at = self._at
        self.parts.append(data)
        self._ends.extend([at + end for end in ends])
        self._at += len(data)

    @property
    def ends(self) -> bytes:
        return self._ends.tobytes()


class Numbers:
    """Rows of numbers of any length, one for each of many things."""

    def __init__(self, data: Buffer = b"", ends: Buffer = b"", unit: int = 1) -> None:
        """The ends of the rows may be told in bytes: then the `unit` is four."""
        data = memoryview(data)
        self._data, self._ends, self._unit = data.cast("B").cast("I"), memoryview(ends).cast("Q"), unit

    def __iter__(self) -> Iterator[memoryview]:
        first = 0
        for end in self._ends:
            last = end // self._unit
            yield self._data[first:last]
            first = last

    def __getitem__(self, number: int) -> memoryview:
        if number >= len(self._ends):
            return self._data[:0]
        first, last = self._ends[number - 1] if number else 0, self._ends[number]
        return self._data[first // self._unit : last // self._unit]


def rows(lists: Iterable[Sequence[int]]) -> tuple[array[int], array[int]]:
    """Numbers on their way into a file, and where each row of them ends."""
    data, ends = array("I"), array("Q")
    for one in lists:
        if one:
            data.extend(one)
        ends.append(len(data))
    return data, ends


# ---------------------------------------------------------------- pieces by number


class Pieces:
    """Names and keys, each with a number; those of one name are unpacked when somebody asks for one of them."""

    def __init__(self, column: Buffer = b"") -> None:
        sections = marshal.loads(column) if len(column) else []
        self._packed: dict[tuple[str, str], tuple[Any, ...]] = {tuple(place): packed for place, *packed in sections}
        self._numbers: dict[tuple[str, type], dict[Any, int]] = {}
        self._keys: dict[tuple[str, str], tuple[memoryview, list[Any]]] = {}
        self.first = sum(len(numbers) // 4 for numbers, *_ in self._packed.values())  # of those that were added
        self.added: list[Piece] = []
        self._new: dict[Piece, int] = {}

    def __len__(self) -> int:
        return self.first + len(self.added)

    def find(self, piece: Piece) -> int | None:
        """The number of a piece, where it has one."""
        name, key = piece
        try:
            number = self._numbers[name, type(key)].get(key)
        except KeyError:
            number = self._by_key(name, type(key)).get(key)
        return self._new.get(piece) if number is None else number

    def _by_key(self, name: str, kind: type) -> dict[Any, int]:
        section, found = (name, _kind(kind)), {}
        if section in self._packed:
            numbers, keys = self._unpacked(section)
            found = dict(zip(keys, numbers, strict=True))
        self._numbers[name, kind] = found
        return found

    def number(self, piece: Piece) -> int:
        number = self.find(piece)
        if number is None:
            number = self._new[piece] = len(self)
            self.added.append(piece)
        return number

    def add(self, pieces: Iterable[Piece]) -> None:
        """Those that have been added since the others were packed."""
        for piece in pieces:
            self._new[piece] = len(self)
            self.added.append(piece)

    def __getitem__(self, number: int) -> Piece:
        if number >= self.first:
            return self.added[number - self.first]
        for section in self._packed:
            numbers, keys = self._unpacked(section)
            at = bisect_left(numbers, number)
            if at < len(numbers) and numbers[at] == number:
                return section[0], self._whole(section, keys[at])
        raise IndexError(number)

    def __iter__(self) -> Iterator[Piece]:
        found: list[Piece | None] = [None] * self.first
        for section in self._packed:
            numbers, keys = self._unpacked(section)
            for number, key in zip(numbers, keys, strict=True):
                found[number] = section[0], self._whole(section, key)
        yield from filter(None, found)
        yield from self.added

    def named(self, name: str) -> Iterator[Piece]:
        """All of one name."""
        for section in self._packed:
            if section[0] == name:
                yield from ((name, self._whole(section, key)) for key in self._unpacked(section)[1])
        yield from (piece for piece in self.added if piece[0] == name)

    def have(self, name: str, keys: Iterable[Hashable]) -> bool:
        """Whether all of these have stood under that name since the others were packed: then it takes no time to know."""
        kinds = set(map(type, keys := list(keys)))
        return len(kinds) == 1 and all(map(self._by_key(name, kinds.pop()).__contains__, keys))

    def _unpacked(self, section: tuple[str, str]) -> tuple[memoryview, list[Any]]:
        found = self._keys.get(section)
        if found is None:
            numbers, keys, _ = self._packed[section]
            found = memoryview(numbers).cast("I"), _unpacked_keys(keys)
            self._keys[section] = found
        return found

    def _whole(self, section: tuple[str, str], key: Any) -> Any:
        """A key that is a row of some kind stands there as a plain one: it is found as fast, and told like its own."""
        kind = self._packed[section][2]
        return pickle.loads(kind)._make(key) if kind else key


def packed(pieces: Iterable[Piece]) -> bytes:
    """Pieces in the order of their numbers."""
    sections: dict[tuple[str, type], tuple[array[int], list[Any]]] = {}
    for number, (name, key) in enumerate(pieces):
        section = sections.get((name, type(key)))
        if section is None:
            section = sections[name, type(key)] = array("I"), []
        section[0].append(number)
        section[1].append(key)
    told = []
    for (name, kind), (numbers, keys) in sections.items():
        row = kind is not tuple and issubclass(kind, tuple) and hasattr(kind, "_make")
        told.append(
            (
                (name, _kind(kind)),
                numbers.tobytes(),
                _packed_keys(list(map(tuple, keys)) if row else keys),
                pickle.dumps(kind, 5) if row else b"",
            )
        )
    return marshal.dumps(told)


def _kind(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _packed_keys(keys: list[Any]) -> bytes:
    with suppress(ValueError):  # what has a form of its own inside
        return b"m" + marshal.dumps(keys)
    return b"p" + pickle.dumps(keys, 5)


def _unpacked_keys(data: bytes) -> list[Any]:
    keys: list[Any] = (marshal.loads if data[:1] == b"m" else pickle.loads)(data[1:])
    return keys
