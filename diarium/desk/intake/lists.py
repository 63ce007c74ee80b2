"""Where a paper lists people: the label above, the rows below, tables whose columns say that they hold names.

It finds the rows and takes none apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.rows import looks_like_name
from diarium.desk.intake.vocabulary import COLUMN_HEADS, COLUMNS, NAMES_ALSO, TITLES_BEFORE, label

LISTS = {
    "present": "",
    "invited": "invited",
    "absent": "absent",
    "secretariat": "secretary",
    "secretary": "secretary",
    "chair": "chair",
}
_NEAR_THE_HEAD = 40  # entries


@dataclass(frozen=True, slots=True)
class People:
    """The rows of one list and what stood above them."""

    field: str
    heading: str
    entries: tuple[Entry, ...]
    value: str


def lists(entries: Sequence[Entry]) -> Iterator[People]:
    at = 0
    listed = False
    while at < len(entries):
        entry = entries[at]
        opened = _opened(entry)
        if opened and opened[0] in LISTS:
            field, heading, value = opened
            rows: list[Entry] = []
            at += 1
            if field in ("chair", "secretary") and re.fullmatch(r"[._…\s]{4,}", value) and at < len(entries):
                value = entries[at].text  # a dotted line, and the name below it
            if field in ("chair", "secretary") and value:
                yield People(field, heading, (), value)
                continue
            single = field in ("chair", "secretary")
            while at < len(entries) and _belongs(entries[at], rows, value) and not (single and rows):
                rows.append(entries[at])
                at += 1
            if rows or value:
                yield People(field, heading, tuple(rows), value)
                listed = listed or (field in ("present", "invited") and bool(rows))
            continue
        if entry.kind == "table" and not listed and at < _NEAR_THE_HEAD and (found := _bare_table(entries[at:])):
            yield found
            listed = True
            at += len(found.entries)
            continue
        at += 1


def _opened(entry: Entry) -> tuple[str, str, str] | None:
    """The label a line opens a list with; in bold or as a heading it needs no colon."""
    if _headscolumns_of(entry):
        return None
    found = label(entry.text) or _by_cells(entry)
    if found is None and (entry.bold or entry.kind == "heading") and len(entry.text) < 80:
        found = label(f"{entry.text.rstrip(':')}:")
    return found


def _headscolumns_of(entry: Entry) -> bool:
    """Whether a table's row names its columns, one of them that of the names."""
    if entry.kind != "table" or 2 * sum(bool(COLUMN_HEADS.match(cell)) for cell in entry.cells) < len(entry.cells):
        return False
    columns = columns_of(entry.cells)
    return "name" in columns and len(set(filter(None, columns))) > 1


def _bare_table(entries: Sequence[Entry]) -> People | None:
    """A table near the head whose columns say that it lists people, where no label says so."""
    head = entries[0]
    until = next((at for at, entry in enumerate(entries) if entry.block != head.block), len(entries))
    columns = columns_of(head.cells)
    if until < 2 or not _headscolumns_of(head):
        return None
    names = [entry.cells[columns.index("name")] for entry in entries[1:until]]
    if not all(looks_like_name(TITLES_BEFORE.sub("", re.split(r"[,(]", name)[0].strip())) for name in names):
        return None
    return People("present", "", tuple(entries[:until]), "")


def _by_cells(entry: Entry) -> tuple[str, str, str] | None:
    """A table's row that begins with a label: `Deltagare | Anna Berg, …`."""
    if entry.kind == "table" and len(entry.cells) == 2:
        found = label(f"{entry.cells[0].rstrip(':')}: {entry.cells[1]}")
        return found if found and found[0] in LISTS else None
    return None


def _belongs(entry: Entry, rows: list[Entry], value: str) -> bool:
    """Whether a line still is a row of the list."""
    text = entry.text
    if _headscolumns_of(entry):
        return not rows
    if rows and _headscolumns_of(rows[0]) and entry.block == rows[0].block:
        return True
    if entry.kind == "heading" or not text or label(text):
        return False
    if entry.kind == "table":
        return not rows or rows[-1].kind == "table" or _row_like(text)
    if entry.kind == "item":
        if rows and rows[-1].kind != "item" and not _row_like(text):
            return False
        return len(text) < 140 and _row_like(text, item=True)
    if value and not rows:
        return _row_like(text) and entry.kind == "lines"
    return len(text) < 160 and _row_like(text)


def _row_like(text: str, item: bool = False) -> bool:
    """A row begins with a name; the words before it may be a title. It is no sentence."""
    if text.endswith((".", ":", "?")) and not re.search(r"\b[A-ZÅÄÖ]\.$", text) and len(text.split()) > 6:
        return False
    head = re.split(r"[,;(\t]|\s{2,}|\s[–—-]\s", TITLES_BEFORE.sub("", text))[0].strip()
    words = head.split()
    if looks_like_name(head) and len(words) <= 6:
        return True
    if item and words and words[0][0].isupper() and len(words) == 1:
        return "," in text or "(" in text
    # `Anna Berg Oslo kommune`: the house's last words may be small
    return (
        len(words) >= 3
        and looks_like_name(" ".join(words[:2]))
        and len(words) <= 9
        and sum(w[0].isupper() for w in words) >= 0.6 * len(words)
    )


def columns_of(heads: Sequence[str]) -> list[str]:
    """What each column holds; where none is called a name, whoever sits there is."""
    found = [_column(head) for head in heads]
    if "name" not in found:
        found = [
            "name" if NAMES_ALSO.match(head) and "name" not in found[:at] else found[at]
            for at, head in enumerate(heads)
        ]
    return found


def _column(head: str) -> str:
    return next((name for name, pattern in COLUMNS if re.search(pattern, head, re.IGNORECASE)), "")
