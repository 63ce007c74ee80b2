"""What was understood of every file of content when it was last read, so that an unchanged file is not read again.

A file counts as unchanged when its size, time and inode are those remembered and it had settled before we looked;
otherwise its bytes decide. What was understood lies in a pack, of which only what somebody asks for is read; the list of where
it lies is small. The memory is only a shortcut: what is doubtful of it is dropped and read anew.
"""

from __future__ import annotations

import hashlib
import marshal
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar, overload

from diarium.disk.listing import Stamp
from diarium.disk.pack import Pack, Place, new_pack, packs, take_away
from diarium.disk.seal import sealed, unpickled, unsealed
from diarium.disk.sources import SourceFile, Sources

T = TypeVar("T")

# A file written in the moment we looked may be written again without its time changing; such a one is read twice.
SETTLED_NS = 2_000_000_000

_LIST = "readings"
_AT_HAND = 1 << 22  # bytes of readings that are held until they are put into the pack together

Read = Callable[[Sequence[tuple[str, bytes]]], Iterable[bytes]]  # files with their bytes → the reading of each, pickled


class _Known(NamedTuple):
    stamp: Stamp
    settled: bool
    digest: bytes
    place: Place | None  # of the reading in the pack
    reading: bytes = b""  # as long as it is in none


