"""Packs the whole site into one file and lists the checksum of every file; what is unchanged is not packed again.

It adds nothing of its own to what it is given, and neither a time nor a machine leaves a trace in what it makes.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import os
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from pathlib import Path
from typing import IO, Any, NamedTuple

import deflate

from diarium.disk import squeezing, zipping
from diarium.disk.beside import Beside
from diarium.disk.filling import Finished
from diarium.disk.patchwork import Patchwork
from diarium.disk.seal import sealed, unsealed, vacate

MANIFEST = "manifest-sha256.txt"
_DIGEST = 16  # bytes of a digest that tell one stretch from another
_CHUNK = 1 << 22  # large: between two of them a thread waits for its turn
_AT_HAND = 1 << 20  # bytes of what is packed anew of a large file that lie in memory; more of it lies on the disk
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".zip", ".gz", ".docx", ".odt", ".woff2")


class Packed(NamedTuple):
    """A member as it lies in the file."""

    crc: int
    size: int
    squeezed: bool
    data: bytes


class Run(NamedTuple):
    """Some of a packed member: where it lies, in the zip as it was or among what was packed anew."""

    stays: bool
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class InStretches:
    """A large member; most of it may lie in the zip already."""

    crc: int
    size: int
    packed_size: int
    runs: list[Run]
    anew: IO[bytes]
    digests: bytes  # of its stretches, one after the other
    lengths: array[int]  # as they are packed


Member = Packed | InStretches


def packed(path: str, data: bytes) -> Packed:
    """A file made ready for the archive, wherever that is done."""
    crc = deflate.crc32(data)
    if path.lower().endswith(_STORED):
        return Packed(crc, len(data), False, data)
    if len(data) > squeezing.LARGE:
        made = map(squeezing.squeezed, squeezing.stretches(io.BytesIO(data), path))
        return Packed(crc, len(data), True, b"".join(made) + squeezing.END)
    return Packed(crc, len(data), True, bytes(deflate.deflate_compress(data, squeezing.LEVEL)))


def manifest(digests: Mapping[str, str]) -> bytes:
    """As `sha256sum -c` reads it, from the root of the site."""
    paths = sorted(digests)
    told = zip(map(digests.__getitem__, paths), repeat("  "), paths, repeat("\n"))  # endless but for the paths
    return "".join(chain.from_iterable(told)).encode()


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def size_of(path: Path) -> int:
    return path.stat().st_size


def digest_of(path: Path) -> str:
    found = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        buffer = memoryview(bytearray(min(_CHUNK, os.fstat(file.fileno()).st_size) or 1))
        while count := file.readinto(buffer):
            found.update(buffer[:count])
    return found.hexdigest()


# ---------------------------------------------------------------- one file of everything


class _Members:
    """The members of a zip in their order, each thing told of them in a row of its own: there are a hundred thousand."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.paths: list[str] = known.get("paths", [])
        self.digests: list[str] = known.get("digests", [])  # of the files they were made from
        self.lengths = array("Q", known.get("lengths", b""))  # with what stands before each of them
        self.crcs = array("L", known.get("crcs", b""))
        self.sizes = array("Q", known.get("sizes", b""))
        self.packed = array("Q", known.get("packed", b""))
        self.methods = array("B", known.get("methods", b""))

    def add(self, path: str, digest: str, length: int, entry: zipping.Entry) -> None:
        self.paths.append(path)
        self.digests.append(digest)
        self.lengths.append(length)
        for row, value in zip((self.crcs, self.sizes, self.packed, self.methods), entry, strict=True):
            row.append(value)

    def take(self, others: _Members, first: int, last: int) -> None:
        """The others' members from one place to another."""
        self.paths += others.paths[first:last]
        self.digests += others.digests[first:last]
        for row, theirs in zip(self._rows, others._rows, strict=True):
            row.extend(theirs[first:last])

    @property
    def _rows(self) -> tuple[array[int], ...]:
        return self.lengths, self.crcs, self.sizes, self.packed, self.methods

    def places(self) -> list[int]:
        """Where what stands before each member begins, and where the last one ends."""
        return list(accumulate(self.lengths, initial=0))

    @property
    def entries(self) -> zipping.Columns:
        return self.crcs, self.sizes, self.packed, self.methods

    def told(self) -> dict[str, Any]:
        """As they are remembered."""
        rows = zip(("lengths", "crcs", "sizes", "packed", "methods"), self._rows, strict=True)
        return {"paths": self.paths, "digests": self.digests} | {name: row.tobytes() for name, row in rows}


def _lengthened(runs: list[Run], run: Run) -> None:
    """Add a run; one that lies right behind the last becomes part of it."""
    last = runs[-1] if runs else None
    if last and last.stays == run.stays and last.at + last.length == run.at:
        runs[-1] = last._replace(length=last.length + run.length)
    else:
        runs.append(run)


