"""Packs the whole site into one file and lists the checksum of every file; what is unchanged is not packed again.

It adds nothing of its own to what it is given, and neither a time nor a machine leaves a trace in what it makes.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from diarium.disk.seal import sealed, unsealed

MANIFEST = "manifest-sha256.txt"
LEVEL = 2  # most of what level 9 saves, in a fifth of its time
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".zip", ".gz", ".docx", ".odt", ".woff2")

Content = bytes | Path | None
Rewrite = Callable[[str, bytes], bytes | None]


def contents(files: Mapping[str, Content], output: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of every file of the site that is to be, by path: given, to be copied, or published already."""
    for path in sorted(files):
        content = files[path]
        if isinstance(content, bytes):
            yield path, content
        else:
            yield path, (content or output / path).read_bytes()


def manifest(digests: Mapping[str, str]) -> bytes:
    """As `sha256sum -c` reads it, from the root of the site."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def digest_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------- one file of everything


class Bundle:
    """A zip that grows file by file; members that are as they were last time are taken over as they lie there."""

    def __init__(self, folder: Path, top: str, stamp: str, rewrite: Rewrite) -> None:
        self.path = folder / "archive.zip"
        self._top, self._rewrite = top, rewrite
        self._mark = f"zip 1 {stamp} {zlib.ZLIB_RUNTIME_VERSION} {LEVEL}"
        self._memory = folder / "archive.zip.members"
        os.makedirs(folder, exist_ok=True)
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

    def take(self, path: str, data: bytes, digest: str) -> None:
        """Add a file, in the order of the paths."""
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
            self._pack(name, self._rewrite(path, data) or data)

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

    def _begin(self) -> None:
        self._zip = zipfile.ZipFile(self._beside, "w")
        for name in self._waiting:
            self._take_over(name)

    def _pack(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.create_system, info.external_attr = 3, 0o100644 << 16
        packed = data
        if not name.lower().endswith(_STORED):
            squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
            packed = squeeze.compress(data) + squeeze.flush()
            info.compress_type = zipfile.ZIP_DEFLATED
        info.CRC, info.file_size, info.compress_size = zlib.crc32(data), len(data), len(packed)
        self._append(info, packed)

    def _take_over(self, name: str) -> None:
        assert self._old is not None
        old = self._old.getinfo(name)
        file = self._old.fp
        assert file is not None
        file.seek(old.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), os.SEEK_CUR)
        packed = file.read(old.compress_size)
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.create_system, info.external_attr = 3, 0o100644 << 16
        info.compress_type = old.compress_type
        info.CRC, info.file_size, info.compress_size = old.CRC, old.file_size, old.compress_size
        self._append(info, packed)

    def _append(self, info: zipfile.ZipInfo, packed: bytes) -> None:
        """What `ZipFile.writestr` does, but with bytes that are packed already."""
        archive = self._zip
        assert archive is not None
        assert archive.fp is not None
        info.header_offset = archive.fp.tell()
        archive.fp.write(info.FileHeader(zip64=False))
        archive.fp.write(packed)
        archive.filelist.append(info)
        archive.NameToInfo[info.filename] = info
        archive.start_dir = archive.fp.tell()
        archive._didModify = True  # type: ignore[attr-defined]
