"""The form of a zip file: what stands before each member, the list behind all of them, and the end (APPNOTE 6.3.9).

It knows numbers and names; it never packs, reads or writes anything. Sizes and places beyond four gigabytes, and more
than 65,535 members, are written as the format's 64-bit extension wants them.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import NamedTuple

DEFLATED, STORED = 8, 0

_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_LISTED = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END_64 = struct.Struct("<4sQHHLLQQQQ")
_FAR = struct.Struct("<HHQ")  # of a line: where a member begins that is beyond the format's own numbers
_LOCATOR = struct.Struct("<4sLQL")

_NO_TIME, _NO_DATE = 0, 1 << 5 | 1  # the first of January 1980, the earliest that the format knows
_NEEDS, _NEEDS_64 = 20, 45  # the version of the format that a reader must know
_UNIX = 3 << 8
_PLAIN_FILE = 0o100644 << 16
_UTF_8 = 0x800
_FULL, _FULL_16 = 0xFFFFFFFF, 0xFFFF  # says: look in the extension


class Entry(NamedTuple):
    """What the list of a zip says of a member."""

    crc: int
    size: int
    packed_size: int
    method: int


Rows = Sequence[int]
Columns = tuple[Rows, Rows, Rows, Rows]  # of entries: their numbers in the same order


def before(name: str, entry: Entry) -> bytes:
    """What stands right before a member's bytes."""
    said = name.encode()
    crc, size, packed_size, method = entry
    extra = b""
    if size >= _FULL or packed_size >= _FULL:
        extra = struct.pack("<HHQQ", 1, 16, size, packed_size)
        size = packed_size = _FULL
    head = _LOCAL.pack(
        b"PK\3\4",
        _needs(extra),
        _flags(name),
        method,
        _NO_TIME,
        _NO_DATE,
        crc,
        packed_size,
        size,
        len(said),
        len(extra),
    )
    return head + said + extra


def listed(name: str, entry: Entry, at: int) -> bytes:
    """The line of a member in the list at the end; `at` is where what stands before it begins."""
    said = name.encode()
    crc, size, packed_size, method = entry
    wide = []
    if size >= _FULL or packed_size >= _FULL:
        wide += [size, packed_size]
        size = packed_size = _FULL
    if at >= _FULL:
        wide.append(at)
        at = _FULL
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    needs, flags = _needs(extra), _flags(name)
    return (
        _LISTED.pack(
            b"PK\1\2", needs | _UNIX, needs, flags, method, _NO_TIME, _NO_DATE, crc, packed_size, size,
            len(said), len(extra), 0, 0, 0, _PLAIN_FILE, at,
        )
        + said
        + extra
    )  # fmt: skip


def listing(names: Sequence[bytes], entries: Columns, places: Sequence[int]) -> bytes:
    """The lines of all members, told in columns, since there may be a million; `places` are those where they begin."""
    near = bisect_left(places, _FULL, hi=len(names))
    crcs, sizes, packed_sizes, methods = entries
    parts = (
        _lines(names[part], crcs[part], sizes[part], packed_sizes[part], methods[part], places[part])
        for part in (slice(near), slice(near, len(names)))
    )
    return b"".join(chain.from_iterable(parts))


def _lines(
    names: Sequence[bytes], crcs: Rows, sizes: Rows, packed_sizes: Rows, methods: Rows, places: Sequence[int]
) -> Iterable[bytes]:
    """Lines that are all near enough for the format's own numbers, or all too far."""
    if max(chain(sizes, packed_sizes), default=0) >= _FULL:  # hardly ever
        entries = map(Entry, crcs, sizes, packed_sizes, methods)
        return map(listed, map(bytes.decode, names), entries, places)
    far = bool(places) and places[0] >= _FULL
    needs, extra = (_NEEDS_64, _FAR.size) if far else (_NEEDS, 0)
    flags = [0 if name.isascii() else _UTF_8 for name in names]
    heads = map(
        _LISTED.pack, repeat(b"PK\1\2"), repeat(needs | _UNIX), repeat(needs), flags, methods, repeat(_NO_TIME), repeat(_NO_DATE),
        crcs, packed_sizes, sizes, map(len, names), repeat(extra), repeat(0), repeat(0), repeat(0), repeat(_PLAIN_FILE),
        repeat(_FULL) if far else places,
    )  # fmt: skip
    if not far:
        return chain.from_iterable(zip(heads, names, strict=True))
    return chain.from_iterable(zip(heads, names, map(_FAR.pack, repeat(1), repeat(8), places), strict=True))


def end(count: int, at: int, size: int) -> bytes:
    """What closes the file: how many lines the list has, where it begins and how long it is."""
    wide = b""
    if count >= _FULL_16 or at >= _FULL or size >= _FULL:
        wide = _END_64.pack(b"PK\6\6", 44, _NEEDS_64, _NEEDS_64, 0, 0, count, count, size, at)
        wide += _LOCATOR.pack(b"PK\6\7", 0, at + size, 1)
    count, at, size = min(count, _FULL_16), min(at, _FULL), min(size, _FULL)
    return wide + _END.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)


def _needs(extra: bytes) -> int:
    return _NEEDS_64 if extra else _NEEDS


def _flags(name: str) -> int:
    return 0 if name.isascii() else _UTF_8