class Bundle:
    """A zip that grows file by file; members that are as they were last time are taken over as they lie there."""

    def __init__(self, folder: Path, top: str, stamp: str, beside: Beside | None = None) -> None:
        self.path = folder / "archive.zip"
        self._top = top
        self._mark = f"zip 5 {top} {stamp} {deflate.__version__} {squeezing.LEVEL}"
        self._memory = folder / "archive.zip.members"
        os.makedirs(folder, exist_ok=True)
        vacate(self.path, self._memory, folder / "archive.zip.new")
        known, _ = unsealed(self._memory, self._mark)
        self._file = Patchwork(self.path, known.get("stamp"), beside if known else None)
        self._digest: str = known.get("digest", "")
        self._before = _Members(known if self._file.remembers else {})
        self._places = self._before.places()
        self._numbers = {path: number for number, path in enumerate(self._before.paths)}
        self._now = _Members({})
        # By path: digests of the stretches of a large member one after the other, and how long they are packed.
        self._stretches: dict[str, tuple[bytes, bytes]] = known.get("stretches", {}) if self._before.paths else {}
        self._stretched: dict[str, tuple[bytes, bytes]] = {}
        self._kept: set[str] = set()  # of those that were large
        self._open = ExitStack()  # what is packed anew, until it is copied

    def holds(self, path: str, digest: str) -> bool:
        """Whether this very file is known, so that nobody needs to pack it."""
        at = self._numbers.get(path)
        return at is not None and self._before.digests[at] == digest

    def expects(self, path: str, digest: str) -> bool:
        """Whether a file that will be added is known; if it is not, what is known of others may be copied by now."""
        holds = self.holds(path, digest)
        if not holds:
            self._file.changes()
        return holds

    def in_stretches(self, path: str, file: Path) -> InStretches | None:
        """A large file made ready, and only those stretches packed that are not known; nothing where it is not large.

        May be done beside: it looks only at what is known of the zip as it was.
        """
        if path.lower().endswith(_STORED) or size_of(file) <= squeezing.LARGE:
            return None
        known = dict(self._known_stretches(path))
        from tempfile import SpooledTemporaryFile  # seldom needed, and it loads much

        anew = self._open.enter_context(SpooledTemporaryFile(max_size=_AT_HAND, dir=os.fspath(self.path.parent)))  # noqa: SIM115 - it is closed with the others
        crc = size = written = 0
        runs: list[Run] = []
        digests, lengths = bytearray(), array("L")
        with open(file, "rb", buffering=0) as data:
            for stretch in squeezing.stretches(data, path):
                crc, size = deflate.crc32(stretch, crc), size + len(stretch)
                digest = hashlib.sha256(stretch).digest()[:_DIGEST]
                run = known.get(digest)
                if run is None:
                    run = Run(False, written, anew.write(squeezing.squeezed(stretch)))
                    written += run.length
                _lengthened(runs, run)
                digests += digest
                lengths.append(run.length)
        _lengthened(runs, Run(False, written, anew.write(squeezing.END)))
        return InStretches(crc, size, sum(run.length for run in runs), runs, anew, bytes(digests), lengths)

    def _known_stretches(self, path: str) -> Iterator[tuple[bytes, Run]]:
        if path not in self._stretches:
            return
        digests, lengths = self._stretches[path]
        number = self._numbers[path]
        at = self._places[number + 1] - self._before.packed[number]
        for place, length in enumerate(array("L", lengths)):
            yield digests[place * _DIGEST : (place + 1) * _DIGEST], Run(True, at, length)
            at += length

    def take(self, path: str, digest: str, pack: Callable[[], Member]) -> None:
        """Add a file; members lie in the order in which they are added. `pack` is asked only for what is not known."""
        if self.holds(path, digest):
            at = self._numbers[path]
            self._keep(at, at + 1)
        else:
            self._put(path, digest, pack())

    def stay(self, paths: list[str], digests: list[str], pack: Callable[[str], Member]) -> None:
        """Add files that most likely lie in a row already: as many as do are taken over in one stretch."""
        if not paths:
            return
        first = self._numbers.get(paths[0], len(self._before.paths))
        last = first + len(paths)
        if self._before.paths[first:last] == paths and self._before.digests[first:last] == digests:
            self._keep(first, last)
        elif len(paths) == 1:
            self.take(paths[0], digests[0], lambda: pack(paths[0]))
        else:
            half = len(paths) // 2
            self.stay(paths[:half], digests[:half], pack)
            self.stay(paths[half:], digests[half:], pack)

    def done(self) -> Finished:
        """The finished file."""
        if self._file.is_as_it_was(self._places[-1]):
            self._file.close()
        else:
            self._end()
        self._open.close()
        return Finished(self.path, self._digest)

    def abandon(self) -> None:
        """Leave everything as it was: the site is not to be."""
        self._file.abandon()
        self._open.close()

    def _keep(self, first: int, last: int) -> None:
        self._file.keep(self._places[first], self._places[last] - self._places[first])
        self._now.take(self._before, first, last)
        self._kept |= {path for path in self._stretches if first <= self._numbers[path] < last}

    def _put(self, path: str, digest: str, member: Member) -> None:
        if isinstance(member, Packed):
            method = zipping.DEFLATED if member.squeezed else zipping.STORED
            entry = zipping.Entry(member.crc, member.size, len(member.data), method)
            self._begin(path, digest, entry)
            self._file.add(member.data)
            return
        self._begin(path, digest, zipping.Entry(member.crc, member.size, member.packed_size, zipping.DEFLATED))
        for run in member.runs:
            if run.stays:
                self._file.keep(run.at, run.length)
            else:
                self._file.add_from(member.anew, run.at, run.length)
        self._stretched[path] = member.digests, member.lengths.tobytes()

    def _begin(self, path: str, digest: str, entry: zipping.Entry) -> None:
        before = zipping.before(f"{self._top}/{path}", entry)
        self._now.add(path, digest, len(before) + entry.packed_size, entry)
        self._file.add(before)

    def _end(self) -> None:
        """The list of members, and all of it in the place of the old file."""
        at, members = self._file.at, self._now
        self._file.go_on()
        names = [f"{self._top}/{path}".encode() for path in members.paths]
        lines = zipping.listing(names, members.entries, members.places())
        self._file.add(lines + zipping.end(len(members.paths), at, len(lines)))
        self._digest, stamp = self._file.finish()
        stretches = {path: told for path, told in self._stretches.items() if path in self._kept} | self._stretched
        told = {"stamp": stamp, "digest": self._digest, "stretches": stretches} | members.told()
        sealed(self._memory, self._mark, marshal.dumps(told))
