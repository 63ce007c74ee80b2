"""What was understood of every file of content when it was last read, so that an unchanged file is not read again.

A file counts as unchanged when its size, time and inode are those remembered and it had settled before we looked;
otherwise its bytes decide. The memory is only a shortcut: a doubtful one is dropped and everything is read anew.
"""

from __future__ import annotations

import hashlib
import marshal
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from diarium.disk.seal import sealed, unpickled, unsealed
from diarium.disk.sources import SourceFile, Sources

T = TypeVar("T")

# A file written in the moment we looked may be written again without its time changing; such a one is read twice.
SETTLED_NS = 2_000_000_000

Stamp = tuple[int, int, int]
Read = Callable[[list[tuple[str, bytes]]], Iterable[bytes]]  # files with their bytes → the reading of each, packed


@dataclass(frozen=True, slots=True)
class _Known:
    stamp: Stamp
    settled: bool
    digest: bytes
    reading: bytes  # pickled


@dataclass(slots=True)
class Readings(Generic[T]):
    """The memory of one archive; `stamp` is of whatever the readings depend on besides the files.

    It can be asked again and again by whoever stays (`living`): then what was read is at hand as it is.
    """

    state: Path
    stamp: str
    forget: bool = False
    living: bool = False
    anew: int = 0  # how many files were read when it was last asked
    notes: list[str] = field(default_factory=list)
    _before: dict[str, _Known] = field(default_factory=dict)
    _now: dict[str, _Known] = field(default_factory=dict)
    _saved: dict[str, _Known] = field(default_factory=dict)
    _values: dict[str, tuple[bytes, T]] = field(default_factory=dict)  # by path: digest of the file, and its reading

    def __post_init__(self) -> None:
        if self.forget:
            return
        known, note = unsealed(self._file, self._mark)
        self.notes += [note] if note else []
        self._before = self._saved = {path: _Known(*values) for path, values in known.items()}

    @property
    def _file(self) -> Path:
        return self.state / "readings"

    @property
    def _mark(self) -> str:
        return f"readings 1 {self.stamp}"

    def of(
        self,
        found: Sources,
        wanted: Iterable[SourceFile],
        read: Read,
    ) -> Iterator[T]:
        """The reading of each file, in order; `read` is given all those that must be read, in one call, and packs them."""
        order = list(wanted)
        self.look(found, order, read)
        return iter(self.readings(found, order, read))

    def look(self, found: Sources, wanted: Sequence[SourceFile], read: Read) -> Mapping[str, bytes]:
        """Read what must be read, and leave the rest packed; a digest of each file."""
        looked = time.time_ns()
        before, now = self._now or self._before, dict[str, _Known]()
        anew: list[tuple[str, bytes]] = []
        for file in wanted:
            stamp = (file.size, file.mtime_ns, file.inode)
            known = before.get(file.path)
            data, digest = b"", known.digest if known is not None else b""
            unchanged = known is not None and known.stamp == stamp and known.settled
            if not unchanged:
                data = found.read(file)
                digest = hashlib.blake2b(data, digest_size=16).digest()
                unchanged = known is not None and known.digest == digest
            reading = known.reading if known is not None and unchanged else b""
            if not reading:
                anew.append((file.path, data or found.read(file)))
            now[file.path] = _Known(stamp, file.mtime_ns + SETTLED_NS < looked, digest, reading)
        self._now, self.anew = now, 0
        self._read(anew, read)
        return {path: known.digest for path, known in now.items()}

    def readings(self, found: Sources, wanted: Sequence[SourceFile], read: Read) -> list[T]:
        """What is understood of these files, which were looked at."""
        values = {file.path: self._value(file.path) for file in wanted}
        torn = [
            file for file in wanted if values[file.path] is None
        ]  # no accident, as the seal is whole; but who knows
        self._read([(file.path, found.read(file)) for file in torn], read)
        values |= {file.path: pickle.loads(self._now[file.path].reading) for file in torn}
        if self.living:
            self._values = {
                path: (self._now[path].digest, value) for path, value in values.items() if value is not None
            }
        return [value for value in values.values() if value is not None]

    def _read(self, anew: list[tuple[str, bytes]], read: Read) -> None:
        for (path, _), reading in zip(anew, read(anew), strict=True):
            known = self._now[path]
            self._now[path] = _Known(known.stamp, known.settled, known.digest, reading)
        self.anew += len(anew)

    def _value(self, path: str) -> T | None:
        now, known = self._now[path], self._values.get(path)
        if known is not None and known[0] == now.digest:
            return known[1]
        value: T | None = unpickled(now.reading)
        return value

    def save(self) -> None:
        if self._now != self._saved:
            self._saved = self._now
            known = {p: (k.stamp, k.settled, k.digest, k.reading) for p, k in self._now.items()}
            sealed(self._file, self._mark, marshal.dumps(known))
