"""The rows of the open data, and their forms: CSV for spreadsheets, JSON Lines for programs.

All forms come from the same rows, so they tell the same story; only what a spreadsheet would run is defused.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity, Ref
from diarium.pages.citations import flat
from diarium.pages.columns import SEPARATOR, TABLES, Column, Table
from diarium.pages.holdings import Holding, Holdings, as_json

Cell = str | int | float | None
Row = tuple[Cell, ...]

BOM = "\ufeff".encode()
# What a spreadsheet takes for a formula when a cell begins with it.
_FORMULA = frozenset("=+-@\t\r＝＋－＠")


class Tables:
    """Every table's rows, worked out once."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.site = holdings.show.site

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        made = {
            "cities": [self._city(e) for e in self._of("city")],
            "organisations": [self._organisation(e) for e in self._of("organisation")],
            "people": [self._person(e) for e in self._of("person")],
            "series": [self._series(e) for e in self._of("series")],
            "themes": [self._theme(e) for e in self._of("theme")],
            "cases": [self._case(e) for e in self._of("case")],
            "meetings": [self._meeting(m) for listed in self.site.meetings.values() for m in listed],
            "documents": [self._document(one) for one in self.holdings],
            "participations": _numbered(self._participations()),
            "named": _numbered(self._named()),
            "tabled": _numbered(self._tabled()),
            "attachments": _numbered(self._attachments()),
        }
        return {table.name: made[table.name] for table in TABLES}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of each document, by its id."""
        return {one.id: self.holdings.text(one.document) for one in self.holdings}

    # ------------------------------------------------------------ what a document holds

    def _document(self, one: Holding) -> Row:
        record = one.document
        officers = dict.fromkeys(a.printed for a in record.appearances if a.capacity in ("officer", "signed"))
        return (
            one.id,
            one.url,
            record.title,
            record.date,
            record.type,
            record.lang,
            record.summary,
            _many(one.cases),
            _many(one.institutions),
            _many(officers),
            one.series.id if one.series else None,
            _meeting_id(one.meeting),
            _many(theme.id for theme in one.themes),
            len(one.participants),
            len(record.attachments),
            len(self.texts[one.id].split()),
            one.changed,
            one.checksum,
        )

    def _participations(self) -> Iterator[Row]:
        for one in self.holdings:
            meeting = _meeting_id(one.meeting)
            fields = one.document.parsed.fields
            occasion = fields.meeting.date.first if fields.meeting and fields.meeting.date else None
            held = one.meeting.period.first if one.meeting and one.meeting.period else occasion
            for a in one.participants:
                organisation = a.organisation_ref.id if a.organisation_ref else None
                person = a.ref.id if a.ref else None
                yield (
                    one.id,
                    meeting,
                    held or one.document.date,
                    person,
                    a.printed,
                    a.role,
                    a.party,
                    a.organisation,
                    organisation,
                    a.status or "present",
                )

    def _named(self) -> Iterator[Row]:
        capacities = self.holdings.show.capacities
        for one in self.holdings:
            for a in one.document.appearances:
                if not a.capacity.startswith("participants."):
                    kind = a.ref.kind if a.ref else capacities[a.capacity].kind
                    yield one.id, kind, a.ref.id if a.ref else None, a.capacity, a.printed

    def _tabled(self) -> Iterator[Row]:
        for one in self.holdings:
            for series, key, item in one.document.tabled:
                yield one.id, f"{series}/{key}", item

    def _attachments(self) -> Iterator[Row]:
        for one in self.holdings:
            for a in one.document.attachments:
                url = self.holdings.url(a.path) if a.path else a.url
                yield one.id, a.title, url, a.size, a.sha256, int(a.missing)

    # ------------------------------------------------------------ things

    def _of(self, kind: str) -> Iterable[Entity]:
        return self.site.of_kind(kind)

    @cached_property
    def _documents_of(self) -> dict[Ref, list[str]]:
        """The dates of the documents that list or mention each thing, oldest first."""
        found: dict[Ref, dict[str, str]] = defaultdict(dict)
        for one in self.holdings:
            for a in one.document.appearances:
                if a.ref is not None:
                    found[a.ref][one.path] = one.document.date
            for ref, _ in self.site.texts[one.path].woven.mentions:
                found[ref][one.path] = one.document.date
        return {ref: sorted(dates.values()) for ref, dates in found.items()}

    def _common(self, entity: Entity) -> tuple[Cell, Cell, Cell, Cell]:
        other = dict.fromkeys((*entity.aliases, *entity.spellings))
        return entity.ref.id, self.holdings.url(entity.ref.path), entity.name, _many(other)

    def _counted(self, ref: Ref) -> tuple[Cell, Cell, Cell]:
        dates = self._documents_of.get(ref, [])
        return len(dates), dates[0] if dates else None, dates[-1] if dates else None

    def _target(self, kind: str, name: str | None) -> str | None:
        ref = self.site.names.get((kind, name)) if name else None
        return ref.id if ref else None

    @cached_property
    def _held_in(self) -> Counter[Ref]:
        return Counter(m.city for listed in self.site.meetings.values() for m in listed if m.city is not None)

    def _city(self, entity: Entity) -> Row:
        fields = entity.entry.fields if entity.entry is not None else None
        latitude, longitude = fields.position if fields is not None and fields.position else (None, None)
        return (
            *self._common(entity),
            fields.country if fields is not None else None,
            latitude,
            longitude,
            self._target("city", fields.part_of) if fields is not None else None,
            self._counted(entity.ref)[0],
            self._held_in[entity.ref],
        )

    def _organisation(self, entity: Entity) -> Row:
        fields = entity.entry.fields if entity.entry is not None else None
        home = self._target("city", fields.city) if fields is not None else None
        return (*self._common(entity), home, *self._counted(entity.ref))

    def _person(self, entity: Entity) -> Row:
        count, first, last = self._counted(entity.ref)
        took_part = {a.document for a in self.site.appearances.get(entity.ref, ()) if a.capacity == "participants.name"}
        return (*self._common(entity), count, len(took_part), first, last)

    def _series(self, entity: Entity) -> Row:
        every = entity.entry.fields.every if entity.entry is not None else None
        said = " ".join(str(part) for part in every) if every else None
        return (
            *self._common(entity),
            said,
            len(self.site.meetings.get(entity.ref.id, ())),
            *self._counted(entity.ref),
        )

    def _theme(self, entity: Entity) -> Row:
        return (*self._common(entity), len(self.holdings.show.relations.by_theme[entity.ref.id]))

    def _case(self, entity: Entity) -> Row:
        fields = entity.entry.fields if entity.entry is not None else None
        title, status = (fields.title, fields.status) if fields is not None else (None, None)
        id, url, name, _ = self._common(entity)
        return (id, url, name, title, status, *self._counted(entity.ref))

    def _meeting(self, meeting: Meeting) -> Row:
        period = meeting.period
        return (
            _meeting_id(meeting),
            self.holdings.url(meeting.path),
            meeting.series,
            meeting.number,
            period.first if period else None,
            period.last if period else None,
            meeting.says("time"),
            meeting.city.id if meeting.city else None,
            meeting.says("place"),
            meeting.says("theme"),
            meeting.status,
            len(meeting.about),
        )


def _meeting_id(meeting: Meeting | None) -> str | None:
    return f"{meeting.series}/{meeting.key}" if meeting else None


def _many(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(flat(value) for value in values) or None


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [(number, *row) for number, row in enumerate(rows, 1)]


# ---------------------------------------------------------------- the forms


def csv_file(table: Table, rows: Iterable[Row]) -> bytes:
    """For spreadsheets: byte order mark, commas, CRLF, and no cell that a spreadsheet would run (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.names)
    texts = [at for at, column in enumerate(table.columns) if column.type == "text"]
    writer.writerows(_defused(row, texts) for row in rows)
    return BOM + out.getvalue().encode("utf-8", "replace")


