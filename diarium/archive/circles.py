"""What leads back to where it began: a city that is part of itself, minutes that approve their own or later ones,
a next meeting that lies before.

It looks at the linked archive and only complains; what is written stays what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from diarium.archive.meetings import Meeting
from diarium.archive.numbering import read_number
from diarium.archive.omissions import is_meant
from diarium.archive.registry import Ref, Registry
from diarium.archive.site import Document, Site
from diarium.messages import Message, Note, warning
from diarium.reading.document import Parsed
from diarium.schema import Field, entry_fields, kinds


def circles(site: Site, registry: Registry) -> Iterator[Message]:
    for ref, entry in registry.entries():
        for field in entry_fields(kinds()[ref.kind]):
            if field.kind == ref.kind:
                yield from _back_to_itself(ref, entry, field, registry)
    for document in site.documents.values():
        yield from _approved_too_early(document, site)
        yield from _announced_too_late(document, site)


def _back_to_itself(ref: Ref, entry: Parsed, field: Field, registry: Registry) -> Iterator[Message]:
    """A field that names the entry it stands in, or one that leads on to it; each ring is told once."""
    said = f"'{field.name}'"
    for at, value in enumerate(entry.fields[field.name]) if field.many else ():
        if registry.find(ref.kind, value) == ref:
            sentence = f"{said} names this {ref.kind} itself"
            yield warning("leads-to-itself", entry.span(field.name, at), sentence, "delete it, or name another one")
    if field.many:
        return
    ring = [ref]
    while (beyond := _named_in(ring[-1], field, registry)) is not None and beyond not in ring:
        ring.append(beyond)
    if beyond != ref or min(ring) != ref:
        return
    if len(ring) == 1:
        sentence = f"{said} names this {ref.kind} itself"
    else:
        names = ", ".join(registry.entities[one].name for one in (*ring[1:], ref))
        sentence = f"{said} leads in a ring, back to this {ref.kind}: {names}"
    notes = [
        Note("and here", other.span(field.name))
        for one in ring[1:]
        if (other := registry.entities[one].entry) is not None
    ]
    yield warning("leads-to-itself", entry.span(field.name), sentence, "name another one, or delete the line", notes)


def _named_in(ref: Ref, field: Field, registry: Registry) -> Ref | None:
    entry = registry.entities[ref].entry
    value = entry.fields[field.name] if entry is not None else None
    return registry.find(ref.kind, value) if value else None


def _approved_too_early(document: Document, site: Site) -> Iterator[Message]:
    """Minutes are approved at a later meeting; whoever approves their own, or coming ones, has a digit mistyped."""
    meetings = [site.meeting_at[key] for key in document.approves]
    own = site.meeting_at[document.meeting] if document.meeting else None
    for at, value in enumerate(document.parsed.fields.approves if meetings else ()):
        meant = next((one for one in meetings if is_meant(value, one)), None)
        if meant is None or (meant != own and not _is_later(meant, own, document.date)):
            continue
        when = "this very meeting" if meant == own else "a later one"
        yield warning(
            "approves-not-earlier",
            document.parsed.span("approves", at),
            f"'approves' names the meeting {value}, which is {when}",
            "write the date or the number of the earlier meeting; accept this if the original has it so",
        )


def _announced_too_late(document: Document, site: Site) -> Iterator[Message]:
    """The next meeting comes after the one at which it was announced."""
    coming = document.parsed.fields.next
    own = site.meeting_at[document.meeting] if document.meeting else None
    if coming is None or coming.date is None or own is None or own.period is None:
        return
    exact = min(len(coming.date.last), len(own.period.first))
    if coming.date.last[:exact] < own.period.first[:exact]:
        yield warning(
            "next-not-later",
            document.parsed.span("next", "date"),
            f"the next meeting ({coming.date}) would be before the one it was announced at ({own.period})",
            "check both dates; accept this if the original has it so",
        )


def _is_later(meant: Meeting, own: Meeting | None, written: str) -> bool:
    """Whether it comes after the document's own meeting, or, of which none is known, after the document."""
    last = own.period.last if own and own.period else "" if own else written
    if meant.period and last:
        exact = min(len(meant.period.first), len(last))
        return meant.period.first[:exact] > last[:exact]
    one, other = (read_number(meeting.number or "") if meeting else None for meeting in (meant, own))
    if one is None or other is None or bool(one.year) != bool(other.year):
        return False
    return (one.year, one.count) > (other.year, other.count)
