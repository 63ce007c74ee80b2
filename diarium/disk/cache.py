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
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from diarium.disk.listing import Listing, Stamp, listing, stamp_of
from diarium.disk.seal import sealed, unpickled, unsealed

MARK = "pages 8"

_NOT_YET = (-1, -1, -1)  # the stamp of a file on its way into the output
Parts = tuple[tuple[str, str], ...]


class Remembered(NamedTuple):
    """A file of the last build."""

    stamp: Stamp  # as it lies in the output
    sha256: str
    reason: str  # why the last build printed it; empty when it did not
    page: bytes  # its key and parts, packed, since hardly any of them is asked for; empty where it is no page

    @property
    def key(self) -> str:
        return self._unpacked[0]

    @property
    def parts(self) -> Parts:
        return self._unpacked[1]

    @property
    def _unpacked(self) -> tuple[str, Parts]:
        found: tuple[str, Parts] = marshal.loads(self.page) if self.page else ("", ())
        return found


class Done(NamedTuple):
    """A piece of work of the last build: what it was made from, and the files it gave."""

    base: str
    read: bytes  # numbers of pieces of the archive
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How the archive was that something was made from."""

    origin: tuple[str, dict[str, bytes]] | None  # as it was linked; by file, a digest of each text changed since
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
    pieces: list[Any] = field(default_factory=list)  # every piece of the archive that something was made from
    state_before: State | None = None
    lying: Listing | None = None
    """What lies in the output at the moment, once somebody has looked at all of it."""
    _now: dict[str, Remembered] = field(default_factory=dict)
    _done: dict[str, Done] = field(default_factory=dict)
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _packed_pieces: bytes = b""  # as long as there are no others
    _in_use: int = 0  # pieces, when they were last counted
    _top: str = ""  # the output, in the form in which its files are asked for by the hundred thousand

    def __post_init__(self) -> None:
        self._top = os.fspath(self.output)
        if self.clean:
            return
        known, note = unsealed(self.file, MARK)
        self.notes += [note] if note else []
        files, works = known.get("files", {}), known.get("works", {})
        self.before = dict(zip(files, map(Remembered._make, files.values()), strict=True))
        self.layouts = known.get("layouts", {})
        self._packed_pieces, self._in_use = known.get("pieces", b""), known.get("in use", 0)
        self.pieces = unpickled(self._packed_pieces) or []
        self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
        if self.pieces:
            self.works = dict(zip(works, map(Done._make, works.values()), strict=True))
            self.state_before = self._unpacked(known)

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
            before = dict(known.parts)
            changed = [name for name, part in parts if before.get(name) != part]
            return f"its {', '.join(changed)} changed" if changed else "its layout, the settings or the engine changed"
        if not self.lies(path):
            return "the published file was not as we left it"
        return ""

    def lies(self, path: str) -> bool:
        """Whether a published file is as we left it."""
        known = self.before.get(path)
        if known is None:
            return False
        found = stamp_of(f"{self._top}/{path}") if self.lying is None else self.lying.files.get(path)
        return found is not None and found == known.stamp

    @property
    def strayed(self) -> frozenset[str]:
        """The published files that are not as we left them."""
        lying = (self.lying or listing(self._top)).files
        return frozenset(path for path, known in self.before.items() if lying.get(path) != known.stamp)

    def read(self, done: Done) -> array[int]:
        """The numbers of what a piece of work was made from."""
        return array("I", done.read)

    def keep(self, name: str, base: str, read: array[int] | None, files: tuple[str, ...]) -> None:
        """What a piece of work was made from, by the numbers of the pieces."""
        if name and base:
            self._done[name] = Done(base, read.tobytes() if read is not None else b"", files)

    def stay(self, names: Iterable[str], files: Iterable[str]) -> None:
        """These pieces of work, and their files, are as they were."""
        self._done |= {name: self.works[name] for name in names}
        for path in files:
            known = self.before[path]
            self._now[path] = known._replace(reason="") if known.reason else known

    def number(self, piece: Hashable) -> int:
        """The number under which a piece of the archive is remembered."""
        number = self._numbers.get(piece)
        if number is None:
            number = self._numbers[piece] = len(self.pieces)
            self.pieces.append(piece)
            self._packed_pieces = b""
        return number

    def note(self, path: str, sha256: str, key: str = "", parts: Parts = (), reason: str = "") -> None:
        """What is to be remembered of a file of the site that is being made."""
        self._now[path] = Remembered(_NOT_YET, sha256, reason, marshal.dumps((key, parts)) if key else b"")

    @property
    def pages(self) -> int:
        """How many pages there are now."""
        return sum(path.endswith(".html") for path in self._now)

    def _unpacked(self, known: Mapping[str, Any]) -> State:
        pieces = self.pieces
        digests = {piece: digest for piece, digest in zip(pieces, known["digests"], strict=True) if digest}
        follows = {pieces[number]: found for number, found in known["follows"].items()}
        return State(known["origin"], digests | known["outside"], follows)

    def _packed(self, state: State) -> dict[str, Any]:
        numbered = self._numbers
        follows = {numbered[piece]: found for piece, found in state.follows.items() if piece in numbered}
        outside = set(chain.from_iterable(follows.values())) - numbered.keys()
        digests = [state.digests.get(piece) for piece in self.pieces]
        told = {piece: state.digests[piece] for piece in outside if piece in state.digests}
        return {"origin": state.origin, "digests": digests, "outside": told, "follows": follows}

    def save(self, state: State) -> None:
        """Remember the files as they lie in the output now, and how the archive was that they were made from."""
        lying = (self.lying or listing(self._top)).files
        record = {}
        for path, known in self._now.items():
            stamp = lying.get(path)
            if stamp is not None:
                record[path] = (stamp, *known[1:])
        self._tidy()
        body = {
            "files": record,
            "works": {name: tuple(done) for name, done in self._done.items()},
            "pieces": self._packed_pieces or pickle.dumps(self.pieces, 5),
            "in use": self._in_use,
            "layouts": self.layouts,
        }
        sealed(self.file, MARK, marshal.dumps(body | self._packed(state)))

    def _tidy(self) -> None:
        """Forget the pieces that nothing is made from any more, when they are many."""
        if len(self.pieces) < 2 * self._in_use + 100:
            return
        used = sorted(set().union(*map(self.read, self._done.values())))
        self._in_use = len(used)
        if len(self.pieces) < 2 * len(used) + 100:
            return
        now = {number: at for at, number in enumerate(used)}
        self.pieces, self._packed_pieces = [self.pieces[number] for number in used], b""
        self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
        for name, done in self._done.items():
            read = array("I", [now[number] for number in self.read(done)])
            self._done[name] = done._replace(read=read.tobytes())
