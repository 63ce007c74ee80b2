"""Packs the whole site into one file and lists the checksum of every file; what is unchanged is not packed again.

It adds nothing of its own to what it is given, and neither a time nor a machine leaves a trace in what it makes.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import deflate

from diarium.disk import zipping
from diarium.disk.filling import Finished
from diarium.disk.patchwork import Patchwork
from diarium.disk.seal import sealed, unsealed, vacate

MANIFEST = "manifest-sha256.txt"
LEVEL = 1  # of this library: smaller than the second level of the usual one, in half its time
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".zip", ".gz", ".docx", ".odt", ".woff2")


class Packed(NamedTuple):
    """A member as it lies in the file."""

    crc: int
    size: int
    squeezed: bool
    data: bytes


def packed(path: str, data: bytes) -> Packed:
    """A file made ready for the archive, wherever that is done."""
    if path.lower().endswith(_STORED):
        return Packed(deflate.crc32(data), len(data), False, data)
    return Packed(deflate.crc32(data), len(data), True, bytes(deflate.deflate_compress(data, LEVEL)))


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
    """A zip that grows file by file; members that are as they were last time are taken over as they lie there."""

    def __init__(self, folder: Path, top: str, stamp: str) -> None:
        self.path = folder / "archive.zip"
        self._top = top
        self._mark = f"zip 3 {stamp} {deflate.__version__} {LEVEL}"
        self._memory = folder / "archive.zip.members"
        os.makedirs(folder, exist_ok=True)
        vacate(self.path, self._memory, folder / "archive.zip.new")
        known, _ = unsealed(self._memory, self._mark)
        self._file = Patchwork(self.path, known.get("stamp"))
        self._digest: str = known.get("digest", "")
        self._before: dict[str, _Member] = {}
        if self._file.remembers:
            for name, (digest, at, length, entry) in known["members"].items():
                self._before[name] = _Member(digest, at, length, zipping.Entry(*entry))
        self._now: dict[str, _Member] = {}

    def take(self, path: str, digest: str, pack: Callable[[], Packed]) -> None:
        """Add a file; members lie in the order in which they are added. `pack` is asked only for what is not known."""
        name = f"{self._top}/{path}"
        known = self._before.get(name)
        if known is not None and known.digest == digest:
            self._now[name] = known._replace(at=self._file.at)
            self._file.keep(known.at, known.length)
        else:
            self._put(name, digest, pack())

    def done(self) -> Finished:
        """The finished file."""
        if self._file.is_as_it_was(sum(member.length for member in self._before.values())):
            self._file.close()
        else:
            self._end()
        return Finished(self.path, self._digest)

    def abandon(self) -> None:
        """Leave everything as it was: the site is not to be."""
        self._file.abandon()

    def _put(self, name: str, digest: str, member: Packed) -> None:
        method = zipping.DEFLATED if member.squeezed else zipping.STORED
        entry = zipping.Entry(member.crc, member.size, len(member.data), method)
        before = zipping.before(name, entry)
        self._now[name] = _Member(digest, self._file.at, len(before) + len(member.data), entry)
        self._file.add(before)
        self._file.add(member.data)

    def _end(self) -> None:
        """The list of members, and all of it in the place of the old file."""
        at = self._file.at
        lines = b"".join(zipping.listed(name, member.entry, member.at) for name, member in self._now.items())
        self._file.add(lines + zipping.end(len(self._now), at, len(lines)))
        self._digest, stamp = self._file.finish()
        members = {name: (*member[:3], tuple(member.entry)) for name, member in self._now.items()}
        sealed(self._memory, self._mark, marshal.dumps({"stamp": stamp, "digest": self._digest, "members": members}))
