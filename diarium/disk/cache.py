"""What the last build remembers of every file: the key a page was printed from, and the file as it was published.

It is only ever a shortcut: a memory that is corrupt, old or doubtful is dropped with one line, and everything
is printed anew.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from diarium.disk.seal import sealed, unsealed

MARK = "pages 2"

Stamp = tuple[int, int, int]
Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    key: str
    parts: Parts
    stamp: Stamp
    reason: str  # why the last build printed it; empty when it did not
    sha256: str


@dataclass(slots=True)
class Pages:
    """The memory of one output folder."""

    state: Path
    output: Path
    clean: bool = False
    notes: list[str] = field(default_factory=list)
    before: Mapping[str, Remembered] = field(default_factory=dict)
    _now: dict[str, tuple[str, Parts, str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.clean:
            known, note = unsealed(self.file, MARK)
            self.before = {path: Remembered(*values) for path, values in known.items()}
            self.notes += [note] if note else []

    @property
    def file(self) -> Path:
        """One file for each output, so that two of them do not make each other forget."""
        place = hashlib.blake2b(os.fsencode(os.path.abspath(self.output)), digest_size=6).hexdigest()
        return self.state / f"pages-{place}"

    def reason(self, path: str, key: str, parts: Parts) -> str:
        """Why a page must be printed, or nothing: same key, and the published file is the one we left there."""
        known = self.before.get(path)
        if known is None:
            return "the build was asked to forget" if self.clean else "it is new"
        if known.key != key:
            changed = [name for name, part in parts if dict(known.parts).get(name) != part]
            return f"its {', '.join(changed)} changed" if changed else "its layout, the settings or the engine changed"
        if _stamp(self.output / path) != known.stamp:
            return "the published file was not as we left it"
        return ""

    def checksum(self, path: str) -> str | None:
        """Of a published file that is as we left it."""
        known = self.before.get(path)
        return known.sha256 if known is not None and _stamp(self.output / path) == known.stamp else None

    def note(self, path: str, sha256: str, key: str = "", parts: Parts = (), reason: str = "") -> None:
        """What is to be remembered of a file of the site that is being made."""
        self._now[path] = (key, parts, reason, sha256)

    @property
    def pages(self) -> int:
        """How many pages there are now."""
        return sum(path.endswith(".html") for path in self._now)

    def save(self) -> None:
        """Remember the files as they lie in the output now."""
        record = {}
        for path, (key, parts, reason, sha256) in self._now.items():
            stamp = _stamp(self.output / path)
            if stamp is not None:
                record[path] = (key, parts, stamp, reason, sha256)
        sealed(self.file, MARK, marshal.dumps(record))


def _stamp(path: Path) -> Stamp | None:
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino)
