"""Writes a SQLite file that is the same to the byte whenever the same is asked for, and asks it questions.

It knows tables, statements and rows; it never knows what they mean, and never changes a database once it is made.
"""

from __future__ import annotations

import errno
import marshal
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from diarium.disk.bundle import digest_of
from diarium.disk.filling import Finished
from diarium.disk.seal import sealed, unsealed, vacate

Rows = Iterable[Sequence[Any]]

# Whatever would follow from the machine, the moment or an earlier state is set once, before the first table.
_SETTINGS = """
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -65536;
PRAGMA temp_store = MEMORY;
"""
# Bytes 92 to 99 of the header: which release of SQLite wrote last, and at which change. Readers only show them.
_RELEASE = slice(92, 100)
# SQLite has numbers of its own for what the disk refuses.
_TROUBLES = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}


def make(folder: Path, key: str, before: str, rows: Mapping[str, Rows], after: str) -> Finished:
    """The database of these tables, in a folder of ours; with the key of the last time, it is already there."""
    made, memory, beside = folder / "archive.sqlite", folder / "archive.sqlite.made", folder / "archive.sqlite.new"
    mark = f"database 1 {key} {sqlite3.sqlite_version}"
    known, _ = unsealed(memory, mark)
    if known and known["stamp"] == _stamp(made):
        return Finished(made, known["digest"])
    os.makedirs(folder, exist_ok=True)
    vacate(made, memory, beside)
    memory.unlink(missing_ok=True)
    beside.unlink(missing_ok=True)
    _fill(beside, before, rows, after)
    with open(beside, "r+b") as file:
        file.seek(_RELEASE.start)
        file.write(bytes(_RELEASE.stop - _RELEASE.start))
    os.chmod(beside, 0o644)  # it is published under a second name, and a web server must be able to read it
    os.replace(beside, made)
    digest = digest_of(made)
    sealed(memory, mark, marshal.dumps({"stamp": _stamp(made), "digest": digest}))
    return Finished(made, digest)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _fill(made: Path, before: str, rows: Mapping[str, Rows], after: str) -> None:
    with _plain_trouble(made), closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.executescript(_SETTINGS)
        connection.execute("BEGIN")
        for statement in before.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        for insert, listed in rows.items():
            connection.executemany(insert, listed)
        connection.execute("COMMIT")
        connection.executescript(after)
        connection.execute("VACUUM")


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


def ask(path: Path, questions: Iterable[str]) -> list[tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]]:
    """The names of the columns and the rows that answer each question."""
    answers = []
    with (
        _plain_trouble(path),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection,
    ):
        for question in questions:
            cursor = connection.execute(question)
            names = tuple(column[0] for column in cursor.description)
            answers.append((names, tuple(tuple(row) for row in cursor.fetchall())))
    return answers
