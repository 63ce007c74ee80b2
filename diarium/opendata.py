"""The part of the build that makes the open data: tables, database, the page that explains them, and all as one file.

It is a list of steps like the pipeline it belongs to; what stands in the files is decided in `pages`.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from diarium.config import Config
from diarium.disk import bundle
from diarium.disk import database as disk
from diarium.disk.beside import Beside, Steps
from diarium.disk.filling import Finished
from diarium.disk.patchwork import Joined
from diarium.disk.seal import forget, sealed, unsealed
from diarium.disk.wordindex import Plan as WordPlan
from diarium.pages import database as asking
from diarium.pages.columns import TABLES
from diarium.pages.datapage import data_view
from diarium.pages.datasets import FOLDER, File, checksums, described, file_of
from diarium.pages.holdings import Holdings, id_of
from diarium.pages.offline import is_page
from diarium.pages.table import Page, because, introduced
from diarium.pages.tables import NUMBERED, Row, Share, Tables, csv_head, csv_rows, json_line
from diarium.printing import Printed, belongs, packed
from diarium.spelling import slug

if TYPE_CHECKING:
    from concurrent.futures import Future

PLACE = "data"  # in the state folder
DATABASE = f"{FOLDER}archive.sqlite"
PAGE = f"{FOLDER}index.html"
WHOLE = f"{FOLDER}archive.zip"
SUMS = f"{FOLDER}SHA256SUMS.txt"
MEMORIES = ("*.pieces", "rows", "answers", "archive.sqlite.made")  # of what the files of the data were made from

_OF = {table.name: table for table in TABLES}

Given = bytes | Path | Finished  # the bytes of a file, where it lies, or one of ours that is finished
Asked = tuple[asking.Question, disk.Answer]
Told = Callable[[str, Callable[[], Finished]], None]  # of a file that will be finished, long before all are
Known = dict[str, tuple[bytes, tuple[int, ...]]]  # by document: the key of its rows, and how many it has where
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
        while not self._made and self._awaited is None:
            self._go_on()

    def step(self) -> None:
        """Do a little of it, if anything is left to do that need not wait."""
        if not self._made and (self._awaited is None or self._awaited.done()):
            self._go_on()

    @property
    def is_done(self) -> bool:
        return bool(self._made)

    def done(self) -> T:
        """What is made, when all that is left is done."""
        while not self._made:
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
    holdings: Holdings, state: Path, stamp: str, beside: Beside, tell: Told = lambda *_: None, clean: bool = False
) -> Meanwhile[OpenData]:
    """Every file of the data, each made from what it was: what an edit leaves alone is only copied.

    Where only few documents have changed, all of it that takes long is under way when this returns, and whoever is
    told of a file can have it used beside, too. Else most of it is Python, and is better done while others print.
    """
    folder = state / PLACE
    if clean:
        forget(folder, MEMORIES)
    tables = Tables(holdings)
    mark = f"{stamp} {holdings.show.reads.digest_of(('archive', 'config')).hex()}"
    known: Known = unsealed(folder / "rows", mark)[0]
    paths = tables.site.documents if known else ()
    is_little = known and sum(known.get(id_of(path), ("",))[0] != tables.key(path) for path in paths) <= _FEW
    made = Meanwhile(_steps(tables, folder, mark, known, beside, tell if is_little else lambda *_: None), beside)
    if is_little:
        try:
            made.begin()
        except BaseException:
            made.abandon()
            raise
    return made


def _steps(tables: Tables, folder: Path, mark: str, known: Known, beside: Beside, tell: Told) -> Steps[OpenData]:
    grown = _Growing(tables, folder, mark)
    made = yield from grown.files(known)
    for path, one in made.items():
        tell(path, partial(_itself, one))
    base = yield from disk.making(folder, mark, _plan(), grown.lots, grown.rows, beside, partial(tell, DATABASE))
    files = {path: File(bundle.size_of(one.path), one.sha256) for path, one in made.items()}
    about = described(tables.holdings, files)
    files |= {path: file_of(data) for path, data in about.items()}
    digests = {path: file.sha256 for path, file in files.items()} | {DATABASE: base.sha256}
    sizes = {path: file.size for path, file in files.items()} | {DATABASE: bundle.size_of(base.path)}
    asked = yield from _asked(tables, base, files, folder, mark)
    page = _page(tables.holdings, grown.counts, sizes, asked)
    return OpenData({**made, **about, DATABASE: base, SUMS: checksums(digests)}, page)


def _itself(one: T) -> T:
    return one


class _Growing:
    """The tables as files and the rows of the database, as they grow: first those of things, then those of documents."""

    def __init__(self, tables: Tables, folder: Path, mark: str) -> None:
        self.counts: dict[str, int] = {}  # the rows of each table
        self.lots: list[disk.Lot] = []
        self._tables, self._folder, self._mark = tables, folder, mark
        self._files = {table.name: Joined(folder, f"{table.name}.csv", mark) for table in TABLES}
        self._lines = Joined(folder, "documents.jsonl", mark)
        self._rows: dict[str, Callable[[], Mapping[str, disk.Rows]]] = {}  # of the database, by the name of the lot

    def rows(self, lot: str) -> Mapping[str, disk.Rows]:
        """Asked for once: then nobody holds them any more."""
        return self._rows.pop(lot)()

    def files(self, known: Known) -> Steps[dict[str, Finished]]:
        """How many rows a document has is remembered, so that who stays is not asked for them."""
        try:
            for name in self._files:
                self._add(name, b"head", partial(csv_head, _OF[name]))
            self._things()
            yield None
            shares = [Share(self._tables, path) for path in self._tables.site.documents]
            now: Known = {}
            for number, share in enumerate(shares):
                if number % _AT_A_TIME == 0:
                    yield None
                key, before = self._tables.key(share.path), known.get(share.id)
                now[share.id] = before if before is not None and before[0] == key else (key, share.counts)
            yield from self._documents(shares, now)
            made = {f"{FOLDER}{name}.csv": file.done() for name, file in self._files.items()}
            made[f"{FOLDER}documents.jsonl"] = self._lines.done()
        except BaseException:
            for file in (*self._files.values(), self._lines):
                file.abandon()
            raise
        if now != known:
            sealed(self._folder / "rows", self._mark, marshal.dumps(now))
        return made

    def _add(self, name: str, key: bytes, make: Callable[[], bytes]) -> None:
        for _ in self._files[name].take([key], lambda _: make()):
            pass

    def _things(self) -> None:
        for name, rows in self._tables.things.items():
            key = hashlib.blake2b(repr(rows).encode("utf-8", "surrogatepass"), digest_size=12).digest()
            self._add(name, key, partial(csv_rows, _OF[name], rows))
            self.counts[name] = len(rows)
            self.lots.append((name, key, ((name, 1, len(rows)),)))
            self._rows[name] = partial(_of_things, name, rows)

    def _documents(self, shares: list[Share], now: Known) -> Steps[None]:
        """What stands of documents in the other tables, file by file: a run of those that stay is taken over at once."""
        keys = [key for key, _ in now.values()]
        yield from _by_and_by(self._files["documents"].take(keys, lambda at: _csv(shares[at], "documents", 0)))
        yield from _by_and_by(self._lines.take(keys, lambda at: json_line(shares[at])))
        self.counts["documents"] = len(keys)
        spans = [[("documents", number, 1)] for number in range(1, len(keys) + 1)]
        for place, name in enumerate(NUMBERED):
            first, having = 1, []
            for at, (_, counts) in enumerate(now.values()):
                if counts[place]:
                    spans[at].append((name, first, counts[place]))
                    having.append((at, first))
                    first += counts[place]
            self.counts[name] = first - 1
            numbered = [keys[at] + first.to_bytes(4) for at, first in having]
            made = self._files[name].take(numbered, partial(_numbered_csv, shares, name, having))
            yield from _by_and_by(made)
        for share, key, places in zip(shares, keys, map(tuple, spans), strict=True):
            self.lots.append((share.id, key, places))
            self._rows[share.id] = partial(_rows_of, share, places)


def _by_and_by(made: Iterator[int]) -> Steps[None]:
    for number, _ in enumerate(made, 1):
        if number % _WRITTEN == 0:
            yield None


def _of_things(name: str, rows: list[Row]) -> Mapping[str, disk.Rows]:
    return {name: _numbered(rows)}


def _csv(share: Share, name: str, first: int) -> bytes:
    rows = share.rows[name]
    return csv_rows(_OF[name], _numbered(rows, first) if first else rows)


def _numbered_csv(shares: list[Share], name: str, having: list[tuple[int, int]], place: int) -> bytes:
    at, first = having[place]
    return _csv(shares[at], name, first)


def _rows_of(share: Share, places: tuple[disk.Span, ...]) -> Mapping[str, disk.Rows]:
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


class Whole:
    """The site as one file to take away, and the checksum of every file of the site; both grow as the site is made."""

    def __init__(self, config: Config, state: Path, stamp: str, beside: Beside) -> None:
        self._beside = beside
        self._coming: dict[str, Future[bundle.Member | None]] = {}  # what is packed beside, where it needs to be
        self._base_url = config.base_url
        name = slug(config.name) or "archive"
        self._packed = bundle.Bundle(state / PLACE, name, f"{stamp} {config.base_url}", beside)
        self.digests: dict[str, str] = {}

    def take(self, printed: Printed, output: Path) -> None:
        """A file that was printed, or is published already."""
        self._add(
            printed.path, printed.sha256, lambda: printed.packed or self._pack(printed.path, output / printed.path)
        )

    def stay(self, paths: Sequence[str], digests: Sequence[str], output: Path) -> None:
        """Files in a row that are published already."""
        self.digests.update(zip(paths, digests, strict=True))
        belonging = [path for path in paths if belongs(path)]
        told = [self.digests[path] for path in belonging] if len(belonging) < len(paths) else list(digests)
        self._packed.stay(belonging, told, lambda path: self._pack(path, output / path))

    def expect(self, path: str, made: Callable[[], Finished]) -> None:
        """A file that will be added later, once it is made: it is packed beside unless it lies there already."""

        def packed_beside() -> bundle.Member | None:
            one = made()
            return None if self._packed.expects(path, one.sha256) else self._pack(path, one)

        if belongs(path):
            self._coming[path] = self._beside.begin(packed_beside)

    def add(self, path: str, content: Given) -> None:
        """A file from elsewhere."""
        match content:
            case bytes():
                digest = hashlib.sha256(content).hexdigest()
            case Finished():
                digest = content.sha256
            case _:
                digest = bundle.digest_of(content)
        coming = self._coming.pop(path, None)
        self._add(path, digest, lambda: (coming and coming.result()) or self._pack(path, content))

    def _add(self, path: str, digest: str, pack: Callable[[], bundle.Member]) -> None:
        self.digests[path] = digest
        if belongs(path):
            self._packed.take(path, digest, pack)

    def _pack(self, path: str, content: Given) -> bundle.Member:
        if not isinstance(content, bytes):
            lying = content.path if isinstance(content, Finished) else content
            large = None if is_page(path) else self._packed.in_stretches(path, lying)
            if large is not None:
                return large
            content = bundle.bytes_of(lying)
        return packed(path, content, self._base_url)

    def done(self) -> Iterator[tuple[str, Given]]:
        """The two files that come last of all."""
        made = self._packed.done()
        self.digests[WHOLE] = made.sha256
        yield WHOLE, made
        yield bundle.MANIFEST, bundle.manifest(self.digests)

    def abandon(self) -> None:
        self._packed.abandon()
