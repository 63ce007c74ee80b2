"""Meetings of a series, put together from all that is said of them: documents, agendas, announcements, the registry.

A meeting exists as soon as something tells of it, also when no document of it is in the archive; it never invents
a date, and a number that is missing in a series is a meeting too: one we know nothing else about.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from diarium.archive.numbering import Number, read_number
from diarium.archive.registry import Ref
from diarium.archive.tellings import (
    WEIGHT,
    Evidence,
    Status,
    counts_within_years,
    in_two_cities,
    number_of,
    of_two_numbers,
    sureness,
)
from diarium.messages import Message, Note, warning
from diarium.model import Period, brief, portable
from diarium.schema import MEETING
from diarium.spelling import slug

# A longer run of missing numbers says that numbering began elsewhere, not that meetings are missing.
LONGEST_GAP = 40


@portable
@brief
@dataclass(frozen=True, slots=True)
class Meeting:
    """One occasion of a series."""

    series: str
    key: str  # the last part of its address
    period: Period | None
    number: str | None
    city: Ref | None
    said: tuple[tuple[str, str, str], ...]  # hours, venue, motto and whatever else a field holds, and who says so
    status: Status
    note: str | None
    about: tuple[str, ...]  # documents about it
    tabled: tuple[tuple[str, str | None], ...]  # documents on its agenda, with the item
    approved_in: tuple[str, ...]  # documents that approve its minutes
    announced_in: tuple[str, ...]
    order: tuple[str, int, str]

    @property
    def path(self) -> str:
        return f"series/{self.series}/{self.key}/"

    def says(self, field_name: str) -> str | None:
        return next((value for name, value, _ in self.said if name == field_name), None)

    @property
    def is_stub(self) -> bool:
        """Whether the archive holds no document of the meeting itself."""
        return not self.about


@dataclass(slots=True, eq=False)
class _Growing:
    tellings: list[Evidence] = field(default_factory=list)
    period: Period | None = None

    def __post_init__(self) -> None:
        self.period = self._period()

    def tell(self, telling: Evidence) -> None:
        self.tellings.append(telling)
        self.period = self._period()

    def _period(self) -> Period | None:
        known = [t.period for t in self.tellings if t.period is not None]
        exact = [p for p in known if p.has_day]
        longest = [p for p in exact if p.first != p.last]
        return next(iter(longest or exact or known), None)

    @property
    def number(self) -> str | None:
        return next((t.number for t in self.tellings if t.number is not None), None)


def assemble(tellings: Iterable[Evidence]) -> tuple[dict[str, tuple[Meeting, ...]], tuple[Message, ...]]:
    """Every series' meetings in their order, and what does not fit together."""
    of_series: dict[str, list[Evidence]] = defaultdict(list)
    for telling in tellings:
        of_series[telling.series].append(telling)
    messages: list[Message] = []
    meetings: dict[str, tuple[Meeting, ...]] = {}
    for series in sorted(of_series):
        found, told = _of_one_series(series, of_series[series])
        meetings[series] = found
        messages += told
    return meetings, tuple(messages)


def _of_one_series(series: str, tellings: list[Evidence]) -> tuple[tuple[Meeting, ...], list[Message]]:
    messages: list[Message] = []
    yearly = counts_within_years(tellings)
    groups = _Groups(yearly)
    # What knows a day comes first, then numbers, then months and years: each finds the surer ones already there.
    ordered = sorted(tellings, key=lambda t: (sureness(t), WEIGHT[t.what], t.source, t.line))
    for telling in ordered:
        group, conflict = _home(telling, groups)
        if conflict is not None:
            other = next(t for t in conflict.tellings if t.number is not None or t.period is not None)
            messages.append(
                warning(
                    "meetings-disagree",
                    telling.spot.span,
                    f"meeting {telling.number} of this series has another date elsewhere ({conflict.period})",
                    "check the number and both dates",
                    [Note("the other", other.spot.span)],
                )
            )
        groups.tell(group if group is not None else _Growing(), telling)
    for group in groups.all:
        messages += in_two_cities(group.tellings, group.period or group.number)
        messages += of_two_numbers(group.tellings, yearly)
    built = [_finished(series, group, yearly) for group in groups.all]
    built = _placed(built)
    built += _missing_numbers(series, built, yearly)
    return tuple(sorted(_with_own_keys(built), key=lambda m: m.order)), messages


