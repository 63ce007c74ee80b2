"""The pages of series and meetings: editions in their order, what is known of each, and what is missing.

Gaps are shown, never filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity, Ref
from diarium.pages.parts import Block, Fact, Head, Link, Row
from diarium.pages.pictures import hanging
from diarium.pages.showing import MEETING_FIELDS, Showing
from diarium.pages.views import MeetingView
from diarium.schema import AGENDA_TYPES, MINUTES_TYPES, kinds


def series_blocks(show: Showing, entity: Entity) -> Iterator[Block]:
    meetings = show.site.meetings.get(entity.ref.id, ())
    rows: list[tuple[str, Row]] = []
    for meeting in meetings:
        row = show.meeting_row(meeting, with_series=False)
        documents = [show.document(path) for path in (*meeting.about, *(path for path, _ in meeting.tabled))]
        note = [Link(meeting.note)] if meeting.note else []
        rows.append(
            (
                meeting.order[0],
                Row(row.link, row.when, row.iso, (*row.details, *documents, *note), (), row.mark, row.mark_kind),
            )
        )
    for gap in show.site.gaps.get(entity.ref.id, ()):
        rows.append((gap.year, Row(Link(gap.year), "", gap.year, (), (), show.words.missing_year, "missing")))
        rows.sort(key=lambda one: one[0][:4])
    yield Block("editions", show.words.editions, tuple(row for _, row in rows))
    in_meetings = {path for m in meetings for path in (*m.about, *(p for p, _ in m.tabled))}
    others = [path for path in show.relations.by_series[entity.ref.id] if path not in in_meetings]
    yield Block("documents", show.words.series_documents, show.documents(others))


def meeting_papers(show: Showing, meeting: Meeting) -> Iterator[Block]:
    """Agenda and minutes side by side, then whatever else is about the meeting or was on its agenda."""
    of_type = {"agenda_papers": AGENDA_TYPES, "minutes_papers": MINUTES_TYPES}
    paired: set[str] = set()
    for title, types in of_type.items():
        papers = [path for path in meeting.about if show.site.documents[path].type in types]
        paired.update(papers)
        yield Block(title.replace("_", "-"), show.words(title), show.documents(papers))
    yield Block("other-papers", show.words.other_papers, show.documents(p for p in meeting.about if p not in paired))
    tabled = []
    for path, item in sorted(meeting.tabled, key=lambda one: _item_order(one[1])):
        tabled.append(show.document_row(path, [f"{show.words.item} {item}"] if item else []))
    yield Block("tabled", show.words.tabled_papers, tuple(tabled))


def _item_order(item: str | None) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in item or "").split()
    return tuple(int(part) for part in digits)


def meeting_view(show: Showing, series: str, key: str) -> MeetingView:
    meeting = show.site.meeting(series, key)
    words = show.words
    home = show.site.entities[Ref("series", series)]
    before, after = show.relations.neighbours(meeting)
    appearances = [
        a for path in meeting.about for a in show.site.documents[path].appearances if a.capacity == "participants.name"
    ]
    return MeetingView(
        head=Head(
            show.meeting_name(meeting),
            show.language,
            (Link(kinds()["series"].many[show.language], "series/"), show.ref(home.ref)),
            "",
            words.meeting,
            stamp=_stamp(show, meeting),
        ),
        stub=_stub(show, meeting),
        facts=_facts(show, meeting, home),
        papers=tuple(block for block in meeting_papers(show, meeting) if block.rows),
        groups=show.groups(_merged(appearances)),
        blocks=tuple(block for block in _blocks(show, meeting) if block.rows),
        previous=show.meeting_row(before, with_series=False) if before else None,
        next=show.meeting_row(after, with_series=False) if after else None,
        pictures=hanging.on_meeting(show, meeting),
    )


def _stamp(show: Showing, meeting: Meeting) -> tuple[str, ...]:
    if meeting.period is None:
        return (meeting.number,) if meeting.number else ()
    year = meeting.period.year
    days = show.words.period(meeting.period).removesuffix(year).rstrip()
    number = (meeting.number,) if meeting.number else ()
    return (days, year, *number) if days and meeting.period.last[:4] == year else (year, *number)


def _merged(appearances: list[Appearance]) -> list[Appearance]:
    """A person in agenda and minutes stands once under each status: invited there, present here.

    Two names that lead to nobody are two people where they stand in one document, even if they read the same.
    """
    seen: set[tuple[object, str | None]] = set()
    equal: Counter[tuple[str, str, str | None]] = Counter()
    kept = []
    for appearance in appearances:
        same = (appearance.document, appearance.printed, appearance.status)
        equal[same] += 1
        key = (appearance.ref or (appearance.printed, equal[same]), appearance.status)
        if key not in seen:
            kept.append(appearance)
        seen.add(key)
    return kept


def _stub(show: Showing, meeting: Meeting) -> tuple[str, ...]:
    if not meeting.is_stub:
        return ()
    return (show.words.no_documents, show.words(f"stub_{meeting.status}"), *((meeting.note,) if meeting.note else ()))


def _facts(show: Showing, meeting: Meeting, series: Entity) -> tuple[Fact, ...]:
    words = show.words
    facts = [Fact(words.meeting_of, (show.ref(series.ref),))]
    if meeting.period:
        facts.append(Fact(words.when_held, (Link(words.period(meeting.period)),)))
    if meeting.number:
        facts.append(Fact(words.number, (Link(meeting.number),)))
    if meeting.city:
        facts.append(Fact(words.host_city, (show.ref(meeting.city),)))
    for name, value, document in meeting.said:
        field = MEETING_FIELDS[name]
        lang = show.document(document).lang
        facts.append(Fact(words.label(field.label), (show.value(field, value, lang),)))
    mark, _ = show.mark(meeting)
    if mark:
        facts.append(Fact(words.status, (Link(mark),)))
    known_from = [
        show.document(p)
        for p in dict.fromkeys((*meeting.announced_in, *meeting.approved_in, *(p for p, _ in meeting.tabled)))
    ]
    if meeting.is_stub and (known_from or meeting.status != "missing"):
        sources = known_from or [Link(words.the_registry, series.ref.path)]
        facts.append(Fact(words.known_from, tuple(sources)))
    if meeting.note and not meeting.is_stub:
        facts.append(Fact("", (Link(meeting.note),)))
    return tuple(facts)


def _blocks(show: Showing, meeting: Meeting) -> Iterator[Block]:
    words = show.words
    approves: dict[str, Row] = {}
    for path in meeting.about:
        for key in show.site.documents[path].approves:
            other = show.site.meeting(*key)
            approves.setdefault(other.path, show.meeting_row(other, with_series=False))
    yield Block("approves", words.approves_minutes_of, tuple(approves.values()))
    approved: dict[str, Row] = {}
    for path in meeting.approved_in:
        document = show.site.documents[path]
        if document.meeting:
            other = show.site.meeting(*document.meeting)
            row = show.meeting_row(other, with_series=False)
            earlier = approved.get(other.path, row)
            approved[other.path] = Row(
                row.link, row.when, row.iso, (*earlier.details, show.document(path)), (), row.mark, row.mark_kind
            )
        else:
            approved[path] = show.document_row(path)
    yield Block("approved-by", words.own_minutes_approved, tuple(approved.values()))
    absent = {
        a.ref: Row(show.ref(a.ref, a.printed))
        for path in meeting.about
        for a in show.site.documents[path].appearances
        if a.capacity == "absent-cities" and a.ref is not None
    }
    yield Block("absent-cities", words.did_not_attend, tuple(absent.values()))
    announced = show.documents(meeting.announced_in)
    yield Block("announced-in", words.announced_in, announced if meeting.about else ())
