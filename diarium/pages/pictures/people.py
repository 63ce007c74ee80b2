"""People in pictures: who was at which meeting of a series, what someone was called when, and in whose company.

Everything is as documents state it; being invited is not being present, and no two people are made one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import repeat

from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity, Ref
from diarium.pages.parts import Attended, Attendees, Column, Companion, Key, Link, Matrix, Picture, Ranking, Row
from diarium.pages.pictures.lanes import Lane, Panel, Span, Tick, draw, rounded, thinned
from diarium.pages.pictures.svg import Mark, em
from diarium.pages.showing import Showing
from diarium.spelling import sort_key

MOST_COLUMNS = 24  # the latest meetings with a list of participants
MOST_ROLES = 16
MOST_COMPANIONS = 60
UNIT = 0.95  # em of a bar for each document in common
IN_SIGHT = 30  # rows of attendance that need no fold
FIRST = 12  # what is shown before the rest is folded

# What counts when agenda and minutes both name someone, the strongest first.
_RANK = ("chair", "secretary", "present", "absent", "invited")


def attendance(show: Showing, series: str) -> Matrix | None:
    """People and meetings, when at least two meetings have a list."""
    columns: list[Meeting] = []
    cells: dict[Ref, dict[int, str]] = defaultdict(dict)
    listed = [(m, found) for m in show.site.meetings.get(series, ()) if (found := _listed(show, m))]
    for meeting, appearances in listed[-MOST_COLUMNS:]:
        for appearance in appearances:
            if appearance.ref is None:
                continue  # two of one name may be two people, and who has no page is in no list
            row = cells[appearance.ref]
            status = appearance.status or "present"
            known = row.get(len(columns))
            if known is None or _RANK.index(status) < _RANK.index(known):
                row[len(columns)] = status
        columns.append(meeting)
    if len(columns) < 2 or not cells:
        return None
    words = show.words
    several = [person for person in cells if len(cells[person]) > 1]
    once = [person for person in cells if len(cells[person]) == 1]
    groups = []
    for title, people in ((words.at_several, several), (words.at_one, once)):
        rows = _attended(show, people, cells, len(columns))
        cut = len(rows) if len(rows) <= IN_SIGHT else 0 if title == words.at_one else FIRST
        if rows[:cut]:
            groups.append(Attendees(title, str(len(rows)), rows[:cut], folded=False))
        if rows[cut:]:
            more = words.count("n_others", len(rows) - cut) if cut else title
            groups.append(Attendees(more, "" if cut else str(len(rows)), rows[cut:], folded=True))
    used = {status for row in cells.values() for status in row.values()}
    without = len(show.site.meetings[series]) - len(listed)
    said = [words.count("n_people", len(cells)), words.count("n_meetings", len(columns))]
    if len(listed) > len(columns):
        said.append(words("latest_of_listed", str(len(listed))))
    if without:
        said.append(words.count("n_without_list", without))
    return Matrix(
        id="attendance",
        title=words.attendance,
        caption=", ".join(said),
        columns=tuple(_column(show, meeting) for meeting in columns),
        groups=tuple(groups),
        keys=tuple(
            Key(status, words(f"as_{status}"))
            for status in ("chair", "present", "secretary", "invited", "absent")
            if status in used
        ),
    )


def _listed(show: Showing, meeting: Meeting) -> list[Appearance]:
    return [
        a for path in meeting.about for a in show.site.documents[path].appearances if a.capacity == "participants.name"
    ]


def _attended(
    show: Showing, people: Sequence[Ref], cells: dict[Ref, dict[int, str]], count: int
) -> tuple[Attended, ...]:
    """By how often they came, then by name; who was only invited came to nothing."""

    def place(person: Ref) -> tuple[int, int, tuple[object, ...] | str]:
        came = sum([status in _RANK[:3] for status in cells[person].values()])
        return -came, -len(cells[person]), _sorted(show, person)

    return tuple(
        Attended(show.ref(person), tuple(map(cells[person].get, range(count), repeat(""))))
        for person in sorted(people, key=place)
    )


# Everyone in a large archive is in the company of everyone else, so a name is looked at once.
_alphabetical = lru_cache(maxsize=16_384)(sort_key)


def _sorted(show: Showing, person: Ref) -> str:
    return _alphabetical(show.sorted_name(show.site.entities[person]), show.language)


def _column(show: Showing, meeting: Meeting) -> Column:
    """Day and month over the year; the number when no day is known."""
    if meeting.period and meeting.period.has_day:
        month = show.words.month(int(meeting.period.first[5:7]))[:3]
        return Column(f"{int(meeting.period.first[8:10])} {month}", meeting.period.year, meeting.path)
    if meeting.period:
        return Column(meeting.number or "", meeting.period.year, meeting.path)
    return Column(meeting.number or "–", "", meeting.path)


# ---------------------------------------------------------------- roles


def roles(show: Showing, person: Entity) -> Picture | None:
    """What documents call a person, a line for each way of saying it, when at least two documents do."""
    lanes: dict[str, list[tuple[float, Mark]]] = defaultdict(list)
    spoken: dict[str, str | None] = {}  # the same words on papers in two languages are one line
    rows = []
    seen: set[tuple[str, str]] = set()
    days: set[tuple[float, str]] = set()
    for appearance in show.site.appearances.get(person.ref, ()):
        path = appearance.document
        link, when, iso, type, *_ = show.listed[path]
        stated = show.stated(appearance, link.lang)
        label = ", ".join([one.text for one in stated]) or show.capacity(appearance)
        if (label, path) in seen:
            continue
        seen.add((label, path))
        spoken.setdefault(label, next((one.lang for one in stated if one.lang), None))
        at = _decimal(iso)
        days.add((at, iso))
        lanes[label].append((at, Mark(0.0, "papers", f"{when}: {label} ({link.text})", path)))
        rows.append(Row(link, when, iso, (*type, *(stated or (Link(label),)))))
    spans = _registered(person)
    dates = [at for marks in lanes.values() for at, _ in marks]
    documents = len({path for _, path in seen})
    if documents + len(spans) < 2 or not dates:
        return None
    dates += [end for span in spans for end in span[1:]]
    first, last = min(dates), max(dates)
    length = (last - first) or 1.0
    drawn = [
        (
            min(at for at, _ in marks),
            Lane(
                label,
                tuple([m._replace(at=rounded((at - first) / length)) for at, m in marks]),
                None,
                spoken[label],
            ),
        )
        for label, marks in lanes.items()
    ]
    drawn += [
        (
            begin,
            Lane(label, (), None, None, (Span(rounded((begin - first) / length), rounded((end - first) / length)),)),
        )
        for label, begin, end in spans
    ]
    drawn.sort(key=lambda one: (one[0], one[1].label))
    ticks = thinned(_ticks(show, first, last, sorted(days)), 0.89)
    left_out = len(drawn) - MOST_ROLES
    words = show.words
    caption = words.count("n_documents", documents)
    begun, ended = (most(date for _, date in days)[:4] for most in (min, max))
    caption += f", {begun}" if begun == ended else f", {begun}–{ended}"
    if left_out > 0:
        caption += ", " + words.count("n_roles_not_drawn", left_out)
    return Picture(
        id="roles",
        title=words.roles_in_time,
        caption=caption,
        drawing=draw((Panel(tuple(lane for _, lane in drawn[-MOST_ROLES:]), ticks),), "roles"),
        listing=tuple(sorted(rows, key=lambda row: (row.iso, row.link.path or ""))),
    )


def _registered(person: Entity) -> list[tuple[str, float, float]]:
    """Roles of the registry that say from when to when."""
    entry = person.entry
    if entry is None or "roles" not in entry.fields:
        return []
    found = []
    for role in entry.fields.roles:
        label = ", ".join(filter(None, (role.role, role.organisation, role.party)))
        if role["from"] and role.to and label:
            found.append((label, _decimal(role["from"]), _decimal(role.to)))
    return found


@lru_cache(maxsize=16_384)
def _decimal(date: str) -> float:
    """A date as years and a part of one; months and years stand at their middle."""
    year, *rest = date.split("-")
    if not rest:
        return int(year) + 0.5
    day = (int(rest[1]) - 0.5) / 31 if len(rest) == 2 else 0.5
    return int(year) + (int(rest[0]) - 1 + day) / 12


def _ticks(show: Showing, first: float, last: float, dates: list[tuple[float, str]]) -> list[Tick]:
    """Where years begin; on a line of a year or two, the dates themselves."""
    length = (last - first) or 1.0
    years = [Tick(rounded((year - first) / length), str(year)) for year in range(int(first) + 1, int(last) + 1)]
    if len(years) > 2:
        return years
    return [Tick(rounded((day - first) / length), _short(show, date)) for day, date in dates]


def _short(show: Showing, date: str) -> str:
    """`9 jan 2017`: short enough to stand beside its like."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = show.words.month(int(rest[0]))[:3]
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"


