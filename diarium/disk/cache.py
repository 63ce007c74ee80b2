"""What the last build remembers: the key and the published form of every file, and how the archive was at that time.

It is only ever a shortcut: a memory that is corrupt, old or doubtful is dropped with one line, and everything
is printed anew.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import pickle
from array import array
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from diarium.disk.seal import sealed, unpickled, unsealed

MARK = "pages 6"

Stamp = tuple[int, int, int]
Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    key: str
    parts: Parts
    stamp: Stamp
    reason: str  # why the last build printed it; empty when it did not
    sha256: str


@dataclass(frozen=True, slots=True)
class Done:
    """A piece of work of the last build: what it was made from, and the files it gave."""

    base: str
    read: bytes  # numbers of pieces of the archive
    stood: bytes  # a digest of those, as they were
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How the archive was that something was made from."""

    origin: tuple[str, dict[str, bytes]]  # the archive as it was linked; by file, a digest of each text changed since
    digests: Mapping[Any, bytes]  # of pieces of it
    follows: Mapping[Any, tuple[Any, ...]]  # what pieces follow from that are worked out


@dataclass(slots=True)
class Pages:
    """The memory of one output folder."""

    state: Path
    output: Path
    clean: bool = False
    notes: list[str] = field(default_factory=list)
    before: Mapping[str, Remembered] = field(default_factory=dict)
    works: Mapping[str, Done] = field(default_factory=dict)
    layouts: dict[str, bytes] = field(default_factory=dict)  # compiled
    _now: dict[str, tuple[str, Parts, str, str]] = field(default_factory=dict)
    _done: dict[str, Done] = field(default_factory=dict)
    pieces: list[Any] = field(default_factory=list)  # every piece of the archive that something was made from
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    state_before: State | None = None
    _top: str = ""  # the output, in the form in which its files are asked for by the hundred thousand

    def __post_init__(self) -> None:
        self._top = os.fspath(self.output)
        if not self.clean:
            known, note = unsealed(self.file, MARK)
            self.before = {path: Remembered(*values) for path, values in known.get("files", {}).items()}
            self.layouts = known.get("layouts", {})
            self.works = {name: Done(*values) for name, values in known.get("works", {}).items()}
            self.pieces = unpickled(known.get("pieces", b"")) or []
            self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
            if not self.pieces:
                self.works = {}
            elif known.get("origin"):
                self.state_before = self._unpacked(known)
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
        if not self.lies(path):
            return "the published file was not as we left it"
        return ""

    def lies(self, path: str) -> bool:
        """Whether a published file is as we left it."""
        known = self.before.get(path)
        return known is not None and _stamp(f"{self._top}/{path}") == known.stamp

    def read(self, done: Done) -> Sequence[int]:
        """The numbers of what a piece of work was made from."""
        return array("I", done.read)

    def keep(self, name: str, base: str, read: array[int] | None, stood: bytes, files: tuple[str, ...]) -> None:
        """What a piece of work was made from, by the numbers of the pieces; without `read`, that is as it was."""
        if name and read is None:
            self._done[name] = self.works[name]
        elif name and base:
            self._done[name] = Done(base, read.tobytes() if read is not None else b"", stood, files)

    def number(self, piece: Hashable) -> int:
        """The number under which a piece of the archive is remembered."""
        number = self._numbers.get(piece)
        if number is None:
            number = self._numbers[piece] = len(self.pieces)
            self.pieces.append(piece)
        return number

    def note(self, path: str, sha256: str, key: str = "", parts: Parts = (), reason: str = "") -> None:
        """What is to be remembered of a file of the site that is being made."""
        self._now[path] = (key, parts, reason, sha256)

    @property
    def pages(self) -> int:
        """How many pages there are now."""
        return sum(path.endswith(".html") for path in self._now)

    def _unpacked(self, known: Mapping[str, Any]) -> State:
        pieces = self.pieces
        digests = {piece: digest for piece, digest in zip(pieces, known["digests"], strict=True) if digest}
        follows = {pieces[number]: found for number, found in known["follows"].items()}
        return State(known["origin"], digests | known["outside"], follows)

    def _packed(self, state: State | None) -> dict[str, Any]:
        if state is None:
            return {}
        numbered = {piece: number for number, piece in enumerate(self.pieces)}
        follows = {numbered[piece]: found for piece, found in state.follows.items() if piece in numbered}
        outside = set(chain.from_iterable(follows.values())) - numbered.keys()
        digests = [state.digests.get(piece) for piece in self.pieces]
        return {"origin": state.origin, "digests": digests, "outside": {p: state.digests[p] for p in outside if p in state.digests}, "follows": follows}  # fmt: skip

    def save(self, state: State | None = None) -> None:
        """Remember the files as they lie in the output now, and how the archive was that they were made from."""
        record = {}
        for path, (key, parts, reason, sha256) in self._now.items():
            stamp = _stamp(f"{self._top}/{path}")
            if stamp is not None:
                record[path] = (key, parts, stamp, reason, sha256)
        self._tidy()
        works = {name: (done.base, done.read, done.stood, done.files) for name, done in self._done.items()}
        body = {"files": record, "works": works, "pieces": pickle.dumps(self.pieces, 5), "layouts": self.layouts}
        sealed(self.file, MARK, marshal.dumps(body | self._packed(state)))

    def _tidy(self) -> None:
        """Forget the pieces that nothing is made from any more, when they are many."""
        used = sorted(set().union(*(self.read(done) for done in self._done.values())))
        if len(self.pieces) < 2 * len(used) + 100:
            return
        now = {number: at for at, number in enumerate(used)}
        self.pieces = [self.pieces[number] for number in used]
        for name, done in self._done.items():
            read = array("I", [now[number] for number in self.read(done)])
            self._done[name] = replace(done, read=read.tobytes())


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino)
