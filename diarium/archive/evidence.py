"""What documents and the registry tell of meetings, as pieces of evidence with their places.

It gathers and judges nothing; putting the pieces together is the work of `archive.meetings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from diarium.archive.content import address_of
from diarium.archive.numbering import number_text
from diarium.archive.registry import Ref, Registry
from diarium.archive.tellings import Evidence
from diarium.model import Period
from diarium.reading.document import Parsed
from diarium.schema import AGENDA_TYPES


def evidence(published: Iterable[Parsed], registry: Registry) -> Iterator[Evidence]:
    """Everything that tells of a meeting of a series."""

    for ref, entry in registry.entries():
        if ref.kind != "series":
            continue
        for at, edition in enumerate(entry.fields.editions):
            yield Evidence(
                ref.id,
                "edition",
                entry.path,
                entry.spot("editions", at),
                period=edition.date,
                number=edition.number,
                city=_city(edition.city, registry),
                status=edition.status,
                note=edition.note,
            )
    for parsed in published:
        yield from _of_document(parsed, registry)


def _city(name: str | None, registry: Registry) -> Ref | None:
    return registry.find("city", name) if name else None


def _of_document(parsed: Parsed, registry: Registry) -> Iterator[Evidence]:
    """Its own occasion, the agendas it stood on, the minutes it approves, the meeting it announces."""
    fields = parsed.fields
    address = address_of(parsed)
    own = registry.find("series", fields.series) if fields.series else None
    for at, tabled in enumerate(fields.tabled):
        body = registry.find("series", tabled.series) if tabled.series else None
        if body and (tabled.date or tabled.number):
            period = Period(tabled.date, tabled.date) if tabled.date else None
            yield Evidence(
                body.id,
                "tabled",
                parsed.path,
                parsed.spot("tabled", at),
                address,
                period,
                tabled.number,
                item=tabled.item,
                written=fields.date or "",
            )
    if own is None:
        return
    meeting = fields.meeting
    if meeting and (meeting.date or meeting.number):
        yield Evidence(
            own.id,
            "about",
            parsed.path,
            parsed.spot("meeting"),
            address,
            meeting.date,
            meeting.number,
            _city(meeting.city, registry),
            said=meeting,
            written=fields.date or "",
            status="announced" if fields.type in AGENDA_TYPES else None,
        )
    written = meeting.date.last if meeting and meeting.date else (fields.date or "")
    for at, value in enumerate(fields.approves):
        number = number_text(value)
        period = None if number else Period(value, value)
        spot = parsed.spot("approves", at)
        yield Evidence(own.id, "approves", parsed.path, spot, address, period, number, written=written)
    if fields.next and (fields.next.date or fields.next.number):
        yield Evidence(
            own.id,
            "next",
            parsed.path,
            parsed.spot("next"),
            address,
            fields.next.date,
            fields.next.number,
            _city(fields.next.city, registry),
            written=written,
        )
