"""The rows of the open data, and their forms: CSV for spreadsheets, JSON Lines for programs.

All forms come from the same rows, so they tell the same story; only what a spreadsheet would run is defused.
"""

from __future__ import annotations

import csv
import io
import marshal
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from itertools import compress
from operator import ne

from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity, Ref
from diarium.pages.citations import flat
from diarium.pages.columns import SEPARATOR, TABLES, Column, Table
from diarium.pages.holdings import Holding, Holdings, compact, id_of

Cell = str | int | float | None
Row = tuple[Cell, ...]

# The tables whose rows stand one after the other as the documents do.
NUMBERED = ("participations", "named", "tabled", "attachments")

_TAKING_PART = "participants."  # how the capacities begin of those who took part, who have a table of their own
BOM = "\ufeff".encode()
# What a spreadsheet takes for a formula when a cell begins with it.
_FORMULA = frozenset("=+-@\t\r＝＋－＠")


class Share:
    """What the tables hold of one document, worked out when one of them first asks."""

    def __init__(self, tables: Tables, path: str) -> None:
        self._tables, self.path = tables, path

    @cached_property
    def one(self) -> Holding:
        return self._tables.holdings[self.path]

    @property
    def id(self) -> str:
        return id_of(self.path)

    @cached_property
    def text(self) -> str:
        """Its words."""
        return self._tables.holdings.text(self.one.document)

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """By table; those of numbered tables lack their number, which follows from the documents before."""
        return {
            "documents": [self._tables.document(self.one, self.text)],
            "participations": list(self._tables.participations(self.one)),
            "named": list(self._tables.named(self.one)),
            "tabled": list(self._tables.tabled(self.one)),
            "attachments": list(self._tables.attachments(self.one)),
        }

    @property
    def counts(self) -> tuple[int, ...]:
        """How many rows of each numbered table; found without making any."""
        record = self.one.document
        named = sum(not a.capacity.startswith(_TAKING_PART) for a in record.appearances)
        return len(self.one.participants), named, len(record.tabled), len(record.attachments)


Things = dict[str, tuple[bytes, int, bytes]]  # by table: a digest of its rows, how many there are, and those packed


