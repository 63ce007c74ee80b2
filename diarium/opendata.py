"""The part of the build that makes the open data: tables, database, the page that explains them, and all as one file.

It is a list of steps like the pipeline it belongs to; what stands in the files is decided in `pages`.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from diarium.config import Config
from diarium.disk import bundle
from diarium.disk import database as disk
from diarium.disk.filling import Finished
from diarium.disk.patchwork import Joined
from diarium.disk.seal import forget, sealed, unsealed
from diarium.disk.wordindex import Plan as WordPlan
from diarium.pages import database as asking
from diarium.pages.columns import TABLES
from diarium.pages.datapage import data_view
from diarium.pages.datasets import FOLDER, File, checksums, described, file_of
from diarium.pages.holdings import Holdings
from diarium.pages.table import Page, because, introduced
from diarium.pages.tables import NUMBERED, Row, Share, Tables, csv_head, csv_rows, json_line
from diarium.printing import Printed, belongs, packed
from diarium.spelling import slug

PLACE = "data"  # in the state folder
DATABASE = f"{FOLDER}archive.sqlite"
PAGE = f"{FOLDER}index.html"
WHOLE = f"{FOLDER}archive.zip"
SUMS = f"{FOLDER}SHA256SUMS.txt"
MEMORIES = ("*.pieces", "rows", "answers", "archive.sqlite.made")  # of what the files of the data were made from

_OF = {table.name: table for table in TABLES}

Given = bytes | Path | Finished  # the bytes of a file, where it lies, or one of ours that is finished
Asked = tuple[asking.Question, disk.Answer]
T = TypeVar("T")
Steps = Generator[None, None, T]

_AT_A_TIME = 100  # documents whose rows are made before others have their turn


@dataclass(frozen=True, slots=True)
class OpenData:
    """What comes out: files by path, and the page."""

    files: dict[str, bytes | Finished]
    page: Page


def unasked(holdings: Holdings) -> Page:
    """The page without numbers and answers, for a look at its layout that makes no tables."""
    return _page(holdings, {}, {}, [])


class Meanwhile(Generic[T]):
    """What this process makes in small steps while others print: they would stand still if it were made first."""

    def __init__(self, steps: Steps[T]) -> None:
        self._steps = steps
        self._made: list[T] = []  # one, when it is done

    def step(self) -> None:
        """Do a little of it, if anything is left to do."""
        if not self._made:
            try:
                next(self._steps)
            except StopIteration as end:
                self._made.append(end.value)

    @property
    def is_done(self) -> bool:
        return bool(self._made)

    def done(self) -> T:
        """What is made, when all that is left is done."""
        while not self._made:
            self.step()
        return self._made[0]

    def abandon(self) -> None:
        self._steps.close()


def make(holdings: Holdings, state: Path, stamp: str, clean: bool = False) -> Meanwhile[OpenData]:
    return Meanwhile(_steps(holdings, state, stamp, clean))


def _steps(holdings: Holdings, state: Path, stamp: str, clean: bool) -> Steps[OpenData]:
    """Every file of the data, each made from what it was: what an edit leaves alone is only copied."""
    if clean:
        forget(state / PLACE, MEMORIES)
    tables = Tables(holdings)
    mark = f"{stamp} {holdings.show.reads.digest_of(('archive', 'config')).hex()}"
    made, grown = yield from _grown(tables, state / PLACE, mark)
    base = yield from disk.making(state / PLACE, mark, _plan(), grown.lots)
    files = {path: File(bundle.size_of(one.path), one.sha256) for path, one in made.items()}
    about = described(holdings, files)
    files |= {path: file_of(data) for path, data in about.items()}
    digests = {path: file.sha256 for path, file in files.items()} | {DATABASE: base.sha256}
    sizes = {path: file.size for path, file in files.items()} | {DATABASE: bundle.size_of(base.path)}
    asked = yield from _asked(tables, base, files, state / PLACE, mark)
    page = _page(holdings, grown.counts, sizes, asked)
    return OpenData({**made, **about, DATABASE: base, SUMS: checksums(digests)}, page)


class _Growing:
    """The tables as files, and the rows of the database, as they grow thing by thing and document by document."""

    def __init__(self, folder: Path, mark: str) -> None:
        self.files = {table.name: Joined(folder, f"{table.name}.csv", mark) for table in TABLES}
        self.lines = Joined(folder, "documents.jsonl", mark)
        self.counts = dict.fromkeys(self.files, 0)  # the rows of each table
        self.lots: list[disk.Lot] = []
        for name, file in self.files.items():
            file.take(b"head", partial(csv_head, _OF[name]))

    def things(self, name: str, rows: list[Row]) -> None:
        """A whole table."""
        key = hashlib.blake2b(repr(rows).encode("utf-8", "surrogatepass"), digest_size=12).digest()
        self.files[name].take(key, partial(csv_rows, _OF[name], rows))
        self.counts[name] = len(rows)
        self.lots.append(disk.Lot(name, key, ((name, 1, len(rows)),), partial(_of_things, name, rows)))

    def document(self, share: Share, key: bytes, many: tuple[int, ...]) -> None:
        """What stands of a document in the other tables; `many` are its rows in those that are numbered."""
        of_each = zip(("documents", *NUMBERED), (1, *many), strict=True)
        places = tuple((name, self.counts[name] + 1, count) for name, count in of_each)
        self.files["documents"].take(key, partial(_csv, share, "documents", 0))
        self.lines.take(key, partial(json_line, share))
        for name, first, count in places[1:]:
            if count:
                self.files[name].take(key + first.to_bytes(4), partial(_csv, share, name, first))
        for name, _, count in places:
            self.counts[name] += count
        self.lots.append(disk.Lot(share.id, key, places, partial(_rows_of, share, places)))

    def done(self) -> dict[str, Finished]:
        made = {f"{FOLDER}{name}.csv": file.done() for name, file in self.files.items()}
        return made | {f"{FOLDER}documents.jsonl": self.lines.done()}

    def abandon(self) -> None:
        for file in (*self.files.values(), self.lines):
            file.abandon()


def _grown(tables: Tables, folder: Path, mark: str) -> Steps[tuple[dict[str, Finished], _Growing]]:
    """The files of the tables; how many rows a document has is remembered, so that who stays is not asked for them."""
    growing = _Growing(folder, mark)
    try:
        for name, rows in tables.things.items():
            growing.things(name, rows)
        known, _ = unsealed(folder / "rows", mark)
        now: dict[str, tuple[bytes, tuple[int, ...]]] = {}
        for number, path in enumerate(tables.site.documents):
            if number % _AT_A_TIME == 0:
                yield
            share, key = Share(tables, path), tables.key(path)
            before = known.get(share.id)
            now[share.id] = before if before is not None and before[0] == key else (key, share.counts)
            growing.document(share, *now[share.id])
        files = growing.done()
    except BaseException:
        growing.abandon()
        raise
    if now != known:
        sealed(folder / "rows", mark, marshal.dumps(now))
    return files, growing


def _of_things(name: str, rows: list[Row]) -> Mapping[str, disk.Rows]:
    return {name: _numbered(rows)}


def _csv(share: Share, name: str, first: int) -> bytes:
    rows = share.rows[name]
    return csv_rows(_OF[name], _numbered(rows, first) if first else rows)


def _rows_of(share: Share, places: tuple[disk.Span, ...]) -> Mapping[str, disk.Rows]:
    """As they stand in the database: each with its number, and the words of the document at the end of its row."""
    (row,) = share.rows["documents"]
    (_, number, _), *others = places
    return {"documents": [(number, *row, share.text)]} | {
        name: _numbered(share.rows[name], first) for name, first, count in others if count
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
        yield
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

    def __init__(self, config: Config, state: Path, stamp: str) -> None:
        self._base_url = config.base_url
        name = slug(config.name) or "archive"
        self._packed = bundle.Bundle(state / PLACE, name, f"{stamp} {config.base_url}")
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

    def add(self, path: str, content: Given) -> None:
        """A file from elsewhere."""
        match content:
            case bytes():
                digest = hashlib.sha256(content).hexdigest()
            case Finished():
                digest = content.sha256
            case _:
                digest = bundle.digest_of(content)
        self._add(path, digest, lambda: self._pack(path, content))

    def _add(self, path: str, digest: str, pack: Callable[[], bundle.Packed]) -> None:
        self.digests[path] = digest
        if belongs(path):
            self._packed.take(path, digest, pack)

    def _pack(self, path: str, content: Given) -> bundle.Packed:
        if not isinstance(content, bytes):
            content = bundle.bytes_of(content.path if isinstance(content, Finished) else content)
        return packed(path, content, self._base_url)

    def done(self) -> Iterator[tuple[str, Given]]:
        """The two files that come last of all."""
        made = self._packed.done()
        self.digests[WHOLE] = made.sha256
        yield WHOLE, made
        yield bundle.MANIFEST, bundle.manifest(self.digests)

    def abandon(self) -> None:
        self._packed.abandon()