class _Groups:
    """The meetings of a series as they come together, found by number and by year without asking each of them."""

    def __init__(self, yearly: bool) -> None:
        self.yearly = yearly
        self.all: dict[_Growing, int] = {}  # with its place in the order they came
        self._by_number: dict[Number | str, dict[_Growing, None]] = defaultdict(dict)
        self._by_year: dict[str, dict[_Growing, None]] = defaultdict(dict)

    def tell(self, group: _Growing, telling: Evidence) -> None:
        self.all.setdefault(group, len(self.all))
        group.tell(telling)
        number = number_of(telling, self.yearly)
        if number is not None:
            self._by_number[number][group] = None
        for year in _years(group.period):  # those of a former period stay: whoever asks looks at the period itself
            self._by_year[year][group] = None

    def numbered(self, number: Number | str | None) -> list[_Growing]:
        return self._sorted(self._by_number[number]) if number in self._by_number else []

    def about(self, period: Period) -> list[_Growing]:
        """Those that lie in the years of this period, or have."""
        return self._sorted({group for year in _years(period) for group in self._by_year.get(year, ())})

    def _sorted(self, groups: Iterable[_Growing]) -> list[_Growing]:
        return sorted(groups, key=self.all.__getitem__)


def _years(period: Period | None) -> list[str]:
    if period is None:
        return []
    first, last = period.first[:4], period.last[:4]
    return [first] if first == last else [f"{year:04}" for year in range(int(first), int(last) + 1)]


def _home(telling: Evidence, groups: _Groups) -> tuple[_Growing | None, _Growing | None]:
    """The meeting this belongs to, and one that bears its number on another day."""
    number = number_of(telling, groups.yearly)
    by_number = groups.numbered(number)
    if telling.period is not None and telling.period.has_day:
        near = groups.about(telling.period)
        by_day = [g for g in near if g.period is not None and _overlap(g.period, telling.period)]
        if by_day:
            clash = [g for g in by_number if g is not by_day[0]]
            return by_day[0], clash[0] if clash else None
        undated = [g for g in by_number if g.period is None or not g.period.has_day]
        if undated:
            return undated[0], None
        return None, by_number[0] if by_number else None
    if isinstance(number, Number) and not number.year:
        meant = _nearest(telling, number, groups)
        if meant is not None:
            return meant, None
    if by_number:
        return by_number[0], None
    if telling.period is not None and number is None:
        near = groups.about(telling.period)
        within = [g for g in near if g.period is not None and g.period.first.startswith(telling.period.first)]
        if telling.what == "next":
            within = [g for g in within if g.period is not None and g.period.first > telling.written] or within
        if within and (len(within) == 1 or telling.what == "next"):
            return min(within, key=lambda g: g.period.first if g.period else ""), None
    return None, None


def _nearest(telling: Evidence, number: Number, groups: _Groups) -> _Growing | None:
    """Where numbers begin anew every year, a plain `12` means the twelfth that is nearest to whoever speaks of it.

    Of approved minutes it lies before, of an announced meeting after.
    """
    written = telling.written
    if not written[:4].isdigit():
        return None
    around = (f"{int(written[:4]) + step:04}" for step in (-1, 0, 1))
    found = {group: year for year in around for group in groups.numbered(replace(number, year=year))}
    days = {group: group.period.first if group.period else f"{year}-07" for group, year in found.items()}
    if telling.what == "approves":
        days = {group: day for group, day in days.items() if day[: len(written)] <= written[: len(day)]}
    elif telling.what == "next":
        days = {group: day for group, day in days.items() if day > written[: len(day)]}
    return min(days, key=lambda group: abs(_ordinal(days[group]) - _ordinal(written)), default=None)


def _ordinal(date: str) -> int:
    """A number for a day, and for the middle of a month or year."""
    return datetime.date.fromisoformat(date + {4: "-07-01", 7: "-15", 10: ""}[len(date)]).toordinal()


def _overlap(one: Period, other: Period) -> bool:
    return one.has_day and other.has_day and one.first <= other.last and other.first <= one.last


def _finished(series: str, group: _Growing, yearly: bool) -> Meeting:
    tellings = sorted(group.tellings, key=lambda t: (WEIGHT[t.what], t.source, t.line))
    group = _Growing(tellings)
    period, number = group.period, group.number
    read = next((n for t in tellings if isinstance(n := number_of(t, yearly), Number)), None)
    year = period.first if period else (read.year if read else "")
    return Meeting(
        series=series,
        key=period.first if period and period.has_day else slug(number or "") or (period.first if period else ""),
        period=period,
        number=number,
        city=next((t.city for t in tellings if t.city is not None), None),
        said=tuple(_said(tellings)),
        status=_status(tellings),
        note=" ".join(dict.fromkeys(t.note for t in tellings if t.note)) or None,
        about=tuple(dict.fromkeys(t.document for t in tellings if t.what == "about" and t.document)),
        tabled=tuple(dict.fromkeys((t.document, t.item) for t in tellings if t.what == "tabled" and t.document)),
        approved_in=tuple(dict.fromkeys(t.document for t in tellings if t.what == "approves" and t.document)),
        announced_in=tuple(dict.fromkeys(t.document for t in tellings if t.what == "next" and t.document)),
        order=(year, read.count if read else 0, number or ""),
    )


