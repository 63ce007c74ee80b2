"""What the last build remembers: the key and the published form of every file, and how the archive was at that time.

It is only ever a shortcut: a memory that is corrupt, old or doubtful is dropped with one line, and everything
is printed anew.

Most of it is written once, and stands for as long as the site has the same pages and files; what a few edits have changed
since lies in a small file beside. Each of the two is true of the files it tells of, so either may be lost.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import pickle
import secrets
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from diarium.disk import former as formers
from diarium.disk.columns import Numbers, Piece, look_into, write
from diarium.disk.former import Former, Told
from diarium.disk.listing import Listing, Stamp, listing, stamp_of
from diarium.disk.rows import NOT_THERE, File, Files, Made, Parts, Row, Stretch, Works, column_of, columns_of, shown
from diarium.disk.seal import opened, sealed, unpickled, vacate

MARK = "pages 9"
_SINCE = "pages since 1"
_PART = 4  # what is different from the columns is written down beside them as long as it is no larger part of them

Origin = tuple[str, dict[str, bytes]]  # a linked archive, and by file a digest of each text that has changed since


class State(NamedTuple):
    """How the archive was that something was made from."""

    origin: Origin | None
    told: Mapping[Piece, Told]  # of all pieces that are not known to be as they were
    outside: Mapping[str, bytes]  # by name, a digest of all that comes from elsewhere
    left: str = ""  # the name under which others remember how the output was left


@dataclass(slots=True, eq=False)
class Pages:
    """The memory of one output folder."""

    state: Path
    output: Path
    clean: bool = False
    notes: list[str] = field(default_factory=list)
    layouts: dict[str, bytes] = field(default_factory=dict)  # compiled
    lying: Listing | None = None
    """What lies in the output at the moment, once somebody has looked at all of it."""
    known_as: str = ""
    """Where all of that is as a build has left it: the name under which that was remembered."""
    before: Files = field(init=False)
    works: Works = field(init=False)
    former: Former = field(init=False)
    origin: Origin | None = field(default=None, init=False)
    _left: str = field(default="", init=False)  # the name of what lay there when this was remembered
    _now: list[Row] = field(default_factory=list, init=False)
    _id: str = field(default="", init=False)  # of the columns
    _size: int = field(default=0, init=False)  # of the columns, in bytes
    _since: dict[str, dict[int, Any]] = field(default_factory=lambda: {"files": {}, "works": {}}, init=False)
    _layouts: dict[str, bytes] = field(default_factory=dict, init=False)  # as the columns have them
    _in_use: int = field(default=0, init=False)  # pieces, when they were last counted
    _top: str = field(default="", init=False)  # the output, in the form in which its files are asked for

    def __post_init__(self) -> None:
        self._top = os.fspath(self.output)
        columns, note = ({}, "") if self.clean else look_into(self.file, MARK)
        rest: dict[str, Any] = marshal.loads(columns["rest"]) if columns else {}
        since: dict[str, Any] = {}
        if columns:
            body, note = opened(self._beside, f"{_SINCE} {rest['id']}")
            since = (unpickled(body) or {}) if body else {}
        self.notes += [note] if note else []
        self._size = sum(map(len, columns.values()))
        known = rest | since
        self._id, self._in_use, self._layouts = known.get("id", ""), known.get("in use", 0), rest.get("layouts", {})
        self.layouts = dict(known.get("layouts", {}))
        self.origin, self._left = known.get("origin"), known.get("left", "")
        self.before = Files(columns, known.get("reasons", {}))
        self.works = Works(columns, self.before)
        self.former = Former(columns, known.get("outside", {}))
        if since:
            self._take(since)

    def _take(self, since: Mapping[str, Any]) -> None:
        """What has changed since the columns were written."""
        self._since = {"files": since["files"], "works": since["works"]}
        for number, (stamp, sha256, page) in since["files"].items():
            self.before.put(number, stamp, sha256, page)
        for number, (base, read) in since["works"].items():
            self.works.put(number, base, read)
        self.former.pieces.add(since["pieces"])
        for number, told in since["told"].items():
            self.former.tell(number, told)

    def __reduce__(self) -> tuple[object, ...]:
        """To who prints elsewhere: he asks about pages, and remembers nothing."""
        return _handed, (self.state, self.output, self.clean, self.layouts, self.lying, self.before)

    @property
    def file(self) -> Path:
        """One file for each output, so that two of them do not make each other forget."""
        place = hashlib.blake2b(os.fsencode(os.path.abspath(self.output)), digest_size=6).hexdigest()
        return self.state / f"pages-{place}"

    @property
    def _beside(self) -> Path:
        return self.file.with_name(f"{self.file.name}-since")

    # -- files

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
        return found is not None and shown(found) == known.stamp

    @property
    def strayed(self) -> set[int]:
        """The pieces of work that have given files which are not as we left them."""
        if self._left and self._left == self.known_as:
            return set()
        return self.works.giving(self.before.others(self._looks()))

    def _looks(self) -> list[Stamp | None]:
        lying = (self.lying or listing(self._top)).files
        return list(map(lying.get, self.before.paths))

    # -- pieces of the archive

    def number(self, piece: Piece) -> int:
        """The number under which a piece of the archive is remembered."""
        return self.former.pieces.number(piece)

    def read(self, number: int) -> array[int]:
        """The numbers of what a piece of work was made from."""
        return array("I", self.works.reads[number])

    def made_from(self, name: str) -> list[Piece]:
        """What a piece of work was made from, where it is known."""
        number = self.works.numbers.get(name)
        return [] if number is None else [self.former.pieces[piece] for piece in self.read(number)]

    def readers(self, pieces: Iterable[int]) -> set[int]:
        """The pieces of work that may have been made from any of these."""
        wanted = frozenset(pieces)
        found = {number for piece in wanted for number in self.former.readers(piece)}
        return found.union(number for number in self._since["works"] if not wanted.isdisjoint(self.read(number)))

    # -- what is there now

    def keep(self, name: str, base: str, read: array[int] | None, files: int) -> None:
        """What a piece of work was made from, by the numbers of the pieces; the files it gave are noted next."""
        if name and base:
            self._now.append(Made(name, base, read.tobytes() if read is not None else b"", files))

    def note(self, path: str, sha256: str, key: str = "", parts: Parts = (), reason: str = "") -> None:
        """What is to be remembered of a file of the site that is being made."""
        self._now.append(File(path, sha256, marshal.dumps((key, parts)) if key else b"", reason))

    def stay(self, stretch: Stretch) -> None:
        """These pieces of work, and these files, are as they were."""
        self._now.append(stretch)

    @property
    def last(self) -> str:
        """The name of the last piece of work."""
        for row in reversed(self._now):
            if isinstance(row, Made):
                return row.name
            if isinstance(row, Stretch) and row.works:
                return self.works.names[row.works[-1]]
        return ""

    @property
    def pages(self) -> int:
        """How many pages there are now."""
        return "\0".join([*self._paths(), ""]).count(".html\0")

    def _paths(self) -> Iterator[str]:
        for row in self._now:
            if isinstance(row, Stretch):
                yield from self.before.paths[row.files.start : row.files.stop]
            elif isinstance(row, File):
                yield row.path

    def save(self, state: State, stayed: bool = False) -> None:
        """Remember the files as they lie in the output now, and how the archive was that they were made from.

        Where files that stand are known to have `stayed` the same files, nobody looks at them again.
        """
        for piece in {origin for _, origins in state.told.values() for origin in origins or ()}:
            if piece in state.told:  # so it is compared
                self.number(piece)
        unmoved = self._unmoved()
        if unmoved is None or not self._save_since(state, stayed, *unmoved):
            self._save_all(state)

    def _unmoved(self) -> tuple[dict[int, Made], dict[int, File]] | None:
        """By their numbers, the rows that are others; nothing where the rows are not those that were there."""
        made: dict[int, Made] = {}
        files: dict[int, File] = {}
        work = file = 0
        works, paths = self.works, self.before.paths
        for row in self._now:
            match row:
                case Stretch(stands, given):
                    if given.start != file or (stands and stands.start != work):
                        return None
                    work, file = stands.stop if stands else work, given.stop
                case Made(name, _, _, many):
                    if work == len(works) or works.names[work] != name or works.span(work) != (file, file + many):
                        return None
                    made[work] = row
                    work += 1
                case File(path):
                    if file == len(paths) or paths[file] != path:
                        return None
                    files[file] = row
                    file += 1
        return (made, files) if (work, file) == (len(works), len(paths)) and paths else None

    def _save_since(self, state: State, stayed: bool, made: Mapping[int, Made], files: Mapping[int, File]) -> bool:
        """Whether it was enough to write down what is different from the columns."""
        lying = (self.lying or listing(self._top)).files
        for number, row in files.items():
            self.before.put(number, shown(lying.get(row.path)), row.sha256, row.page)
        if not stayed and self.before.others(self._looks()):
            return False
        works = self._since["works"] | {number: (row.base, row.read) for number, row in made.items()}
        for number, (base, read) in works.items():
            self.works.put(number, base, read)
        for piece, told in state.told.items():
            at = self.former.pieces.find(piece)
            if at is not None and (self.former.digest_at(at), self.former.origins(piece)) != told:
                self.former.tell(at, told)
        known = {number: self.before[row.path] for number, row in files.items()}
        told_files = {number: (one.stamp, one.sha256, one.page) for number, one in known.items()}
        body = {
            "origin": state.origin,
            "outside": dict(state.outside),
            "left": state.left if all(stamp != NOT_THERE for stamp, _, _ in told_files.values()) else "",
            "reasons": {number: row.reason for number, row in files.items() if row.reason},
            "files": self._since["files"] | told_files,
            "works": works,
            "pieces": self.former.pieces.added,
            "told": self.former.told,
        }
        if self.layouts != self._layouts:
            body["layouts"] = self.layouts
        data = pickle.dumps(body, 5)
        if len(data) > self._size // _PART:
            return False
        sealed(self._beside, f"{_SINCE} {self._id}", data)
        return True

    def _save_all(self, state: State) -> None:
        columns, reasons = columns_of(self._now, self.before, self.works)
        lying = (self.lying or listing(self._top)).files
        looks = list(map(lying.get, self._paths()))
        columns["stamps"] = [column_of(looks).tobytes()]
        pieces = list(self.former.pieces)
        read = memoryview(b"".join(columns["reads"])).cast("I")
        if len(pieces) > 2 * self._in_use + 100:
            pieces, read = self._tidied(pieces, read, state)
            columns["reads"] = [read]
        columns |= formers.columns_of(self.former, state.told, Numbers(read, columns["ends of reads"][0], 4), pieces)
        self._id = secrets.token_hex(8)
        rest = {
            "id": self._id,
            "origin": state.origin,
            "outside": dict(state.outside),
            "left": state.left if None not in looks else "",
            "reasons": reasons,
            "layouts": self.layouts,
            "in use": self._in_use,
        }
        write(self.file, MARK, columns | {"rest": [marshal.dumps(rest)]})
        vacate(self._beside)
        self._beside.unlink(missing_ok=True)

    def _tidied(self, pieces: list[Piece], read: memoryview, state: State) -> tuple[list[Piece], memoryview]:
        """Forget the pieces that nothing is made from any more, when they are many."""
        known = chain((told for told in state.told.values()), self.former.all())
        origins = {origin for _, follows in known for origin in follows or ()}
        used = sorted(set(read).union(number for number, piece in enumerate(pieces) if piece in origins))
        self._in_use = len(used)
        if len(pieces) < 2 * len(used) + 100:
            return pieces, read
        now = {number: at for at, number in enumerate(used)}
        return [pieces[number] for number in used], memoryview(array("I", map(now.__getitem__, read)))


def _handed(
    state: Path, output: Path, clean: bool, layouts: dict[str, bytes], lying: Listing | None, before: Files
) -> Pages:
    made = Pages(state, output, clean=True, layouts=layouts, lying=lying)
    made.clean, made.before = clean, before
    return made