def _defused(row: Row, texts: Iterable[int]) -> Row:
    """An apostrophe in front keeps a spreadsheet from taking a text for a formula; take it away to have the text."""
    for at in texts:
        value = row[at]
        if value and str(value)[0] in _FORMULA:
            row = (*row[:at], f"'{value}", *row[at + 1 :])
    return row


def json_lines(tables: Tables) -> bytes:
    """Each document on a line: the columns of the table, lists as lists, participants and the whole text."""
    table = next(t for t in TABLES if t.name == "documents")
    people: dict[str, list[dict[str, Cell]]] = defaultdict(list)
    participations = next(t for t in TABLES if t.name == "participations")
    kept = [(at, c.name) for at, c in enumerate(participations.columns) if c.name not in ("row", "document", "meeting")]
    for row in tables.rows["participations"]:
        people[str(row[1])].append({name: row[at] for at, name in kept if row[at] is not None})
    lines = []
    for row in tables.rows["documents"]:
        record: dict[str, object] = {c.name: _listed(c, value) for c, value in zip(table.columns, row, strict=True)}
        record["people"] = people.get(str(row[0]), [])
        record["text"] = tables.texts[str(row[0])]
        lines.append(as_json(record))
    return ("\n".join(lines) + "\n" if lines else "").encode("utf-8", "replace")


def _listed(column: Column, value: Cell) -> object:
    if not column.many:
        return value
    return value.split(SEPARATOR) if isinstance(value, str) else []
