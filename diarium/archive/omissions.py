"""What a registrar would miss: minutes that were approved but are not here, numbers left out, agendas without minutes.

It looks at the linked archive and only asks; what is missing stays missing until somebody brings it.
"""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from diarium.archive.meetings import Meeting
from diarium.archive.numbering import number_text, read_number
from diarium.archive.registry import Entity, Ref
from diarium.archive.site import Document, Site
from diarium.messages import Message, Note, Span, warning
from diarium.schema import AGENDA_TYPES, MINUTES_TYPES


def omissions(site: Site, today: str) -> Iterator[Message]:
    past = _a_month_before(today)
    yield from _not_held(site)
    for series, meetings in site.meetings.items():
        entity = site.entities[Ref("series", series)]
        yield from _left_out(meetings, site.documents, entity)
        for meeting in meetings:
            yield from _unreported(meeting, site.documents, past, entity)


# ---------------------------------------------------------------- minutes


def _not_held(site: Site) -> Iterator[Message]:
    """Approved minutes that nobody can read here: told once, whoever approves them."""
    missing: dict[tuple[str, str], list[tuple[str, Span]]] = defaultdict(list)
    for document in site.documents.values():
        meetings = [site.meeting_at[key] for key in document.approves]
        for at, value in enumerate(document.parsed.fields.approves if meetings else ()):
            meeting = next((one for one in meetings if is_meant(value, one)), None)
            if meeting is not None and not _of_types(meeting, MINUTES_TYPES, site.documents):
                missing[meeting.series, meeting.key].append((value, document.parsed.span("approves", at)))
    for (series, _), ((value, span), *others) in missing.items():
        yield warning(
            "minutes-not-held",
            span,
            f"the minutes approved here, of the meeting {value}, are not in the archive",
            "add them; if they cannot be had, accept this with the reason",
            [
                *(Note("approved here too", other) for _, other in others),
                *_series(site.entities[Ref("series", series)]),
            ],
        )


def is_meant(value: str, meeting: Meeting) -> bool:
    """Whether this is the meeting of several that a value of `approves` speaks of."""
    number = number_text(value)
    if number is None:
        return meeting.period is not None and meeting.period.first[: len(value)] <= value <= meeting.period.last
    if meeting.number is None:
        return False
    one, other = read_number(number), read_number(meeting.number)
    return number == meeting.number or (one is not None and other is not None and one.count == other.count)


def _unreported(meeting: Meeting, documents: Mapping[str, Document], past: str, series: Entity) -> Iterator[Message]:
    """An agenda whose meeting is over for a month, and no minutes."""
    if meeting.period is None or not meeting.period.has_day or meeting.period.last >= past:
        return
    agendas = _of_types(meeting, AGENDA_TYPES, documents)
    if agendas and not _of_types(meeting, MINUTES_TYPES, documents):
        yield warning(
            "agenda-without-minutes",
            agendas[0].parsed.span("meeting", "date"),
            f"the meeting of {meeting.period} was more than a month ago, and its minutes are not in the archive",
            "add them; if they cannot be had, accept this with the reason",
            _series(series),
        )


def _of_types(meeting: Meeting, types: frozenset[str], documents: Mapping[str, Document]) -> list[Document]:
    return [documents[path] for path in meeting.about if documents[path].type in types]


def _a_month_before(today: str) -> str:
    day = datetime.date.fromisoformat(today)
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    if year < datetime.MINYEAR:
        return today
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])).isoformat()


# ---------------------------------------------------------------- numbers


def _left_out(meetings: Sequence[Meeting], documents: Mapping[str, Document], series: Entity) -> Iterator[Message]:
    """Numbers left out between meetings whose papers the archive holds.

    A body on whose agenda a paper merely stood is not one whose papers are collected, and where the papers begin is
    no gap.
    """
    held = [meeting for meeting in meetings if meeting.about and meeting.number]
    if len(held) < 2:
        return
    run: list[Meeting] = []
    for meeting in meetings[meetings.index(held[0]) :]:
        if meeting.status == "missing":
            run.append(meeting)
        elif run:
            if meeting.about and meeting.number:
                yield _gap(run, meeting, documents[meeting.about[0]], series)
            run = []


def _gap(run: Sequence[Meeting], following: Meeting, document: Document, series: Entity) -> Message:
    one = len(run) == 1
    which = f"number {run[0].number}" if one else f"the numbers {run[0].number} to {run[-1].number}"
    where = f"write what is known of {'it' if one else 'them'} under editions of the series"
    return warning(
        "number-missing",
        document.parsed.span("meeting", "number"),
        f"{which} of this series {'is' if one else 'are'} missing before {following.number}",
        f"add the papers, or {where}; if there never were any, accept this with the reason",
        _series(series),
    )


def _series(series: Entity) -> Iterable[Note]:
    """The series' own file, which may accept the message as well."""
    return [Note("the series", Span(series.entry.path))] if series.entry is not None else ()
