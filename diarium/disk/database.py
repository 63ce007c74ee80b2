"""Writes a SQLite file that is the same to the byte whenever the same is asked for, and asks it questions.

It knows tables, statements and rows; it never knows what they mean, and never changes a database that is finished: what
follows an edit is made from a copy of it, and comes out as if it had been made from nothing.
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
from pathlib import Path
from typing import Any, NamedTuple

from diarium.disk import wordindex
from diarium.disk.bundle import digest_of
from diarium.disk.filling import Finished
from diarium.disk.listing import stamp_of
from diarium.disk.seal import sealed, unsealed, vacate

Rows = Iterable[Sequence[Any]]
# The names of the columns, the rows, and the tables (and views) that were looked into.
Answer = tuple[tuple[str, ...], tuple[tuple[Any, ...], ...], tuple[str, ...]]
Span = tuple[str, int, int]  # the table, the number of the first row, and how many

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
_IN_A_STEP = 200  # lots
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


class Lot(NamedTuple):
    """Rows that are replaced together: same name, key and places, same rows."""

    name: str
    key: bytes
    places: tuple[Span, ...]
    rows: Callable[[], Mapping[str, Rows]]  # by table, their numbers included


def making(folder: Path, mark: str, plan: Plan, lots: Sequence[Lot]) -> Generator[None, None, Finished]:
    """The database that holds these rows, in a folder of ours; what it held last time already is not put in again.

    It is made in steps, between which other things may be done.
    """
    made, memory = folder / "archive.sqlite", folder / "archive.sqlite.made"
    beside, working = folder / "archive.sqlite.new", folder / "archive.sqlite.working"
    told = blake2b(repr(plan).encode(), digest_size=12).hexdigest()
    mark = f"database 2 {mark} {told} {sqlite3.sqlite_version}"
    known, _ = unsealed(memory, mark)
    now = [lot[:3] for lot in lots]
    if known and known["stamp"] != stamp_of(made):
        known = {}
    if known and known["lots"] == now:
        return Finished(made, known["digest"])
    os.makedirs(folder, exist_ok=True)
    vacate(made, memory, beside, working)
    for left in (memory, beside, working):
        left.unlink(missing_ok=True)
    if known:
        shutil.copyfile(made, working)
    try:
        with _plain_trouble(working), closing(sqlite3.connect(working, isolation_level=None)) as connection:
            pieces = yield from _filling(connection, plan, lots, known)
            if _INTO:
                connection.execute("VACUUM INTO ?", (os.fspath(beside),))
            else:
                connection.execute("VACUUM")
        if not _INTO:
            os.replace(working, beside)
    finally:
        working.unlink(missing_ok=True)
    with open(beside, "r+b") as file:
        for place, value in _COUNTERS:
            file.seek(place)
            file.write(value)
    os.chmod(beside, 0o644)  # it is published under a second name, and a web server must be able to read it
    os.replace(beside, made)
    yield
    digest = digest_of(made)
    body = {"stamp": stamp_of(made), "digest": digest, "lots": now, "pieces": pieces}
    sealed(memory, mark, marshal.dumps(body))
    return Finished(made, digest)


def _filling(
    connection: sqlite3.Connection, plan: Plan, lots: Sequence[Lot], known: Mapping[str, Any]
) -> Generator[None, None, list[wordindex.Piece]]:
    """Bring a copy of the last database, or an empty one, to hold these rows; how its index of words is divided."""
    connection.executescript(_SETTINGS)
    before = {lot[0]: lot for lot in known.get("lots", ())}
    staying = {lot.name for lot in lots if before.get(lot.name) == lot[:3]}
    connection.execute("BEGIN")
    if not known:
        for statement in plan.tables:
            connection.execute(statement)
    for name, _, places in before.values():
        if name not in staying:
            for table, first, count in places:
                number = plan.columns[table][0]
                connection.execute(f"DELETE FROM {table} WHERE {number} BETWEEN ? AND ?", (first, first + count - 1))
    insert = {
        table: f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        for table, columns in plan.columns.items()
    }
    waiting: dict[str, list[Sequence[Any]]] = {table: [] for table in insert}
    for done, lot in enumerate(lots):
        if done % _IN_A_STEP == 0:
            yield
        if lot.name not in staying:
            for table, rows in lot.rows().items():
                waiting[table] += rows
                if len(waiting[table]) > _AT_A_TIME:
                    connection.executemany(insert[table], waiting[table])
                    waiting[table].clear()
    for table, rest in waiting.items():
        connection.executemany(insert[table], rest)
    connection.execute("COMMIT")
    if not known:
        for statement in plan.after:
            connection.execute(statement)
            yield
    told = ((first, lot.key) for lot in lots for table, first, _ in lot.places if table == plan.words.table)
    return (yield from wordindex.filling(connection, plan.words, list(told), known.get("pieces")))


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
