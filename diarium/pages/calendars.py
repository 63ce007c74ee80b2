"""Calendars of the archive and of each series: every meeting whose day is known, held or announced.

A meeting keeps its identifier for ever; one of which only the year or month is known never gets a day it has not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from diarium.archive.meetings import Meeting
from diarium.archive.registry import Ref
from diarium.pages.citations import flat
from diarium.pages.holdings import Holdings

if TYPE_CHECKING:
    from icalendar import Event

END = b"END:VCALENDAR\r\n"


def calendars(holdings: Holdings) -> Iterator[tuple[str, bytes]]:
    site = holdings.show.site
    events: dict[str, list[bytes]] = {}
    for series, meetings in site.meetings.items():
        events[series] = [_event(holdings, one).to_ical() for one in meetings if _dated(one)]
    for series, listed in events.items():
        ref = Ref("series", series)
        yield f"{ref.path}calendar.ics", _calendar(f"{holdings.site_name}: {holdings.name(ref)}", listed)
    everything = [event for listed in events.values() for event in listed]
    yield "calendar.ics", _calendar(holdings.site_name, everything)


def _dated(meeting: Meeting) -> bool:
    return meeting.period is not None and len(meeting.period.first) == len(meeting.period.last) == 10


def _calendar(name: str, events: Iterable[bytes]) -> bytes:
    """Each event is written once and stands in two calendars, so the frame is made apart."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Diarium//Diarium//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", flat(name))
    calendar.add("x-wr-calname", flat(name))
    frame: bytes = calendar.to_ical()
    return frame.removesuffix(END) + b"".join(events) + END


def _event(holdings: Holdings, meeting: Meeting) -> Event:
    from icalendar import Event

    show = holdings.show
    assert meeting.period is not None
    first = datetime.date.fromisoformat(meeting.period.first)
    last = datetime.date.fromisoformat(meeting.period.last)
    event = Event()
    event.add("uid", f"{meeting.series}.{meeting.key}@{holdings.authority}")
    # The moment from which this is known must be said; the last day of anything that tells of it is one.
    event.add("dtstamp", _midnight(_known(holdings, meeting)))
    event.add("dtstart", first)
    event.add("dtend", last + datetime.timedelta(days=1))
    number = f" {meeting.number}" if meeting.number else ""
    event.add("summary", flat(f"{holdings.name(Ref('series', meeting.series))}{number}"))
    place = [meeting.says("place") or "", holdings.name(meeting.city) if meeting.city else ""]
    if any(place):
        event.add("location", flat(", ".join(part for part in place if part)))
    if holdings.show.site.config.base_url:
        event.add("url", holdings.url(meeting.path))
    event.add("status", "TENTATIVE" if meeting.status in ("announced", "inferred") else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    told = [hours] if (hours := meeting.says("time")) else []
    told += [part for part in (meeting.says("theme"), meeting.note) if part]
    if meeting.status in ("announced", "inferred"):
        told.append(show.mark(meeting)[0])
    papers = dict.fromkeys((*meeting.about, *(path for path, _ in meeting.tabled)))
    told += [f"{show.site.documents[path].title}: {holdings.url(path)}" for path in papers]
    if told:
        event.add("description", "\n".join(flat(line) for line in told))
    return event


def _known(holdings: Holdings, meeting: Meeting) -> str:
    telling = (*meeting.about, *(p for p, _ in meeting.tabled), *meeting.approved_in, *meeting.announced_in)
    days = [holdings[path].changed for path in telling]
    assert meeting.period is not None
    return max(days, default=meeting.period.first)


def _midnight(date: str) -> datetime.datetime:
    year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
    return datetime.datetime(year, month, day, tzinfo=datetime.UTC)
