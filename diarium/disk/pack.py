"""A file of many pieces: new ones are added at its end, and only those that are asked for are read.

No byte of it is ever written over, so that whoever has it open can go on reading, whatever others do meanwhile. It knows
nothing of what the pieces are or which of them are still of use, and a piece it cannot vouch for is none.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from diarium.disk.seal import UNFINISHED, vacate
from diarium.disk.sources import SourceGone, open_plain

_CHUNK = 1 << 20
_ADDING = (
    os.O_WRONLY
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Place(NamedTuple):
    """Where a piece lies, and a digest of it: a pack may have been damaged, or two may have added to it at once."""

    at: int
    length: int
    digest: bytes


class Pack:
    """One such file, open for as long as somebody holds this; nothing can be read where there is none."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / name
        self._descriptor: int | None = None
        if name:
            with suppress(OSError, SourceGone):
                self._descriptor = open_plain(os.fspath(self._path), name)

    def __del__(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    @property
    def size(self) -> int:
        return 0 if self._descriptor is None else os.fstat(self._descriptor).st_size

    def read(self, place: Place) -> bytes:
        """A piece as it was added, or nothing where it is another by now."""
        if self._descriptor is None:
            return b""
        try:
            data = _read(self._descriptor, place.length, place.at)
        except OSError:
            return b""
        return data if _digest(data) == place.digest else b""

    def add(self, pieces: Iterable[bytes]) -> list[Place] | None:
        """Where these pieces lie now; nothing where none can be added, since another pack has taken the place of this one."""
        if self._descriptor is None:
            return None
        try:
            descriptor = os.open(self._path, _ADDING)
        except OSError:
            return None
        try:
            if not os.path.samestat(os.fstat(descriptor), os.fstat(self._descriptor)):
                return None
            return _added(descriptor, pieces)
        finally:
            os.close(descriptor)


def new_pack(folder: Path, kind: str, pieces: Iterable[bytes]) -> tuple[Pack, list[Place]] | None:
    """A pack of its own name that holds these pieces; nothing where a build that began meanwhile took it for a left-over."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{kind}-{os.urandom(6).hex()}"
    beside = folder / f"{name}{UNFINISHED}"
    with suppress(FileNotFoundError):
        descriptor = os.open(beside, _ADDING | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            places = _added(descriptor, pieces)
        finally:
            os.close(descriptor)
        os.replace(beside, folder / name)
        return Pack(folder, name), places
    return None


def packs(folder: Path, kind: str) -> frozenset[str]:
    """The names of those there are."""
    return frozenset(path.name for path in folder.glob(f"{kind}-*") if path.suffix != UNFINISHED)


def take_away(folder: Path, names: Iterable[str]) -> None:
    """Packs that are of no more use. Where that cannot be, they are in nobody's way."""
    for name in names:
        with suppress(OSError):
            vacate(folder / name)
            (folder / name).unlink(missing_ok=True)


def _added(descriptor: int, pieces: Iterable[bytes]) -> list[Place]:
    places: list[Place] = []
    waiting: list[bytes] = []
    held = 0
    for piece in pieces:
        waiting.append(piece)
        held += len(piece)
        if held >= _CHUNK:
            places += _written(descriptor, waiting)
            waiting, held = [], 0
    return places + _written(descriptor, waiting)


def _written(descriptor: int, pieces: list[bytes]) -> list[Place]:
    rest = memoryview(b"".join(pieces))
    at = -len(rest)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    at += os.lseek(descriptor, 0, os.SEEK_CUR)  # where the end was is known only now, as others may add as well
    places = []
    for piece in pieces:
        places.append(Place(at, len(piece), _digest(piece)))
        at += len(piece)
    return places


if hasattr(os, "pread"):
    _read = os.pread
else:

    def _read(descriptor: int, length: int, at: int) -> bytes:
        os.lseek(descriptor, at, os.SEEK_SET)
        return os.read(descriptor, length)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
