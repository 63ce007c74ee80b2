"""Dates: ISO ones checked, written ones recognised so that a message can show the ISO form.

It never changes a date that stands in a document.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from diarium.model import Period

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

# Every month and weekday in the languages of documents, short forms included.
_MONTHS = (
    "januari januar january jan tammikuuta",
    "februari februar february feb febr helmikuuta",
    "mars march mar maaliskuuta",
    "april apr huhtikuuta",
    "maj mai may toukokuuta",
    "juni june jun kesäkuuta",
    "juli july jul heinäkuuta",
    "augusti august aug elokuuta",
    "september sept sep syyskuuta",
    "oktober october okt oct lokakuuta",
    "november nov marraskuuta",
    "december desember des dec joulukuuta",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAYS = (
    "måndag mandag måndagen mandagen monday maanantai",
    "tisdag tirsdag tisdagen tirsdagen tuesday tiistai",
    "onsdag onsdagen wednesday keskiviikko",
    "torsdag torsdagen thursday torstai",
    "fredag fredagen friday perjantai",
    "lördag lørdag lördagen lørdagen saturday lauantai",
    "söndag søndag söndagen søndagen sunday sunnuntai",
)
_WEEKDAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_ANY_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_ANY_WEEKDAY = "|".join(sorted(_WEEKDAY_OF, key=len, reverse=True))

_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\b")
_NUMERIC_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})\b")
_LOOSE_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.?\s+({_ANY_MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({_ANY_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})\b", re.IGNORECASE)


def day(year: int, month: int, number: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, number)
    except ValueError:
        return None


def iso_problem(text: str) -> str | None:
    """What is wrong with this as an ISO date, or `None`."""
    match = _ISO.fullmatch(text)
    if not match:
        return "is not a date"
    year, month, number = int(match[1]), match[2], match[3]
    if year == 0:
        return "has no year 0"
    if month is not None and not 1 <= int(month) <= 12:
        return "has no such month"
    if number is not None and day(year, int(month), int(number)) is None:
        return "is a day that month does not have"
    return None


def suggest_iso(text: str) -> str | None:
    """The ISO form of a date written otherwise, when there is just one reading."""
    for pattern, order in (
        (_LOOSE_ISO, (1, 2, 3)),
        (_NUMERIC_YEAR_FIRST, (1, 2, 3)),
        (_NUMERIC, (3, 2, 1)),
        (_DAY_FIRST, (3, 2, 1)),
        (_MONTH_FIRST, (3, 1, 2)),
    ):
        match = pattern.search(text)
        if match:
            found = _from_parts(*(match[group] for group in order))
            return found.isoformat() if found else None
    return None


def _from_parts(year: str, month: str, number: str) -> datetime.date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    return day(full, _MONTH_OF.get(month.lower()) or (int(month) if month.isdigit() else 0), int(number))


def parse_period(text: str) -> Period | str:
    """A period, or the words that say what is wrong with it."""
    first, slash, last = (part.strip() for part in text.partition("/"))
    for part in (first, last) if slash else (first,):
        problem = iso_problem(part)
        if problem:
            return f"'{part}' {problem}"
    return Period(first, last if slash else first)


@dataclass(frozen=True, slots=True)
class WrongWeekday:
    start: int
    end: int
    said: str
    date: str
    is_really: int  # Monday is 0


_WITH_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{_ANY_WEEKDAY})\s+(?:(?:den|the|d\.)\s+)?(?P<date>"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b|\d{{4}}-\d{{2}}-\d{{2}}\b|\d{{1,2}}\.?\s+(?:{_ANY_MONTH})\.?,?\s+\d{{4}}\b)",
    re.IGNORECASE,
)


def wrong_weekdays(text: str) -> Iterator[WrongWeekday]:
    """Every `torsdag 16.03.2023` in the text whose weekday is not that day's."""
    for match in _WITH_WEEKDAY.finditer(text):
        iso = suggest_iso(match["date"])
        if iso is None:
            continue
        weekday = datetime.date.fromisoformat(iso).weekday()
        if weekday != _WEEKDAY_OF[match["weekday"].lower()]:
            yield WrongWeekday(match.start(), match.end(), match["weekday"], iso, weekday)