class _Unread(Sequence[tuple[str, bytes]]):
    """Files with their bytes, which are fetched when somebody takes them: nobody holds those of all files."""

    def __init__(self, found: Sources, files: Sequence[SourceFile]) -> None:
        self._found, self._files = found, files
        self.digests: dict[str, bytes] = {}  # by path: of the bytes that were taken last

    @overload
    def __getitem__(self, at: int) -> tuple[str, bytes]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[str, bytes]]: ...
    def __getitem__(self, at: int | slice) -> tuple[str, bytes] | list[tuple[str, bytes]]:
        return (
            [self._fetched(file) for file in self._files[at]]
            if isinstance(at, slice)
            else self._fetched(self._files[at])
        )

    def __len__(self) -> int:
        return len(self._files)

    def _fetched(self, file: SourceFile) -> tuple[str, bytes]:
        data = self._found.read(file)
        self.digests[file.path] = _digest(data)
        return file.path, data


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
    _now: dict[str, _Known] = field(default_factory=dict)
    _saved: dict[str, _Known] = field(default_factory=dict)
    _values: dict[str, tuple[bytes, T]] = field(default_factory=dict)  # by path: digest of the file, and its reading
    _pack: Pack = field(init=False)
    _others: frozenset[str] = field(init=False)  # packs that go when the list has been written anew
    _keeps: bool = False  # it was saved, so what is found out later is to be saved, too

    def __post_init__(self) -> None:
        known, _ = ({}, "") if self.forget else unsealed(self._file, self._mark)
        self._pack = Pack(self.state, known.get("pack", ""))
        self._others = packs(self.state, _LIST)
        size = self._pack.size
        for path, (stamp, settled, digest, place) in known.get("files", {}).items():
            if place[0] + place[1] <= size:
                self._saved[path] = _Known(stamp, settled, digest, Place(*place))
        self._now = self._saved

    @property
    def _file(self) -> Path:
        return self.state / _LIST

    @property
    def _mark(self) -> str:
        return f"readings 2 {self.stamp}"

    def look(
        self, found: Sources, wanted: Sequence[SourceFile], read: Read, *, saving: bool = False
    ) -> Mapping[str, bytes]:
        """Read what must be read, and leave the rest packed; a digest of each file.

        `read` is given all those that must be read, in one call, and pickles what it makes of them. Who is `saving`
        afterwards need not hold that: it goes into the pack as it comes.
        """
        looked = time.time_ns()
        before, now = self._now, dict[str, _Known]()
        anew: list[SourceFile] = []
        for file in wanted:
            stamp = (file.size, file.mtime_ns, file.inode)
            settled = file.mtime_ns + SETTLED_NS < looked
            known = before.get(file.path)
            if known is not None and known.stamp == stamp and known.settled:
                now[file.path] = known
            elif known is not None and known.digest == _digest(found.read(file)):
                now[file.path] = known._replace(stamp=stamp, settled=settled)
            else:
                now[file.path] = _Known(stamp, settled, b"", None)
                anew.append(file)
        self._now, self.anew = now, 0
        self._values = {path: value for path, value in self._values.items() if path in now}
        self._read(found, anew, read, saving)
        return {path: known.digest for path, known in self._now.items()}

    def readings(self, found: Sources, wanted: Sequence[SourceFile], read: Read) -> list[T]:
        """What is understood of these files, which were looked at."""
        values = {file.path: self._value(file.path) for file in wanted}
        torn = [file for file in wanted if values[file.path] is None]  # somebody or something damaged the pack
        if torn:
            self._read(found, torn, read)
            values |= {file.path: pickle.loads(self._now[file.path].reading) for file in torn}
            if self._keeps:
                self.save()
        if self.living:
            self._values |= {path: (self._now[path].digest, one) for path, one in values.items() if one is not None}
        return [value for value in values.values() if value is not None]

    def _read(self, found: Sources, files: Sequence[SourceFile], read: Read, saving: bool = False) -> None:
        now = self._now = dict(self._now)  # another than what was saved
        unread = _Unread(found, files)
        held: list[str] = []
        size = 0
        for file, reading in zip(files, read(unread), strict=True):
            path = file.path
            now[path] = now[path]._replace(digest=unread.digests[path], place=None, reading=reading)
            held.append(path)
            size += len(reading)
            if saving and size > _AT_HAND:
                self._set_down(held)
                held, size = [], 0
        self.anew += len(files)

    def _set_down(self, paths: Sequence[str]) -> None:
        """Put these readings into the pack, or begin one; what lies there that is of no use is left out when all is saved."""
        now = self._now
        pieces = [now[path].reading for path in paths]
        places = self._pack.add(pieces)
        if places is None and not self._pack.size and (made := new_pack(self.state, _LIST, pieces)) is not None:
            self._pack, places = made
        if places is not None:  # else they are held until all is saved
            for path, place in zip(paths, places, strict=True):
                now[path] = now[path]._replace(place=place, reading=b"")

    def _value(self, path: str) -> T | None:
        now, known = self._now[path], self._values.get(path)
        if known is not None and known[0] == now.digest:
            return known[1]
        value: T | None = unpickled(self._packed(now))
        return value

    def _packed(self, known: _Known) -> bytes:
        return self._pack.read(known.place) if known.place is not None else known.reading

    def save(self) -> None:
        """Add to the pack what was read anew, and write the list; what is in the pack need not be held any more.

        Whoever is killed in between has added what nobody will ask for. When that, and what is no longer asked for, is
        more than half of a pack, all the rest goes into a new one, and the old one goes when the new list stands. Only those
        go that were there when this began: another process may have made one in this moment, and be about to write its list.
        """
        self._keeps = True
        if self._now == self._saved:
            return
        if not (self._add() or self._pack_anew()):
            return
        files = {path: (*known[:3], tuple(known.place)) for path, known in self._now.items() if known.place is not None}
        sealed(self._file, self._mark, marshal.dumps({"pack": self._pack.name, "files": files}))
        take_away(self.state, self._others - {self._pack.name})
        self._others = frozenset({self._pack.name})
        self._saved = self._now

    def _add(self) -> bool:
        """Put what is in no pack into the one there is, unless too much of that is of no use."""
        new = {path: known for path, known in self._now.items() if known.reading}
        used = sum(known.place.length for known in self._now.values() if known.place is not None)
        if self._pack.size > 2 * used:
            return False
        places = self._pack.add(known.reading for known in new.values())
        if places is None:
            return False
        self._put(self._now, new, places)
        return True

    def _pack_anew(self) -> bool:
        whole: list[str] = []

        def readings() -> Iterator[bytes]:
            for path, known in self._now.items():
                reading = self._packed(known)
                if reading:  # else it is found out to be torn when somebody asks for it
                    whole.append(path)
                    yield reading

        made = new_pack(self.state, _LIST, readings())
        if made is None:
            return False
        self._pack, places = made
        self._put({path: known._replace(place=None, reading=b"") for path, known in self._now.items()}, whole, places)
        return True

    def _put(self, known: Mapping[str, _Known], paths: Iterable[str], places: Iterable[Place]) -> None:
        now = dict(known)
        for path, place in zip(paths, places, strict=True):
            now[path] = now[path]._replace(place=place, reading=b"")
        self._now = now


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
