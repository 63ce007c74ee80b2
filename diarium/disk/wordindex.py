"""The full-text index of a database, put together from pieces of some hundred rows that are each made by SQLite alone.

So an edit makes one piece anew and the outcome is what it would be from nothing. How SQLite lays out such an index is
described at https://www.sqlite.org/fts5.html, in the section on its data structures: rows of blobs, each numbered by the
piece it belongs to, and two records that say which pieces there are and how many words. Only those two are written here.
A SQLite that lays it out otherwise, or lets nobody write there, makes the whole index by itself each time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

ROWS = 500  # in a piece: fewer make an edit cheaper, more make the index smaller
_PIECE = 1 << 37  # from the numbers of one piece's blobs to those of the next
_TOTALS, _PIECES = 1, 10  # the numbers of the two records
_ALL_AT_ONCE = 1 << 30  # bytes of memory in which one piece is sorted; it never needs as much

Piece = tuple[str, int, tuple[int, ...]]  # its key, how many blobs it has, and what it adds to the totals


class _Otherwise(Exception):  # noqa: N818 - no fault: it only takes longer
    """This SQLite lays out its index in another way."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which columns of which table are to be searched, and how words are told apart."""

    name: str
    table: str
    number: str  # the column that numbers the rows of the table
    columns: tuple[str, ...]
    words: str  # the tokenizer


def filling(
    connection: sqlite3.Connection, plan: Plan, rows: Sequence[tuple[int, bytes]], known: Sequence[Piece] | None
) -> Generator[None, None, list[Piece]]:
    """Index rows, given by their numbers and a digest of what is in them; `known` are the pieces that are there already.

    Every statement is a transaction of its own, because SQLite writes a piece down when one ends. Between two pieces
    other things may be done.
    """
    try:
        return (yield from _by_pieces(connection, plan, rows, known))
    except (_Otherwise, sqlite3.OperationalError) as refused:
        if isinstance(refused, sqlite3.OperationalError) and not _is_about_the_index(refused, plan):
            raise
        connection.execute("DROP TABLE IF EXISTS temp.piece")
        connection.execute(f"DROP TABLE IF EXISTS {plan.name}")
        _create(connection, plan)
        connection.execute(f"INSERT INTO {plan.name} ({plan.name}) VALUES ('rebuild')")
        return []


def _is_about_the_index(refused: sqlite3.OperationalError, plan: Plan) -> bool:
    """Whether SQLite keeps the tables of its index to itself."""
    return f"{plan.name}_" in str(refused) and "may not be modified" in str(refused)


def _create(connection: sqlite3.Connection, plan: Plan) -> None:
    # Datasette finds the index by the table its content lies in, in these very quotes.
    connection.execute(
        f'CREATE VIRTUAL TABLE {plan.name} USING fts5 (\n  {", ".join(plan.columns)}, content="{plan.table}", '
        f"content_rowid='{plan.number}', tokenize='{plan.words}'\n)"
    )


def _by_pieces(
    connection: sqlite3.Connection, plan: Plan, rows: Sequence[tuple[int, bytes]], known: Sequence[Piece] | None
) -> Generator[None, None, list[Piece]]:
    columns = ", ".join(plan.columns)
    if known is None:
        _create(connection, plan)
        connection.execute(f"INSERT INTO {plan.name} ({plan.name}, rank) VALUES ('automerge', 0)")
    connection.execute(f"CREATE VIRTUAL TABLE temp.piece USING fts5 ({columns}, content='', tokenize='{plan.words}')")
    for setting, value in (("automerge", 0), ("hashsize", _ALL_AT_ONCE)):
        connection.execute("INSERT INTO temp.piece (piece, rank) VALUES (?, ?)", (setting, value))
    pieces: list[Piece] = []
    before = dict(enumerate(known or ()))
    for number, at in enumerate(range(0, len(rows), ROWS)):
        told = rows[at : at + ROWS]
        key = blake2b(b"".join([b"%d:%b" % one for one in told]), digest_size=12).hexdigest()
        piece = before.pop(number, None)
        if piece is None or piece[0] != key:
            _remove(connection, plan, number)
            piece = (key, *_add(connection, plan, number, told[0][0], told[-1][0]))
            yield
        pieces.append(piece)
    for number in before:
        _remove(connection, plan, number)
    connection.execute("DROP TABLE temp.piece")
    _describe(connection, plan, pieces)
    return pieces


