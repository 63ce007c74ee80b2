"""The part of the build that makes the open data: tables, database, and the page that explains them.

It is a list of steps like the pipeline it belongs to; what stands in the files is decided in `pages`, nothing here.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, compress
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from diarium.disk import bundle
from diarium.disk import database as disk
from diarium.disk.beside import Beside, Steps
from diarium.disk.filling import Finished
from diarium.disk.lots import Lot, Lots, Span
from diarium.disk.patchwork import Joined
from diarium.disk.seal import forget, sealed, unsealed
from diarium.disk.wordindex import Plan as WordPlan
from diarium.pages import database as asking
from diarium.pages.columns import TABLES
from diarium.pages.datapage import data_view
from diarium.pages.datasets import FOLDER, File, checksums, described, file_of
from diarium.pages.holdings import Holdings, id_of
from diarium.pages.table import Page, because, introduced
from diarium.pages.tables import NUMBERED, Row, Share, Tables, csv_head, csv_rows, json_line

if TYPE_CHECKING:
    from concurrent.futures import Future

PLACE = "data"  # in the state folder
DATABASE = f"{FOLDER}archive.sqlite"
PAGE = f"{FOLDER}index.html"
SUMS = f"{FOLDER}SHA256SUMS.txt"
MEMORIES = ("*.pieces", "rows", "answers", "archive.sqlite.made")  # of what the files of the data were made from

_OF = {table.name: table for table in TABLES}

Asked = tuple[asking.Question, disk.Answer]
Told = Callable[[str, Callable[[], Finished]], None]  # of a file that will be finished, long before all are
Origin = tuple[str, dict[str, bytes]]  # the archive as it was linked once, and what has changed since
Since = Callable[[Origin | None], Sequence[str] | None]  # the documents that are others now; nothing where all may be
T = TypeVar("T")

_AT_A_TIME = 100  # documents whose rows are made before others have their turn
_WRITTEN = 10 * _AT_A_TIME  # documents whose rows are written before that
_FEW = 100  # documents whose rows may well be made before others begin to print


@dataclass(frozen=True, slots=True)
class OpenData:
    """What comes out: files by path, and the page."""

    files: dict[str, bytes | Finished]
    page: Page


def unasked(holdings: Holdings) -> Page:
    """The page without numbers and answers, for a look at its layout that makes no tables."""
    return _page(holdings, {}, {}, [])


class Meanwhile(Generic[T]):
    """What this process makes in small steps while others print: they would stand still if it were made first.

    What needs no Python is done beside, and what must wait for that waits without holding up anybody.
    """

    def __init__(self, steps: Steps[T], beside: Beside) -> None:
        self._steps, self._beside = steps, beside
        self._awaited: Future[Any] | None = None
        self._made: list[T] = []  # one, when it is done

    def begin(self) -> None:
        """Do what comes before the first thing to wait for: where little is to do, that is all but the waiting."""
        while not self.is_done and self._awaited is None:
            self._go_on()

    def step(self) -> None:
        """Do a little of it, if anything is left to do that need not wait."""
        if not self.is_done and (self._awaited is None or self._awaited.done()):
            self._go_on()

    @property
    def is_done(self) -> bool:
        return bool(self._made)

    def done(self) -> T:
        """What is made, when all that is left is done."""
        while not self.is_done:
            self._go_on()
        return self._made[0]

    def abandon(self) -> None:
        self._beside.end()  # first: nobody may be at work on what is now taken away
        self._steps.close()

    def _go_on(self) -> None:
        if self._awaited is not None:
            self._awaited.exception()  # wait; what it ended with is for the one who asked for it
        try:
            self._awaited = next(self._steps)
        except StopIteration as end:
            self._made.append(end.value)


def make(
    holdings: Holdings,
    state: Path,
    stamp: str,
    beside: Beside,
    tell: Told = lambda *_: None,
    clean: bool = False,
    origin: Origin | None = None,
    since: Since = lambda _origin: None,
) -> Meanwhile[OpenData]:
    """Every file of the data, each made from what it was: what an edit leaves alone is only copied.

    Where only few documents have changed, all of it that takes long is under way when this returns, and whoever is
    told of a file can have it used beside, too. Else most of it is Python, and is better done while others print.
    `origin` tells how this archive was linked, and `since` which documents have changed since another such moment.
    """
    folder = state / PLACE
    if clean:
        forget(folder, MEMORIES)
    mark = f"{stamp} {holdings.show.reads.digest_of(('archive', 'config')).hex()}"
    rows = _Rows(Tables(holdings), folder / "rows", mark, origin, since)
    made = Meanwhile(_steps(rows, folder, mark, beside, tell if rows.are_few else lambda *_: None), beside)
    if rows.are_few:
        try:
            made.begin()
        except BaseException:
            made.abandon()
            raise
    return made


def _steps(rows: _Rows, folder: Path, mark: str, beside: Beside, tell: Told) -> Steps[OpenData]:
    tables, grown = rows.tables, _Growing(rows, folder, mark)
    try:
        yield from grown.things()
        if rows.are_few:  # the files before the database: they are copied and packed beside all the longer
            yield from grown.documents()
            for path, finished in grown.finishing(beside):
                tell(path, finished)
            base = yield from disk.making(folder, mark, _plan(), grown.lots, grown.of, beside, partial(tell, DATABASE))
        else:  # together: so nobody holds the rows of all documents
            base = yield from disk.making(folder, mark, _plan(), grown.lots, grown.of, beside, lambda _: None)
            yield from grown.documents()
            grown.finishing(beside)
        made = yield from grown.done()
    except BaseException:
        grown.abandon()
        raise
    files = {path: File(bundle.size_of(one.path), one.sha256) for path, one in made.items()}
    about = described(tables.holdings, files)
    files |= {path: file_of(data) for path, data in about.items()}
    digests = {path: file.sha256 for path, file in files.items()} | {DATABASE: base.sha256}
    sizes = {path: file.size for path, file in files.items()} | {DATABASE: bundle.size_of(base.path)}
    asked = yield from _asked(tables, base, files, folder, mark)
    page = _page(tables.holdings, grown.counts, sizes, asked)
    return OpenData({**made, **about, DATABASE: base, SUMS: checksums(digests)}, page)


class _Rows:
    """Which rows there are, told without making those that stay: of things table by table, of documents each by itself."""

    def __init__(self, tables: Tables, memory: Path, mark: str, origin: Origin | None, since: Since) -> None:
        self.tables = tables
        self._memory, self._mark, self._origin = memory, f"rows 2 {mark}", origin
        self._paths = list(tables.site.documents)
        self._shares: dict[int, Share] = {}  # those that somebody has asked for
        self._known, _ = unsealed(memory, self._mark)
        known = self._known
        self.ids = list(map(id_of, self._paths))
        changed = since(known["origin"]) if known and known["outside"] == self._outside else None
        if changed is None:
            self.keys = list(map(tables.key, self._paths))
        else:
            tables.take_up(known["things"], known["named"], changed)
            self.keys = list(known["keys"])
            for path in changed:
                self.keys[self.ids.index(id_of(path))] = tables.key(path)
        self._anew, self.counts = self._compared(known)
        self.are_few = bool(known) and len(self._anew) <= _FEW

    def _compared(self, known: Mapping[str, Any]) -> tuple[list[int], dict[str, array[int]]]:
        """The places of documents that are new or others, and how many rows each of the rest has in numbered tables."""
        before = {name: array("I", known["counts"][name] if known else b"") for name in NUMBERED}
        if known and known["ids"] == self.ids:
            return [at for at, other in enumerate(map(ne, self.keys, known["keys"])) if other], before
        places = {one: at for at, one in enumerate(zip(known.get("ids", ()), known.get("keys", ()), strict=True))}
        stood = [places.get(one) for one in zip(self.ids, self.keys, strict=True)]
        counts = {name: array("I", [0 if at is None else row[at] for at in stood]) for name, row in before.items()}
        return [at for at, place in enumerate(stood) if place is None], counts

    @property
    def _outside(self) -> bytes:
        """A digest of what rows follow from that comes from elsewhere than the archive."""
        return self.tables.holdings.outside

    def counted(self) -> Steps[None]:
        for number, at in enumerate(self._anew):
            if number % _AT_A_TIME == 0:
                yield None
            for name, count in zip(NUMBERED, Share(self.tables, self._paths[at]).counts, strict=True):
                self.counts[name][at] = count

    def share(self, at: int) -> Share:
        found = self._shares.get(at)
        if found is None:
            found = self._shares[at] = Share(self.tables, self._paths[at])
        return found

    def forget(self) -> None:
        """Let go of what was made of documents so far."""
        self._shares.clear()

    def remember(self) -> None:
        body = {
            "origin": self._origin,
            "outside": self._outside,
            "ids": self.ids,
            "keys": self.keys,
            "counts": {name: row.tobytes() for name, row in self.counts.items()},
            "things": self.tables.packed,
            "named": self.tables.times_named,
        }
        if body != self._known:
            sealed(self._memory, self._mark, marshal.dumps(body))


class _Growing:
    """The tables as files, as they grow: first those of things, then document by document."""

    def __init__(self, rows: _Rows, folder: Path, mark: str) -> None:
        self.counts: dict[str, int] = {}  # the rows of each table
        self._rows = rows
        self._firsts: dict[str, list[int]] = {}  # by table: the number of each document's first row
        self._finishing: dict[str, Future[Finished]] = {}
        self._reached = 0  # so many documents are in all files
        self._files = {table.name: Joined(folder, f"{table.name}.csv", mark) for table in TABLES}
        self._lines = Joined(folder, "documents.jsonl", mark)

    @property
    def lots(self) -> Lots:
        """Of the database: each table of things, and each document with its rows in the other tables."""
        rows = self._rows
        of_things = {name: (key, count) for name, (key, count, _) in rows.tables.packed.items()}
        return Lots(of_things, rows.ids, rows.keys, {"documents": array("I", [1]) * len(rows.ids), **rows.counts})

    def things(self) -> Steps[None]:
        """All that comes before the first document, and how many rows each of those has."""
        tables = self._rows.tables
        for name in self._files:
            self._add(name, b"head", partial(csv_head, _OF[name]))
        for name, (key, count, _) in tables.packed.items():
            self._add(name, key, partial(_of_things, tables, name))
            self.counts[name] = count
        yield None
        yield from self._rows.counted()
        self.counts["documents"] = len(self._rows.keys)
        for name, counts in self._rows.counts.items():
            self._firsts[name] = list(accumulate(counts, initial=1))
            self.counts[name] = self._firsts[name][-1] - 1

    def documents(self) -> Steps[None]:
        """What stands of documents in the files, as far as it is not there yet."""
        while self._reached < len(self._rows.keys):
            yield from self._go_on()
            yield None

    def of(self, lot: Lot) -> Mapping[str, disk.Rows]:
        """The rows of a lot of the database, each asked for once and in their order; the files reach as far by then."""
        name, _, places = lot
        if name in _OF:
            return {name: _numbered(self._rows.tables.things(name))}
        at = places[0][1] - 1
        while self._reached <= at:
            for _ in self._go_on():
                pass
        return _rows_of(self._rows.share(at), places)

    def finishing(self, beside: Beside) -> list[tuple[str, Callable[[], Finished]]]:
        """Have each file finished beside; its path, and who tells of it when it is."""
        files = {f"{FOLDER}{name}.csv": file for name, file in self._files.items()}
        files[f"{FOLDER}documents.jsonl"] = self._lines
        self._finishing = {path: beside.begin(file.done) for path, file in files.items()}
        return [(path, awaited.result) for path, awaited in self._finishing.items()]

    def done(self) -> Steps[dict[str, Finished]]:
        yield from self._finishing.values()
        made = {path: awaited.result() for path, awaited in self._finishing.items()}
        self._rows.remember()
        return made

    def abandon(self) -> None:
        for awaited in self._finishing.values():
            if not awaited.cancel():
                awaited.exception()  # wait: nobody may be at work on what is taken away
        for file in (*self._files.values(), self._lines):
            file.abandon()

    def _go_on(self) -> Steps[None]:
        """Some documents in all files: all of them where few are others, for a run that stays is taken over at once."""
        rows, first = self._rows, self._reached
        if not rows.are_few:
            rows.forget()
        self._reached = last = len(rows.keys) if rows.are_few else min(first + _AT_A_TIME, len(rows.keys))
        keys = rows.keys[first:last]
        yield from _by_and_by(
            self._files["documents"].take(keys, lambda at: _csv(rows.share(first + at), "documents", 0))
        )
        yield from _by_and_by(self._lines.take(keys, lambda at: json_line(rows.share(first + at))))
        for name, counts in rows.counts.items():
            # the place of a document and the number of its first row
            having = list(compress(enumerate(self._firsts[name][first:last], first), counts[first:last]))
            numbered = [rows.keys[at] + number.to_bytes(4) for at, number in having]
            made = self._files[name].take(numbered, partial(_numbered_csv, rows.share, name, having))
            yield from _by_and_by(made)

    def _add(self, name: str, key: bytes, make: Callable[[], bytes]) -> None:
        for _ in self._files[name].take([key], lambda _: make()):
            pass


def _by_and_by(made: Iterator[int]) -> Steps[None]:
    for number, _ in enumerate(made, 1):
        if number % _WRITTEN == 0:
            yield None


def _of_things(tables: Tables, name: str) -> bytes:
    return csv_rows(_OF[name], tables.things(name))


def _csv(share: Share, name: str, first: int) -> bytes:
    rows = share.rows[name]
    return csv_rows(_OF[name], _numbered(rows, first) if first else rows)


def _numbered_csv(share: Callable[[int], Share], name: str, having: list[tuple[int, int]], place: int) -> bytes:
    at, first = having[place]
    return _csv(share(at), name, first)


def _rows_of(share: Share, places: tuple[Span, ...]) -> Mapping[str, disk.Rows]:
    """As they stand in the database: each with its number, and the words of the document at the end of its row."""
    (row,) = share.rows["documents"]
    (_, number, _), *others = places
    return {"documents": [(number, *row, share.text)]} | {
        name: _numbered(share.rows[name], first) for name, first, _ in others
    }


def _numbered(rows: list[Row], first: int = 1) -> list[Row]:
    return [(number, *row) for number, row in enumerate(rows, first)]


def _plan() -> disk.Plan:
    after = tuple(statement for statement in asking.AFTER.split(";\n") if statement.strip())
    return disk.Plan(asking.tables(), asking.columns(), after, WordPlan(*asking.WORDS))


def _asked(tables: Tables, base: Finished, files: Mapping[str, File], folder: Path, mark: str) -> Steps[list[Asked]]:
    """Questions with their answers, each remembered as long as the tables are the same that were looked into."""
    known, _ = unsealed(folder / "answers", mark)
    now: dict[str, tuple[str, disk.Answer]] = {}

    def stand(looked: tuple[str, ...]) -> str:
        # Words stand in the database alone; views are named together with what they look into.
        told = [files[path] for name in looked if (path := f"{FOLDER}{name}.csv") in files]
        return " ".join([file.sha256 for file in told] + [base.sha256] * ("documents" in looked))

    def answered(sql: str) -> disk.Answer:
        before = known.get(sql)
        if before is None or before[0] != stand(before[1][2]):
            answer = disk.ask(base.path, sql)
            before = (stand(answer[2]), answer)
        now[sql] = before
        return now[sql][1]

    _, often, _ = answered(asking.OFTEN)
    asked = []
    for question in asking.questions(tables, often[0][0] if often else None):
        yield None
        asked.append((question, answered(question.sql)))
    if now != known:
        sealed(folder / "answers", mark, marshal.dumps(now))
    return asked


def _page(holdings: Holdings, counts: Mapping[str, int], sizes: Mapping[str, int], asked: list[Asked]) -> Page:
    make = partial(data_view, holdings, counts, sizes, asked)
    page = Page(FOLDER, ("data.html",), make, because("an archive can be taken away as data"))
    return introduced(holdings, [page])[0]