# ---------------------------------------------------------------- company


def company(show: Showing, person: Entity) -> Ranking | None:
    """With whom a person took part, the most frequent first."""
    counted = show.relations.companions(person.ref)
    if not counted:
        return None
    often = nlargest(MOST_COMPANIONS, counted.values())
    most, least = often[0], often[-1]
    drawn = [(n, Ref(person.ref.kind, id)) for id, n in counted.items() if n >= least]  # the others need no order
    drawn.sort(key=lambda one: (-one[0], _alphabetical(show.site.entities[one[1]].name, show.language), one[1].id))
    unit = UNIT if most <= FIRST else UNIT * FIRST / most
    rows = tuple(
        Companion(show.ref(ref), n, show.words.count("together", n), em(unit * n), segmented=most <= FIRST)
        for n, ref in drawn[:MOST_COMPANIONS]
    )
    level = most == min(counted.values())
    words = show.words
    caption = [words.count("n_people", len(counted))]
    caption.append(words.count("together_each", most) if level else words.by_documents_in_common)
    if len(counted) > MOST_COMPANIONS:
        caption.append(words.count("n_not_drawn", len(counted) - MOST_COMPANIONS))
    return Ranking(
        id="companions",
        title=words.appears_with,
        caption=", ".join(caption),
        rows=rows[:FIRST],
        rest=rows[FIRST:],
        wide=em(UNIT * min(most, FIRST)) if not level else "",
    )
