"""A series through time: its meetings on lines, with the gaps, the announced, the inferred and the host cities.

It shows what the archive knows of each meeting and never moves one to a date nobody stated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from diarium.archive.meetings import Meeting
from diarium.archive.numbering import read_number
from diarium.archive.registry import Ref
from diarium.model import brief
from diarium.pages.parts import Key, Link, Picture, Row
from diarium.pages.pictures.lanes import Lane, Panel, Tick, draw, rounded, thinned
from diarium.pages.pictures.svg import Mark
from diarium.pages.showing import Showing
from diarium.pages.wording import Words

MOST_LANES = 40
_PANEL = 20  # steps of a yearly series beside one another
_AROUND = 6  # meetings on either side of one, on its own page


@brief
class Occasion(NamedTuple):
    """A meeting, or a year without one, as a mark to be."""

    mark: Mark
    year: int | None
    within: float | None  # how far into the year; nothing when only the year is known
    city: Ref | None
    row: Row
    count: int | None = None  # type: ignore[assignment]  # its number, not what tuples call so
    key: str | None = None


def time_line(show: Showing, series: str, here: str | None = None) -> Picture | None:
    """The meetings of a series, or those around the meeting whose key is `here`."""
    occasions = show.each(_occasions)[series]
    if not occasions or (here is not None and len(occasions) < 2):
        return None
    shown = occasions if here is None else _around(occasions, show.each(_order)[series].get(here))
    panels, left_out = _panels(show, shown, strip=here is not None)
    if not panels:
        return None
    label = "time-line" if here is None else "series-time-line"
    name = show.words.timeline if here is None else show.name(Ref("series", series))
    return Picture(
        id=label,
        title=name,
        caption=_caption(show, shown, left_out),
        drawing=draw(panels, label),
        keys=_keys(show, shown),
        listing=tuple(occasion.row for occasion in shown),
        more=None if here is None else Link(show.words.whole_series, f"series/{series}/"),
    )


def _kind(meeting: Meeting) -> str:
    if meeting.status == "held":
        return "papers" if meeting.about else "bare"
    return meeting.status


def kind_word(show: Showing, kind: str) -> str:
    words = {"papers": "with_papers", "bare": "without_papers", "missing": "no_meeting_known"}
    return show.words(words.get(kind, kind))


def _occasions(show: Showing, series: str) -> list[Occasion]:
    found = []
    for meeting in show.site.meetings.get(series, ()):
        kind = _kind(meeting)
        name = show.meeting_name(meeting, with_series=False)
        city = show.name(meeting.city) if meeting.city else ""
        said = ", ".join(filter(None, (name, city, kind_word(show, kind))))
        row = Row(
            Link(name, meeting.path),
            iso=meeting.period.first if meeting.period else "",
            details=(show.ref(meeting.city),) if meeting.city else (),
            mark=kind_word(show, kind),
            mark_kind={"papers": "held", "bare": "stub"}.get(kind, kind),
        )
        number = read_number(meeting.number) if meeting.number else None
        year, within = _when(meeting)
        mark = Mark(0.0, kind, said, meeting.path)
        found.append(Occasion(mark, year, within, meeting.city, row, number.count if number else None, meeting.key))
    for gap in show.site.gaps.get(series, ()):
        said = f"{gap.year}, {show.words.missing_year}"
        row = Row(Link(gap.year), iso=gap.year, mark=show.words.missing_year, mark_kind="missing")
        gap_at = next((i for i, o in enumerate(found) if o.year is not None and o.year > int(gap.year)), len(found))
        found.insert(gap_at, Occasion(Mark(0.0, "missing", said), int(gap.year), None, None, row))
    return found


def _when(meeting: Meeting) -> tuple[int | None, float | None]:
    known = meeting.period.first if meeting.period else meeting.order[0]
    if not known[:4].isdigit():
        return None, None
    within = None
    if meeting.period is not None and len(known) > 4:
        month = int(known[5:7]) - 1
        within = (month + (int(known[8:10]) - 0.5) / 31 if len(known) == 10 else month + 0.5) / 12
    return int(known[:4]), within


def _order(show: Showing, series: str) -> dict[str, int]:
    """Where each meeting stands among the occasions of its series: each asks for its own place."""
    return {occasion.key: at for at, occasion in enumerate(show.each(_occasions)[series]) if occasion.key is not None}


def _around(occasions: Sequence[Occasion], at: int | None) -> list[Occasion]:
    """Those near one, which is marked."""
    middle = at or 0
    first = max(0, middle - _AROUND)
    near = list(occasions[first : middle + _AROUND + 1])
    if at is not None:
        here = occasions[at]
        near[at - first] = here._replace(mark=here.mark._replace(here=True))
    return near


def _panels(show: Showing, occasions: Sequence[Occasion], *, strip: bool) -> tuple[tuple[Panel, ...], int]:
    """Lines that suit the series, and how many meetings found no room."""
    dated = [occasion for occasion in occasions if occasion.year is not None]
    undated = [occasion for occasion in occasions if occasion.year is None]
    left_out = 0
    panels: tuple[Panel, ...] = ()
    if dated:
        often = max(Counter(occasion.year for occasion in dated).values()) > 1
        if often or any(occasion.mark.kind == "missing" and occasion.count is not None for occasion in dated):
            panels, left_out = _calendar(show, dated)
        else:
            panels = _yearly(show, dated, strip=strip)
    if undated:
        lanes, more = _numbered(show, undated)
        panels += (Panel(lanes, ()),)
        left_out += more
    return panels, left_out


def _calendar(show: Showing, occasions: Sequence[Occasion]) -> tuple[tuple[Panel, ...], int]:
    """A line a year and the months across: for series that meet several times a year."""
    of_year: dict[int, list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        if occasion.year is not None:
            of_year[occasion.year].append(occasion)
    years = sorted(of_year)
    kept = years[-MOST_LANES:]
    vague = any(o.within is None and o.count is None for year in kept for o in of_year[year])
    columns = 13 if vague else 12  # one before January for what has no month
    lanes = []
    for year in kept:
        listed = of_year[year]
        marks = []
        for i, occasion in enumerate(listed):
            within = occasion.within if occasion.within is not None else _between(listed, i)
            at = 0.5 / columns if within is None else (within * 12 + columns - 12) / columns
            marks.append(occasion.mark._replace(at=rounded(at)))
        lanes.append(Lane(str(year), tuple(marks)))
    return (Panel(tuple(lanes), _months(show.words, columns)),), sum(len(of_year[year]) for year in years[:-MOST_LANES])


@lru_cache(maxsize=16)
def _months(words: Words, columns: int) -> tuple[Tick, ...]:
    """The scale of a year: a line where each month begins, and its letter."""
    ticks = [Tick(rounded(0.5 / 13), "?", ruled=False)] if columns > 12 else []
    for month in range(12):
        begins = (month + columns - 12) / columns
        ticks.append(Tick(rounded(begins), ""))
        ticks.append(Tick(rounded(begins + 0.5 / columns), words.month(month + 1)[:1].upper(), ruled=False))
    ticks.append(Tick(1.0, ""))
    return tuple(ticks)


def _between(listed: list[Occasion], i: int) -> float | None:
    """Where a number without a date stands among the dated meetings of its year."""
    if listed[i].count is None:
        return None
    before = max((j for j in range(i) if listed[j].within is not None), default=None)
    after = min((j for j in range(i + 1, len(listed)) if listed[j].within is not None), default=None)
    low = (listed[before].within or 0.0) if before is not None else 0.0
    high = (listed[after].within or 0.0) if after is not None else 1.0
    first = before if before is not None else -1
    last = after if after is not None else len(listed)
    return low + (high - low) * (i - first) / (last - first)


def _yearly(show: Showing, occasions: Sequence[Occasion], *, strip: bool) -> tuple[Panel, ...]:
    """A line a host city and the years across: for series that meet once a year or less."""
    panels = []
    order = list(dict.fromkeys(occasion.city for occasion in occasions if occasion.city is not None))
    for start in range(0, len(occasions), _PANEL):
        listed = list(occasions[start : start + _PANEL])
        years = [occasion.year or 0 for occasion in listed]
        first, length = years[0], max(1, years[-1] - years[0])
        marks = [
            o.mark._replace(at=rounded((y - first) / length) if len(set(years)) > 1 else 0.5)
            for o, y in zip(listed, years, strict=True)
        ]
        ticks = [Tick(mark.at, str(year), mark.here) for mark, year in zip(marks, years, strict=True)]
        present = {occasion.city for occasion in listed}
        cities = [city for city in order if city in present]
        if strip or not cities:
            lanes: tuple[Lane, ...] = (Lane("", tuple(marks)),)
            share = 0.89
        else:
            lanes = _city_lanes(show, cities, listed, marks)
            share = 0.55
        panels.append(Panel(lanes, thinned(ticks, share)))
    return tuple(panels)


def _city_lanes(
    show: Showing, cities: list[Ref], listed: Sequence[Occasion], marks: Sequence[Mark]
) -> tuple[Lane, ...]:
    lanes = []
    for city in cities:
        own = tuple(mark for mark, o in zip(marks, listed, strict=True) if o.city == city)
        lanes.append(Lane(show.name(city), own, city.path))
    rest = tuple(mark for mark, o in zip(marks, listed, strict=True) if o.city is None)
    if rest:
        unknown = all(mark.kind == "missing" for mark in rest)
        lanes.append(Lane("–" if unknown else show.words.host_unknown, rest))
    return tuple(lanes)


def _numbered(show: Showing, occasions: Sequence[Occasion]) -> tuple[tuple[Lane, ...], int]:
    """Ten a line, in their order: for meetings of which no date is known."""
    rows = [occasions[i : i + 10] for i in range(0, len(occasions), 10)]
    kept = rows[-MOST_LANES:]
    lanes = []
    for row in kept:
        ends = [str(o.count) if o.count is not None else "" for o in (row[0], row[-1])]
        label = "–".join(dict.fromkeys(filter(None, ends))) or show.words.undated
        lanes.append(Lane(label, tuple(o.mark._replace(at=rounded((i + 0.5) / 10)) for i, o in enumerate(row))))
    return tuple(lanes), sum(len(row) for row in rows[:-MOST_LANES])


def _caption(show: Showing, occasions: Sequence[Occasion], left_out: int) -> str:
    words = show.words
    meetings = [occasion for occasion in occasions if occasion.mark.kind != "missing" or occasion.count is not None]
    said = [words.count("n_meetings", len(meetings))]
    years = sorted({occasion.year for occasion in occasions if occasion.year is not None})
    if years:
        said[0] += f" {years[0]}" if years[0] == years[-1] else f" {years[0]}–{years[-1]}"
    cities = {occasion.city for occasion in occasions if occasion.city is not None}
    if cities:
        said.append(words.count("in_n_cities", len(cities)))
    if left_out:
        said.append(words.count("n_not_drawn", left_out))
    return ", ".join(said)


def _keys(show: Showing, occasions: Iterable[Occasion]) -> tuple[Key, ...]:
    counted = Counter(occasion.mark.kind for occasion in occasions)
    return tuple(
        Key(kind, kind_word(show, kind), str(counted[kind]))
        for kind in ("papers", "bare", "inferred", "announced", "missing")
        if counted[kind]
    )
