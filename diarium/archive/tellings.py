"""One place that tells of a meeting, and what two such places say that cannot both be.

It puts no meetings together; that is the work of `archive.meetings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from diarium.archive.numbering import Number, read_number
from diarium.archive.registry import Ref
from diarium.messages import Message, Note, warning
from diarium.model import Period, Record
from diarium.reading.whereabouts import Spot
from diarium.spelling import slug

Tells = Literal["about", "tabled", "approves", "next", "edition"]
Status = Literal["held", "announced", "inferred", "missing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that tells of a meeting, and what it says."""

    series: str
    what: Tells
    source: str  # the file
    spot: Spot
    document: str | None = None  # the document's page
    period: Period | None = None
    number: str | None = None
    city: Ref | None = None
    said: Record | None = None  # what else the document says of the occasion, by field
    status: Status | None = None
    note: str | None = None
    item: str | None = None
    written: str = ""  # date of the document that tells, or of its own meeting

    @property
    def line(self) -> _Line:
        return _Line(self.spot)


class _Line:
    """The line something stands on, looked up only where it decides which of two comes first."""

    __slots__ = ("_spot",)

    def __init__(self, spot: Spot) -> None:
        self._spot = spot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Line) and self._spot.span.line == other._spot.span.line

    def __lt__(self, other: _Line) -> bool:
        return self._spot.span.line < other._spot.span.line

    __hash__ = None  # type: ignore[assignment]  # what is equal by its line only must be no key


WEIGHT = {"about": 0, "edition": 1, "tabled": 2, "approves": 3, "next": 4}


def sureness(telling: Evidence) -> int:
    if telling.period is not None and telling.period.has_day:
        return 0
    return 1 if telling.number is not None else 2


def counts_within_years(tellings: list[Evidence]) -> bool:
    """Whether plain numbers begin anew every year: the same one stands in two years."""
    years: dict[int, set[str]] = defaultdict(set)
    for telling in tellings:
        number = read_number(telling.number) if telling.number else None
        if number and not number.year and telling.period:
            years[number.count].add(telling.period.year)
    return any(len(found) > 1 for found in years.values())


def number_of(telling: Evidence, yearly: bool) -> Number | str | None:
    if telling.number is None:
        return None
    number = read_number(telling.number)
    if number is None:
        return slug(telling.number)
    if not number.year and yearly and telling.period:
        return replace(number, year=telling.period.year)
    return number


# ---------------------------------------------------------------- what does not fit together


def in_two_cities(tellings: Sequence[Evidence], meeting: Period | str | None) -> Iterator[Message]:
    """Papers of one meeting and the registry that name different cities; an announcement may have been overtaken."""
    placed = [t for t in tellings if t.city is not None and t.what in ("about", "edition")]
    if len({t.city for t in placed}) < 2:
        return
    first, *others = sorted(placed, key=lambda t: (WEIGHT[t.what], t.source, t.line))
    for other in others:
        if other.city != first.city:
            yield warning(
                "meetings-disagree",
                other.spot.span,
                f"elsewhere this meeting of the series ({meeting}) is in another city",
                "check both; the page of the meeting shows the other one",
                [Note("the other", first.spot.span)],
            )


def of_two_numbers(tellings: Sequence[Evidence], yearly: bool) -> Iterator[Message]:
    """Two numbers for one day: a digit mistyped, or two meetings that the archive can only show as one."""
    numbered = [(t, number) for t in tellings if isinstance(number := number_of(t, yearly), Number)]
    numbered.sort(key=lambda one: (WEIGHT[one[0].what], one[0].source, one[0].line))
    for telling, number in numbered[1:]:
        first, known = numbered[0]
        if number.count != known.count or (number.year and known.year and number.year != known.year):
            yield warning(
                "meetings-disagree",
                telling.spot.span,
                f"elsewhere the meeting of that day of this series has the number {first.number}, not {telling.number}",
                "check both numbers and dates; the page of the meeting shows the other one",
                [Note("the other", first.spot.span)],
            )
