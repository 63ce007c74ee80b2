"""Writes a SQLite file that is the same to the byte whenever the same is asked for, and asks it questions.

It knows tables, statements and rows; it never knows what they mean, and never changes a database that is finished: what
follows an edit is made from another that holds the same, and comes out as if it had been made from nothing.
"""

from __future__ import annotations

import errno
import marshal
import os
import shutil
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import compress
from pathlib import Path
from typing import Any

from diarium.disk import wordindex
from diarium.disk.beside import Beside, Steps, at_once
from diarium.disk.bundle import digest_of
from diarium.disk.filling import Finished
from diarium.disk.listing import stamp_of
from diarium.disk.lots import NONE, Lot, Lots
from diarium.disk.seal import sealed, unsealed, vacate

Rows = Iterable[Sequence[Any]]
# The names of the columns, the rows, and the tables (and views) that were looked into.
Answer = tuple[tuple[str, ...], tuple[tuple[Any, ...], ...], tuple[str, ...]]

# Whatever would follow from the machine, the moment or an earlier state is set once, before the first table. What was
# written is read where it lies: a large memory of pages would only be filled and emptied again.
_SETTINGS = """
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -8192;
PRAGMA mmap_size = 2147418112;
PRAGMA temp_store = MEMORY;
"""
# Where the header tells how often the file and its tables were changed, which release of SQLite wrote last, and at which
# change. Readers only compare them with what they were when they last looked, and nobody writes here again.
_COUNTERS = ((24, bytes(4)), (40, (1).to_bytes(4)), (92, bytes(8)))
_INTO = sqlite3.sqlite_version_info >= (3, 27)  # whether it can tidy into a new file; some long-lived systems have 3.26
_AT_A_TIME = 1000  # rows are put in
_IN_A_STEP = 100  # lots
_FEW = 200  # lots whose rows may lie in memory all together
# SQLite has numbers of its own for what the disk refuses.
_TROUBLES = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the database is like, whatever stands in it."""

    tables: tuple[str, ...]  # statements
    columns: Mapping[str, tuple[str, ...]]  # of each table; the first numbers its rows
    after: tuple[str, ...]  # statements: indexes and views
    words: wordindex.Plan


Told = Callable[[Callable[[], Finished]], None]
RowsOf = Callable[[Lot], Mapping[str, Rows]]  # of a lot: its rows by table, their numbers included


def making(
    folder: Path, mark: str, plan: Plan, lots: Lots, rows: RowsOf, beside: Beside, tell: Told
) -> Steps[Finished]:
    """The database that holds these rows, in a folder of ours; what it held last time already is not put in again.

    It is made in steps, between which other things may be done. Where few rows are new all is done beside; they are
    asked for here first, since one thread alone may ask the archive, where it is noted who reads what. Whoever is told
    where to wait for the database can do so beside.
    """
    mark = f"database 5 {mark} {blake2b(repr(plan).encode(), digest_size=12).hexdigest()} {sqlite3.sqlite_version}"
    one = _Database(folder, mark, plan, lots)
    if one.is_as_it_was:
        return Finished(one.made, one.known["digest"])
    one.clear()
    try:
        if one.known and len(one.anew) <= _FEW:
            asked = {lot: rows(lot) for lot in one.anew}
            job = beside.begin(lambda: one.finished(at_once(one.filled(asked.__getitem__))))
        else:
            pieces = yield from one.filled(rows)
            job = beside.begin(lambda: one.finished(pieces))
        tell(job.result)
        yield job
        return job.result()
    finally:
        one.tidy_up()


class _Database:
    """One database on its way from what it was to what it is to be."""

    def __init__(self, folder: Path, mark: str, plan: Plan, lots: Lots) -> None:
        self.made = folder / "archive.sqlite"
        self._memory = folder / "archive.sqlite.made"
        self._working, self._new = folder / "archive.sqlite.working", folder / "archive.sqlite.new"
        # Holds the rows of the last one in whatever order, is published nowhere, and so need not be copied to be changed.
        self._untidy = folder / "archive.sqlite.untidy"
        self._mark, self._plan, self._lots = mark, plan, lots
        known, _ = unsealed(self._memory, mark)
        self.known: dict[str, Any] = known if known and known["stamp"] == stamp_of(self.made) else {}
        self._before = Lots.known(self.known["lots"]) if self.known else NONE
        self.anew = lots.unlike(self._before)

    @property
    def is_as_it_was(self) -> bool:
        return bool(self.known) and self._before == self._lots

    def clear(self) -> None:
        """Make room; from here on nothing is remembered until all is done."""
        os.makedirs(self.made.parent, exist_ok=True)
        vacate(self.made, self._memory, self._new, self._working, self._untidy)
        self._memory.unlink(missing_ok=True)
        self.tidy_up()

    def tidy_up(self) -> None:
        for left in (self._working, self._new):
            left.unlink(missing_ok=True)

    def filled(self, rows: RowsOf) -> Generator[None, None, list[wordindex.Piece]]:
        """Bring a copy of the last database, or an empty one, to hold these rows; how its index of words is divided."""
        if self.known and self.known["untidy"] == stamp_of(self._untidy) is not None:
            os.replace(self._untidy, self._working)
        elif self.known:
            shutil.copyfile(self.made, self._working)
        lots, table = self._lots, self._plan.words.table
        told = list(
            compress(zip(lots.firsts[table], lots.keys, strict=False), lots.counts[table])
        )  # one row each, or none
        with self._opened() as connection:
            yield from self._rows(connection, rows)
            return (yield from wordindex.filling(connection, self._plan.words, told, self.known.get("pieces")))

    def _rows(self, connection: sqlite3.Connection, rows: RowsOf) -> Generator[None, None, None]:
        plan = self._plan
        connection.execute("BEGIN")
        if not self.known:
            for statement in plan.tables:
                connection.execute(statement)
        for _, _, places in self._before.unlike(self._lots):
            for table, first, count in places:
                number = plan.columns[table][0]
                connection.execute(f"DELETE FROM {table} WHERE {number} BETWEEN ? AND ?", (first, first + count - 1))
        insert = {
            table: f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
            for table, columns in plan.columns.items()
        }
        waiting: dict[str, list[Sequence[Any]]] = {table: [] for table in insert}
        for done, lot in enumerate(self.anew):
            if done % _IN_A_STEP == 0:
                yield
            for table, found in rows(lot).items():
                waiting[table] += found
                if len(waiting[table]) > _AT_A_TIME:
                    connection.executemany(insert[table], waiting[table])
                    waiting[table].clear()
        for table, rest in waiting.items():
            connection.executemany(insert[table], rest)
        connection.execute("COMMIT")
        if not self.known:
            for statement in plan.after:
                connection.execute(statement)
                yield

    def finished(self, pieces: list[wordindex.Piece]) -> Finished:
        """Tidied, summed up, put in its place and remembered."""
        with self._opened() as connection:
            if _INTO:
                connection.execute("VACUUM INTO ?", (os.fspath(self._new),))
            else:
                connection.execute("VACUUM")
        os.replace(self._working, self._untidy if _INTO else self._new)
        with open(self._new, "r+b") as file:
            for place, value in _COUNTERS:
                file.seek(place)
                file.write(value)
        os.chmod(self._new, 0o644)  # it is published under a second name, and a web server must be able to read it
        os.replace(self._new, self.made)
        digest = digest_of(self.made)
        body = {
            "stamp": stamp_of(self.made),
            "untidy": stamp_of(self._untidy),
            "digest": digest,
            "lots": self._lots.told(),
            "pieces": pieces,
        }
        sealed(self._memory, self._mark, marshal.dumps(body))
        return Finished(self.made, digest)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        path = self._working
        with _plain_trouble(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(_SETTINGS)
            yield connection


@contextmanager
def _plain_trouble(path: Path) -> Iterator[None]:
    """What the disk refuses SQLite, told as it is told of every other file."""
    try:
        yield
    except sqlite3.OperationalError as broken:
        number = _TROUBLES.get((getattr(broken, "sqlite_errorcode", None) or 0) & 0xFF)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), os.fspath(path)) from None


def ask(path: Path, question: str) -> Answer:
    """What the database answers, and which of its tables it had to look into for that."""
    looked: set[str] = set()

    def note(action: int, one: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and one:
            looked.add(one)
        return sqlite3.SQLITE_OK

    with (
        _plain_trouble(path),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection,
    ):
        connection.set_authorizer(note)
        cursor = connection.execute(question)
        names = tuple(column[0] for column in cursor.description)
        return names, tuple(tuple(row) for row in cursor.fetchall()), tuple(sorted(looked))