def _status(tellings: list[Evidence]) -> Status:
    """Whether it took place, as far as anything tells. An agenda only says that it was to, whatever day it is now."""
    if any(t.what in ("tabled", "approves") or (t.what == "about" and t.status is None) for t in tellings):
        return "held"
    registered = [t.status or "held" for t in tellings if t.what == "edition"]
    return registered[0] if registered else "announced"


def _placed(meetings: list[Meeting]) -> list[Meeting]:
    """A meeting known by its number alone stands behind the dated one with the next lower number."""
    dated = [(n, m) for m in meetings if m.period and m.number and (n := read_number(m.number))]
    placed: list[Meeting] = []
    for meeting in meetings:
        number = read_number(meeting.number) if meeting.number and not meeting.period else None
        if number is not None:
            lower = [m.order[0] for n, m in dated if n.year == number.year and n.count < number.count]
            meeting = replace(meeting, order=(max([*lower, number.year]), number.count, meeting.order[2]))
        placed.append(meeting)
    return placed


def _said(tellings: list[Evidence]) -> Iterator[tuple[str, str, str]]:
    """What the fields of a meeting hold beyond when, which and where: the first document that says it counts."""
    for field_ in MEETING:
        if field_.name not in ("date", "number", "city"):
            values = ((t.said[field_.name], t.document or "") for t in tellings if t.said is not None)
            value, document = next(((v, d) for v, d in values if v), (None, ""))
            if value is not None:
                yield field_.name, value, document


def _missing_numbers(series: str, meetings: list[Meeting], yearly: bool) -> Iterator[Meeting]:
    """Meetings between (and, within a year, before) the numbers we know of."""
    counted: dict[str, dict[int, Meeting]] = defaultdict(dict)
    for meeting in meetings:
        number = read_number(meeting.number) if meeting.number else None
        if number is None:
            continue
        year = number.year or (meeting.period.year if yearly and meeting.period else "")
        counted[year].setdefault(number.count, meeting)
    for year, known in sorted(counted.items()):
        lowest = 1 if year else min(known)
        before = lowest - 1
        for count in sorted(known):
            if count - before - 1 <= LONGEST_GAP:
                for missing in range(before + 1, count):
                    yield _missing(series, year, missing, known[count])
            before = count


def _missing(series: str, year: str, count: int, following: Meeting) -> Meeting:
    style = following.number or ""
    printed = f"{count}/{year}" if year else str(count)
    if year and read_number(style) and not (read_number(style) or Number(0, "")).year:
        printed = str(count)
    elif year and style.startswith(year):
        printed = style[: len(year)] + style[len(year)] + str(count)
    key = slug(f"{count}/{year}" if year else str(count))
    return Meeting(
        series=series,
        key=key,
        period=None,
        number=printed,
        city=None,
        said=(),
        status="missing",
        note=None,
        about=(),
        tabled=(),
        approved_in=(),
        announced_in=(),
        order=(following.order[0], count, printed),
    )


def _with_own_keys(meetings: list[Meeting]) -> Iterator[Meeting]:
    """Two meetings on one day, or none known by anything, still need addresses of their own."""
    taken: set[str] = set()
    for meeting in sorted(meetings, key=lambda m: (m.order, m.key)):
        wanted = meeting.key or "undated"
        key, count = wanted, 1
        while key in taken:
            count += 1
            key = f"{wanted}-{count}"
        taken.add(key)
        yield replace(meeting, key=key) if key != meeting.key else meeting


@dataclass(frozen=True, slots=True)
class Gap:
    """A year in which the cadence of a series would expect a meeting and none is known."""

    year: str


def cadence_gaps(meetings: tuple[Meeting, ...], every: tuple[int, str] | None) -> tuple[Gap, ...]:
    """Years between the known meetings that the cadence would fill; a meeting that comes a little late leaves none."""
    if every is None or every[1] != "year":
        return ()
    years = sorted({int(m.period.year) for m in meetings if m.period})
    gaps: list[Gap] = []
    for before, after in pairwise(years):
        expected = range(before + every[0], after - (every[0] - 1) // 2, every[0])
        if len(expected) <= LONGEST_GAP:
            gaps += [Gap(str(year)) for year in expected if year not in years]
    return tuple(gaps)
