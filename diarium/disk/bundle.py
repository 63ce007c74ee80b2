"""Packs the whole site into one file and lists the checksum of every file; what is unchanged is not packed again.

It adds nothing of its own to what it is given, and neither a time nor a machine leaves a trace in what it makes.
"""

from __future__ import annotations

import errno
import hashlib
import marshal
import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import NamedTuple

import deflate

from diarium.disk import zipping
from diarium.disk.filling import Finished
from diarium.disk.seal import sealed, unsealed, vacate

MANIFEST = "manifest-sha256.txt"
LEVEL = 1  # of this library: smaller than the second level of the usual one, in half its time
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".zip", ".gz", ".docx", ".odt", ".woff2")
_CHUNK = 1 << 20


class Packed(NamedTuple):
    """A member as it lies in the file."""

    crc: int
    size: int
    squeezed: bool
    data: bytes


def packed(path: str, data: bytes) -> Packed:
    """A file made ready for the archive, wherever that is done."""
    if path.lower().endswith(_STORED):
        return Packed(zlib.crc32(data), len(data), False, data)
    return Packed(zlib.crc32(data), len(data), True, bytes(deflate.deflate_compress(data, LEVEL)))


def manifest(digests: Mapping[str, str]) -> bytes:
    """As `sha256sum -c` reads it, from the root of the site."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def size_of(path: Path) -> int:
    return path.stat().st_size


def digest_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------- one file of everything


class _Member(NamedTuple):
    digest: str  # of the file it was made from
    at: int  # where what stands before it begins
    length: int  # with what stands before it
    entry: zipping.Entry


class Bundle:
    """A zip that grows file by file; members that are as they were last time are taken over as they lie there.

    Neighbours that are both unchanged lie side by side in the old file, so long stretches are copied at a time, and
    the checksum of the whole is taken on the way.
    """

    def __init__(self, folder: Path, top: str, stamp: str) -> None:
        self.path = folder / "archive.zip"
        self._top = top
        self._mark = f"zip 3 {stamp} {deflate.__version__} {LEVEL}"
        self._memory = folder / "archive.zip.members"
        self._beside = folder / "archive.zip.new"
        os.makedirs(folder, exist_ok=True)
        vacate(self.path, self._memory, self._beside)
        self._before: dict[str, _Member] = {}
        self._digest = ""
        self._old: FileIO | None = None
        self._recall()
        self._now: dict[str, _Member] = {}
        self._at = 0
        self._stretch = (0, 0)  # of the old file, unchanged and not yet copied
        self._new: FileIO | None = None
        self._waiting: list[bytes] = []  # small pieces on their way into the file
        self._held = 0
        self._sum = hashlib.sha256()

    def _recall(self) -> None:
        known, _ = unsealed(self._memory, self._mark)
        if not known:
            return
        with suppress(OSError):
            old = FileIO(self.path)
            stat = os.fstat(old.fileno())
            if known.get("stamp") != (stat.st_size, stat.st_mtime_ns, stat.st_ino):
                old.close()
                return
            self._old, self._digest = old, known["digest"]
            for name, (digest, at, length, entry) in known["members"].items():
                self._before[name] = _Member(digest, at, length, zipping.Entry(*entry))

    def take(self, path: str, digest: str, pack: Callable[[], Packed]) -> None:
        """Add a file; members lie in the order in which they are added. `pack` is asked only for what is not known."""
        name = f"{self._top}/{path}"
        known = self._before.get(name)
        if known is not None and known.digest == digest:
            first, last = self._stretch
            if last != known.at:
                self._copy_stretch()
                first = known.at
            self._stretch = (first, known.at + known.length)
            self._now[name] = known._replace(at=self._at)
            self._at += known.length
        else:
            self._put(name, digest, pack())

    def done(self) -> Finished:
        """The finished file."""
        everything = (0, sum(member.length for member in self._before.values()))
        if self._old is None or self._new is not None or self._held or self._stretch != everything:
            self._end()
        if self._old is not None:
            self._old.close()
        return Finished(self.path, self._digest)

    def abandon(self) -> None:
        """Leave everything as it was: the site is not to be."""
        for file in (self._new, self._old):
            if file is not None:
                file.close()
        self._beside.unlink(missing_ok=True)

    # ------------------------------------------------------------ writing

    def _put(self, name: str, digest: str, member: Packed) -> None:
        self._copy_stretch()
        method = zipping.DEFLATED if member.squeezed else zipping.STORED
        entry = zipping.Entry(member.crc, member.size, len(member.data), method)
        before = zipping.before(name, entry)
        length = len(before) + len(member.data)
        self._now[name] = _Member(digest, self._at, length, entry)
        self._at += length
        self._write(before)
        self._write(member.data)

    def _copy_stretch(self) -> None:
        at, end = self._stretch
        self._stretch = (0, 0)
        if at == end:
            return
        assert self._old is not None
        self._old.seek(at)
        buffer = memoryview(bytearray(min(_CHUNK, end - at)))
        while at < end:
            count = self._old.readinto(buffer[: end - at])
            if not count:
                raise OSError(errno.EIO, "the archive of the last build was cut short", os.fspath(self.path))
            at += count
            self._flush()
            self._straight(buffer[:count])

    def _write(self, data: bytes) -> None:
        self._waiting.append(data)
        self._held += len(data)
        if self._held >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._straight(memoryview(b"".join(self._waiting)))
            self._waiting.clear()
            self._held = 0

    def _straight(self, data: memoryview) -> None:
        if self._new is None:
            self._new = FileIO(self._beside, "w")
        self._sum.update(data)
        while data:
            data = data[self._new.write(data) :]

    def _end(self) -> None:
        """The list of members, and all of it in the place of the old file."""
        self._copy_stretch()
        lines = b"".join(zipping.listed(name, member.entry, member.at) for name, member in self._now.items())
        self._write(lines + zipping.end(len(self._now), self._at, len(lines)))
        self._flush()
        assert self._new is not None
        os.chmod(self._beside, 0o644)  # it is published under a second name, and a web server must be able to read it
        self._new.close()
        os.replace(self._beside, self.path)
        self._digest = self._sum.hexdigest()
        stat = os.stat(self.path)
        members = {name: (*member[:3], tuple(member.entry)) for name, member in self._now.items()}
        known = {"stamp": (stat.st_size, stat.st_mtime_ns, stat.st_ino), "digest": self._digest, "members": members}
        sealed(self._memory, self._mark, marshal.dumps(known))
