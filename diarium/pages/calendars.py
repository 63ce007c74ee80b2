"""Calendars of the archive and of each series: every meeting whose day is known, held or announced.

A meeting keeps its identifier for ever; one of which only the year or month is known never gets a day it has not. What
is written here is what the calendar library of the field reads and would write itself; the tests compare the two.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from diarium.archive.meetings import Meeting
from diarium.archive.registry import Ref
from diarium.pages.citations import flat
from diarium.pages.holdings import Holdings

LONGEST = 74  # bytes of a line; with the blank that begins the next one, 75 (RFC 5545, 3.1)
_TEXT = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ONE_DAY = datetime.timedelta(days=1)


def calendars(holdings: Holdings) -> Iterator[tuple[str, bytes]]:
    """Each meeting is written once and stands in two calendars."""
    site = holdings.show.site
    events = {
        series: [event(_said(holdings, one)) for one in meetings if _dated(one)]
        for series, meetings in site.meetings.items()
    }
    for series, listed in events.items():
        ref = Ref("series", series)
        yield f"{ref.path}calendar.ics", calendar(f"{holdings.site_name}: {holdings.name(ref)}", listed)
    everything = [one for listed in events.values() for one in listed]
    yield "calendar.ics", calendar(holdings.site_name, everything)


def _dated(meeting: Meeting) -> bool:
    return meeting.period is not None and len(meeting.period.first) == len(meeting.period.last) == 10


def _said(holdings: Holdings, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """The properties of a meeting, in the order in which calendars usually have them."""
    site = holdings.show.site
    assert meeting.period is not None
    number = f" {meeting.number}" if meeting.number else ""
    yield "SUMMARY", text(flat(f"{holdings.name(Ref('series', meeting.series))}{number}"))
    yield "DTSTART;VALUE=DATE", meeting.period.first.replace("-", "")
    last = datetime.date.fromisoformat(meeting.period.last)
    if last < datetime.date.max:  # the end is the day after, and that one has none
        yield "DTEND;VALUE=DATE", (last + _ONE_DAY).isoformat().replace("-", "")
    # The moment from which this is known must be said; the last day of anything that tells of it is one.
    yield "DTSTAMP", _midnight(_known(holdings, meeting))
    yield "UID", text(f"{meeting.series}.{meeting.key}@{holdings.authority}")
    told = [hours] if (hours := meeting.says("time")) else []
    told += [part for part in (meeting.says("theme"), meeting.note) if part]
    unsure = meeting.status in ("announced", "inferred")
    if unsure:
        told.append(holdings.show.mark(meeting)[0])
    papers = dict.fromkeys((*meeting.about, *(path for path, _ in meeting.tabled)))
    told += [f"{site.documents[path].title}: {holdings.url(path)}" for path in papers]
    if told:
        yield "DESCRIPTION", text("\n".join(flat(line) for line in told))
    place = [meeting.says("place") or "", holdings.name(meeting.city) if meeting.city else ""]
    if any(place):
        yield "LOCATION", text(flat(", ".join(part for part in place if part)))
    yield "STATUS", "TENTATIVE" if unsure else "CONFIRMED"
    yield "TRANSP", "TRANSPARENT"
    if site.config.base_url:
        yield "URL", holdings.url(meeting.path)


def _known(holdings: Holdings, meeting: Meeting) -> str:
    telling = (*meeting.about, *(p for p, _ in meeting.tabled), *meeting.approved_in, *meeting.announced_in)
    days = [holdings.changed[path] for path in telling]
    assert meeting.period is not None
    return max(days, default=meeting.period.first)


def _midnight(date: str) -> str:
    year, month, day = (*date.split("-"), "01", "01")[:3]
    return f"{year}{month}{day}T000000Z"


# ---------------------------------------------------------------- the form (RFC 5545)


def calendar(name: str, events: Iterable[bytes]) -> bytes:
    called = text(flat(name))
    head = (
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Diarium//Diarium//EN"),
        ("METHOD", "PUBLISH"),
        ("NAME", called),
        ("X-WR-CALNAME", called),
    )
    return _lines(head) + b"".join(events) + b"END:VCALENDAR\r\n"


def event(said: Iterable[tuple[str, str]]) -> bytes:
    return _lines((("BEGIN", "VEVENT"), *said, ("END", "VEVENT")))


def text(value: str) -> str:
    """As a value that is text has to be written; it holds no other control character than line breaks."""
    return value.translate(_TEXT)


def _lines(said: Iterable[tuple[str, str]]) -> bytes:
    return b"".join(folded(f"{name}:{value}".encode()) + b"\r\n" for name, value in said)


def folded(line: bytes) -> bytes:
    """A long line in pieces, none of which breaks a letter, or a backslash from what it stands before."""
    if len(line) <= LONGEST:
        return line
    pieces = []
    while len(line) > LONGEST:
        end = LONGEST
        while line[end] & 0xC0 == 0x80:
            end -= 1
        if line[end - 1] in b"\\^":
            end -= 1
        pieces.append(line[:end])
        line = line[end:]
    return b"\r\n ".join((*pieces, line))