class Tables:
    """Every table's rows: those of things worked out once, those of documents one document at a time."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.site = holdings.show.site
        self._things: dict[str, list[Row]] = {}

    def things(self, table: str) -> list[Row]:
        """The rows of a table that has one for each thing or meeting."""
        found = self._things.get(table)
        if found is None:
            found = self._things[table] = marshal.loads(self.packed[table][2])
        return found

    @cached_property
    def packed(self) -> Things:
        """All those tables with a digest of each, as they are remembered; what stays is not unpacked."""
        made = {name: self._pack(name, map(row, self._of(kind))) for name, (kind, row) in self._made.items()}
        made["meetings"] = self._pack(
            "meetings", [self._meeting(m) for all in self.site.meetings.values() for m in all]
        )
        return made

    def _pack(self, table: str, rows: Iterable[Row]) -> tuple[bytes, int, bytes]:
        self._things[table] = listed = list(rows)
        packed = marshal.dumps(listed, 2)  # in this old form equal rows are packed into equal bytes
        return blake2b(packed, digest_size=12).digest(), len(listed), packed

    @cached_property
    def times_named(self) -> bytes:
        """How often texts name each thing, in the order of things."""
        mentions = self.holdings.show.archive.mentions
        return array("I", [len(mentions.get(ref, ())) for ref in self.holdings.show.archive.entities]).tobytes()

    def take_up(self, packed: Things, times_named: bytes, changed: Iterable[str]) -> None:
        """Take those tables as they were where nothing but a few texts, and what documents say of themselves, has changed.

        Then only who is named in texts may be others: whom one of these texts names now, or who is named another number
        of times.
        """
        archive = self.holdings.show.archive
        touched = {ref for address in changed for ref, _ in archive.texts.mentions(address)}
        then, now = array("I", times_named), array("I", self.times_named)
        touched |= set(compress(archive.entities, map(ne, then, now)))
        kinds = {ref.kind for ref in touched}
        self.packed = dict(packed)
        for name, (kind, row) in self._made.items():
            if kind in kinds:
                rows = zip(self._of(kind), self.things(name), strict=True)
                self.packed[name] = self._pack(name, [row(e) if e.ref in touched else known for e, known in rows])

    @property
    def _made(self) -> dict[str, tuple[str, Callable[[Entity], Row]]]:
        """By table: the kind of things it holds, and who makes a row of one."""
        return {
            "cities": ("city", self._city),
            "organisations": ("organisation", self._organisation),
            "people": ("person", self._person),
            "series": ("series", self._series),
            "themes": ("theme", self._theme),
            "cases": ("case", self._case),
        }

    def key(self, path: str) -> bytes:
        """A digest of all that the rows of a document are made from, but for the settings.

        Its words follow from its source, and are told by its checksum.
        """
        return self.holdings.show.reads.digest((("holdings", path), ("checksums", path)))

    # ------------------------------------------------------------ what a document holds

    def document(self, one: Holding, text: str) -> Row:
        record = one.document
        officers = dict.fromkeys(a.listed for a in record.appearances if a.capacity in ("officer", "signed"))
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
            len(text.split()),
            one.changed,
            self.holdings.checksum(one),
        )

    def participations(self, one: Holding) -> Iterator[Row]:
        id, meeting = one.id, _meeting_id(one.meeting)
        occasion = one.document.held.first if one.document.held else None
        held = one.meeting.period.first if one.meeting and one.meeting.period else occasion
        day = held or one.document.date
        for a in one.participants:
            body = a.organisation_ref.id if a.organisation_ref else None
            person = a.ref.id if a.ref else None
            yield id, meeting, day, person, a.listed, a.role, a.party, a.organisation, body, a.status or "present"

    def named(self, one: Holding) -> Iterator[Row]:
        capacities = self.holdings.show.capacities
        for a in one.document.appearances:
            if not a.capacity.startswith(_TAKING_PART):
                kind = a.ref.kind if a.ref else capacities[a.capacity].kind
                yield one.id, kind, a.ref.id if a.ref else None, a.capacity, a.listed

    def tabled(self, one: Holding) -> Iterator[Row]:
        for series, key, item in one.document.tabled:
            yield one.id, f"{series}/{key}", item

    def attachments(self, one: Holding) -> Iterator[Row]:
        for a in one.document.attachments:
            url = self.holdings.url(a.path) if a.path else a.url
            yield one.id, a.title, url, a.size, a.sha256, int(a.missing)

    # ------------------------------------------------------------ things

    def _of(self, kind: str) -> Iterable[Entity]:
        return self.site.of_kind(kind)

    def _common(self, entity: Entity) -> tuple[Cell, Cell, Cell, Cell]:
        other = dict.fromkeys((*entity.aliases, *entity.spellings))
        return entity.ref.id, self.holdings.url(entity.ref.path), entity.name, _many(other)

    def _counted(self, ref: Ref) -> tuple[Cell, Cell, Cell]:
        """How many documents list or mention it, and the dates of the oldest and the youngest."""
        found = {a.document for a in self.site.appearances.get(ref, ())}
        found.update([m.document for m in self.site.mentions.get(ref, ())])
        known = self.holdings.show.relations.dates
        dates = [known[path] for path in found]
        return len(dates), min(dates, default=None), max(dates, default=None)

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


# ---------------------------------------------------------------- the forms


def csv_head(table: Table) -> bytes:
    """The byte order mark and the names of the columns."""
    return BOM + (",".join(table.names) + "\r\n").encode()


def csv_rows(table: Table, rows: Iterable[Row]) -> bytes:
    """For spreadsheets: commas, CRLF, and no cell that a spreadsheet would run (RFC 4180)."""
    out = io.StringIO()
    texts = _TEXTS[table.name]
    csv.writer(out, lineterminator="\r\n").writerows([_defused(row, texts) for row in rows])
    return out.getvalue().encode("utf-8", "replace")


def _defused(row: Row, texts: Iterable[int]) -> Row:
    """An apostrophe in front keeps a spreadsheet from taking a text for a formula; take it away to have the text."""
    for at in texts:
        value = row[at]
        if value and str(value)[0] in _FORMULA:
            row = (*row[:at], f"'{value}", *row[at + 1 :])
    return row


def json_line(share: Share) -> bytes:
    """A document on a line: the columns of the table, lists as lists, participants and the whole text."""
    (row,) = share.rows["documents"]
    record: dict[str, object] = {
        c.name: _listed(c, value) for c, value in zip(_OF["documents"].columns, row, strict=True)
    }
    record["people"] = [
        {name: cell for (at, name) in _KEPT if (cell := said[at]) is not None} for said in share.rows["participations"]
    ]
    record["text"] = share.text
    return compact(record)


def _listed(column: Column, value: Cell) -> object:
    if not column.many:
        return value
    return value.split(SEPARATOR) if isinstance(value, str) else []


_OF = {table.name: table for table in TABLES}
_TEXTS = {t.name: [at for at, column in enumerate(t.columns) if column.type == "text"] for t in TABLES}
# Of a participation, what is not said already by the line it stands in; its number comes first and is not there yet.
_KEPT = [
    (at, column.name)
    for at, column in enumerate(_OF["participations"].columns[1:])
    if column.name not in ("document", "meeting")
]
