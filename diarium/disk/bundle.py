"""Packs the whole site into one file and lists the checksum of every file; what is unchanged is not packed again.

It adds nothing of its own to what it is given, and neither a time nor a machine leaves a trace in what it makes.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from diarium.disk.seal import sealed, unsealed, vacate

MANIFEST = "manifest-sha256.txt"
LEVEL = 2  # most of what level 9 saves, in a fifth of its time
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
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
        return Packed(zlib.crc32(data), len(data), False, data)
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return Packed(zlib.crc32(data), len(data), True, squeeze.compress(data) + squeeze.flush())


def manifest(digests: Mapping[str, str]) -> bytes:
    """As `sha256sum -c` reads it, from the root of the site."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def digest_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------- one file of everything


class Bundle:
    """A zip that grows file by file; members that are as they were last time are taken over as they lie there."""

    def __init__(self, folder: Path, top: str, stamp: str) -> None:
        self.path = folder / "archive.zip"
        self._top = top
        self._mark = f"zip 2 {stamp} {zlib.ZLIB_RUNTIME_VERSION} {LEVEL}"
        self._memory = folder / "archive.zip.members"
        os.makedirs(folder, exist_ok=True)
        vacate(self.path, self._memory, folder / "archive.zip.new")
        self._before, self._old = self._last()
        self._now: dict[str, str] = {}
        self._beside = folder / "archive.zip.new"
        self._zip: zipfile.ZipFile | None = None
        self._waiting: list[str] = []

    def _last(self) -> tuple[dict[str, str], zipfile.ZipFile | None]:
        known, _ = unsealed(self._memory, self._mark)
        if known:
            with suppress(OSError, zipfile.BadZipFile):
                stamp = os.stat(self.path)
                if known.get("stamp") == (stamp.st_size, stamp.st_mtime_ns, stamp.st_ino):
                    return known["members"], zipfile.ZipFile(self.path)
        return {}, None

    def take(self, path: str, digest: str, pack: Callable[[], Packed]) -> None:
        """Add a file; members lie in the order in which they are added. `pack` is asked only for what is not known."""
        name = f"{self._top}/{path}"
        self._now[name] = digest
        if self._zip is None and self._before.get(name) == digest:
            self._waiting.append(name)  # perhaps nothing has changed at all
            return
        if self._zip is None:
            self._begin()
        if self._before.get(name) == digest:
            self._take_over(name)
        else:
            self._put(name, pack())

    def done(self) -> Path:
        """The finished file."""
        if self._zip is None and self._now != self._before:
            self._begin()
        if self._zip is not None:
            self._zip.close()
        if self._old is not None:
            self._old.close()
        if self._zip is not None:
            os.replace(self._beside, self.path)
        stat = os.stat(self.path)
        stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        if self._zip is not None:
            sealed(self._memory, self._mark, marshal.dumps({"stamp": stamp, "members": self._now}))
        return self.path

    def abandon(self) -> None:
        """Leave everything as it was: the site is not to be."""
        for file in (self._zip, self._old):
            if file is not None:
                file.close()
        self._beside.unlink(missing_ok=True)

    def _begin(self) -> None:
        self._zip = zipfile.ZipFile(self._beside, "w")
        for name in self._waiting:
            self._take_over(name)

    def _put(self, name: str, member: Packed) -> None:
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.create_system, info.external_attr = 3, 0o100644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if member.squeezed else zipfile.ZIP_STORED
        info.CRC, info.file_size, info.compress_size = member.crc, member.size, len(member.data)
        self._append(info, member.data)

    def _take_over(self, name: str) -> None:
        assert self._old is not None
        old = self._old.getinfo(name)
        file = self._old.fp
        assert file is not None
        file.seek(old.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), os.SEEK_CUR)
        data = file.read(old.compress_size)
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.create_system, info.external_attr = 3, 0o100644 << 16
        info.compress_type = old.compress_type
        info.CRC, info.file_size, info.compress_size = old.CRC, old.file_size, old.compress_size
        self._append(info, data)

    def _append(self, info: zipfile.ZipInfo, data: bytes) -> None:
        """What `ZipFile.writestr` does, but with bytes that are packed already."""
        archive = self._zip
        assert archive is not None
        assert archive.fp is not None
        info.header_offset = archive.fp.tell()
        archive.fp.write(info.FileHeader(zip64=False))
        archive.fp.write(data)
        archive.filelist.append(info)
        archive.NameToInfo[info.filename] = info
        archive.start_dir = archive.fp.tell()
        archive._didModify = True  # type: ignore[attr-defined]
