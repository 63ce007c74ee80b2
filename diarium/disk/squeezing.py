"""Packs what is large in stretches, so that one which stays need not be packed again, and nobody holds the whole file.

Each is packed by itself and follows from its own bytes alone; one after the other, with the end behind, they are one
stream of DEFLATE (RFC 1951) like any other. Where they are cut follows from the bytes near by, so what is put in or taken
away in one place moves no cut far from there. It knows bytes; it never knows what becomes of what is packed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import deflate

LEVEL = 1  # of this library: smaller than the second level of the usual one, in half its time
LARGE = 1 << 20  # bytes beyond which a file is packed in stretches: it becomes some hundredths larger by that
END = b"\x03\x00"  # an empty block that says it is the last

_LEAST, _MOST = 1 << 15, 1 << 16  # bytes of a stretch
_NEAR = 64  # bytes before such a place that tell
_PAGE = 4096  # of a database: what is put into one moves other pages as a whole
_READ = 1 << 22
# An empty block that fills up the byte behind another one. Its first three bits fit into what that leaves of its own
# last byte, or they do not.
_JOINTS = (b"\0\0\xff\xff", b"\0\0\0\xff\xff")


def stretches(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The bytes of a file, cut at the ends of lines, or of pages where it is a database."""
    places = _pages if name.endswith(".sqlite") else _lines
    rest = b""
    while more := file.read(_READ):
        data, at = rest + more, 0
        while len(data) - at > _MOST:
            # Of all places the one that is told apart by what stands before it, so that whoever comes from elsewhere
            # chooses the same.
            end = min(places(data, at), key=lambda place: zlib.crc32(data[place - _NEAR : place]), default=at + _MOST)
            yield data[at:end]
            at = end
        rest = data[at:]
    if rest:
        yield rest


def _pages(_data: bytes, at: int) -> Iterable[int]:
    return range(at + _LEAST, at + _MOST, _PAGE)


def _lines(data: bytes, at: int) -> Iterator[int]:
    place, most = at + _LEAST, at + _MOST
    while place := data.find(b"\n", place, most) + 1:
        yield place


def squeezed(data: bytes) -> bytes:
    """A stretch as blocks none of which is the last, and which end where a byte ends."""
    made = bytearray(deflate.deflate_compress(data, LEVEL))
    if not made[0] & 1:  # more than one block, and only the last says so of itself: it is not found without unpacking
        half = len(data) // 2
        return squeezed(data[:half]) + squeezed(data[half:])
    made[0] &= 0xFE
    return next(filter(_unpacks_to(data), (bytes(made) + joint for joint in _JOINTS)))


def _unpacks_to(data: bytes) -> Callable[[bytes], bool]:
    def does(packed: bytes) -> bool:
        try:
            return bytes(deflate.deflate_decompress(packed + END, len(data))) == data
        except deflate.DeflateError:
            return False

    return does