def _remove(connection: sqlite3.Connection, plan: Plan, number: int) -> None:
    place = (number + 1) * _PIECE
    connection.execute(f"DELETE FROM {plan.name}_data WHERE id BETWEEN ? AND ?", (place, place + _PIECE - 1))
    connection.execute(f"DELETE FROM {plan.name}_idx WHERE segid = ?", (number + 1,))


def _add(connection: sqlite3.Connection, plan: Plan, number: int, first: int, last: int) -> tuple[int, tuple[int, ...]]:
    """Have SQLite index some rows by themselves, and take over what it made."""
    columns = ", ".join(plan.columns)
    connection.execute("INSERT INTO temp.piece (piece) VALUES ('delete-all')")
    connection.execute(
        f"INSERT INTO temp.piece (rowid, {columns}) "
        f"SELECT {plan.number}, {columns} FROM {plan.table} WHERE {plan.number} BETWEEN ? AND ?",
        (first, last),
    )
    totals, made = (_numbers(_record(connection, "temp.piece", id)[skip:]) for id, skip in ((_TOTALS, 0), (_PIECES, 4)))
    # One level with one piece, whose blobs are numbered from one; none at all where there is not a single word.
    if made[:7] != [1, 1, 0, 0, 1, 1, 1] and made != [0, 0, 0]:
        raise _Otherwise(made)
    connection.execute(
        f"INSERT INTO {plan.name}_data SELECT id + ?, block FROM temp.piece_data WHERE id > ?",
        (number * _PIECE, _PIECES),
    )
    connection.execute(f"INSERT INTO {plan.name}_idx SELECT ?, term, pgno FROM temp.piece_idx", (number + 1,))
    connection.execute(f"INSERT OR REPLACE INTO {plan.name}_docsize SELECT id, sz FROM temp.piece_docsize")
    return (made[7] if len(made) > 3 else 0), tuple(totals)


def _describe(connection: sqlite3.Connection, plan: Plan, pieces: Sequence[Piece]) -> None:
    """Say which pieces there are, and how many rows and words."""
    counted = [piece[2] for piece in pieces] or [(0, *(0 for _ in plan.columns))]
    totals = [sum(column) for column in zip(*counted, strict=True)]
    connection.execute(f"DELETE FROM {plan.name}_docsize WHERE id > ?", (totals[0],))
    filled = [(number, blobs) for number, (_, blobs, _) in enumerate(pieces, 1) if blobs]
    listed = [one for number, blobs in filled for one in (number, 1, blobs)]
    levels = [1, len(filled), 0, 0, len(filled), *listed] if filled else [0, 0, 0]
    settings = _record(connection, plan.name, _PIECES)[:4]  # how often they were changed
    for id, block in ((_TOTALS, _bytes(totals)), (_PIECES, settings + _bytes(levels))):
        connection.execute(f"REPLACE INTO {plan.name}_data (id, block) VALUES (?, ?)", (id, block))


def _record(connection: sqlite3.Connection, name: str, id: int) -> bytes:
    (block,) = connection.execute(f"SELECT block FROM {name}_data WHERE id = ?", (id,)).fetchone()
    return bytes(block)


# ---------------------------------------------------------------- numbers, seven bits a byte, the highest first


def _numbers(data: bytes) -> list[int]:
    found, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found


def _bytes(numbers: Iterable[int]) -> bytes:
    made = bytearray()
    for value in numbers:
        rest = bytearray([value & 0x7F])
        while value := value >> 7:
            rest.append(value & 0x7F | 0x80)
        made += rest[::-1]
    return bytes(made)
