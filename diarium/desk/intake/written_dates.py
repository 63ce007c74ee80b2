"""Dates as papers write them, in every dress and four languages, to ISO days, days together, months and years.

A year is taken from elsewhere only when it is told which; it never knows what a date is the date of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from diarium.reading.dates import day

MONTHS = (
    "januari januar january jan",
    "februari februar february febr feb",
    "mars marts march mar",
    "april apr",
    "maj mai may",
    "juni june jun",
    "juli july jul",
    "augusti august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "december desember dec des",
)
MONTH_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
_MONTH = "|".join(sorted(MONTH_OF, key=len, reverse=True))
_TO = r"\s*(?:[-‐‑–—/]|till|til|to|och|og|and|&)\s*"
_DAY = r"(?<![\d.:/-])(?P<{0}>[0-3]?\d)(?:\.|:?e|:a|st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d)(?!\d))?"
_WEEKDAY = r"(?:(?:m[åa]n|tis|tirs|tys|ons|tors|fre|l[öøo]r|laur|s[öøu]n)dag(?:en)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2017-02-16/2017-02-17, 2017-02-16/17, 2017-02-16 – 17
        r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<first>\d\d)\s*(?:/|--|–|—|-)\s*(?:(?:19|20)\d\d-(?P<month2>\d\d)-)?(?P<last>\d\d)(?![\d-])",
        r"(?<![\d/-])(?P<year>(?:19|20)\d\d)[-./](?P<month>\d{1,2})[-./](?P<first>\d{1,2})(?![\d/-])",
        # 30. august – 2. september 2023
        rf"{_DAY.format('first')}\s*(?P<name>{_MONTH})\.?(?:\s+(?:19|20)\d\d)?{_TO}(?:{_WEEKDAY}\s+)?(?:den\s+)?[0-3]?\d(?<=(?P<lastmark>\d))(?:\.)?\s*(?P<name2>{_MONTH})\b\.?{_YEAR}",
        # 12-13 januari 2017, 30. – 31 august 2023
        rf"{_DAY.format('first')}{_TO}(?:{_WEEKDAY}\s+)?(?:den\s+)?(?P<last>[0-3]?\d)(?:\.|:e|st|nd|rd|th)?\s*(?:of\s+)?(?P<name>{_MONTH})\b\.?{_YEAR}",
        # February 16-17, 2017; March 16, 2023
        rf"\b(?P<name>{_MONTH})\.?\s+(?P<first>[0-3]?\d)(?:st|nd|rd|th)?(?:{_TO}(?P<last>[0-3]?\d)(?:st|nd|rd|th)?)?(?![\d.:/]|\s?[ap]m){_YEAR}",
        # 16.–17.02.2017
        r"(?<![\d.:/-])(?P<first>[0-3]?\d)\.?\s*[-–—]\s*(?P<last>[0-3]?\d)[./](?P<month>[01]?\d)[./-](?P<year>(?:19|20)\d\d|\d\d)(?![\d.:])",
        # 16.03.2023, 19.01.23, 16/3 2023, 16/3-23
        r"(?<![\d.:/-])(?P<first>[0-3]?\d)[./](?P<month>[01]?\d)(?:[./-]|\s)(?P<year>(?:19|20)\d\d|(?<=[./-])\d\d)(?![\d.:])",
        # 14-09-2022, the day first
        r"(?<![\d.:/-])(?P<first>[0-3]?\d)-(?P<month>[01]?\d)-(?P<year>(?:19|20)\d\d)(?![\d/-])",
        # den 22 februari, 23. mai 2023
        rf"{_DAY.format('first')}\s*(?:of\s+)?(?P<name>{_MONTH})\b\.?{_YEAR}",
        # mars 2023
        rf"\b(?P<name>{_MONTH})\.?\s+(?P<year>(?:19|20)\d\d)(?!\d)",
    )
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date where it stands: its parts, without a year where the paper has none."""

    start: int
    end: int
    text: str
    year: str | None
    first: str  # `02-16`, `02`
    last: str  # the same as `first` for a single day

    def iso(self, year: str | None = None) -> str | None:
        """`2017-02-16`, `2017-02-16/2017-02-17` or `2017-02`; `None` without a year."""
        known = self.year or year
        if known is None:
            return None
        first, last = f"{known}-{self.first}", f"{known}-{self.last}"
        for one in {first, last}:
            if len(one) == 10 and day(int(known), int(one[5:7]), int(one[8:])) is None:
                return None
        return first if first == last else f"{first}/{last}" if first < last else None

    @property
    def has_day(self) -> bool:
        return len(self.first) == 5


def dates(text: str) -> list[Written]:
    """All dates of a text from left to right, none inside another."""
    found: list[Written] = []
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            one = _made(match)
            if one and not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _made(match: re.Match[str]) -> Written | None:
    parts = match.groupdict()
    month = _month(parts.get("name"), parts.get("month"))
    if month is None:
        return None
    first = parts.get("first")
    last = parts.get("last")
    month2 = _month(parts.get("name2"), parts.get("month2")) or month
    if parts.get("lastmark"):
        numbers = re.findall(r"(?<!\d)[0-3]?\d(?!\d)", match.group())
        last = numbers[1] if len(numbers) > 1 else None
    year = parts.get("year")
    if year and len(year) == 2:
        year = f"20{year}" if int(year) < 70 else f"19{year}"
    start = f"{month:02}" + (f"-{int(first):02}" if first else "")
    end = f"{month2:02}-{int(last):02}" if last else start
    for one in (start, end):
        if len(one) == 5 and day(2000, int(one[:2]), int(one[3:])) is None:
            return None
    if end < start:
        return None
    return Written(match.start(), match.end(), match.group().strip(" ,"), year, start, end)


def _month(name: str | None, number: str | None) -> int | None:
    if name:
        return MONTH_OF[name.lower()]
    return int(number) if number and 1 <= int(number) <= 12 else None


@cache
def _month_at_start() -> re.Pattern[str]:
    return re.compile(rf"(?:[-–]\s*\d+\.?\s*)?(?:{_MONTH})\b", re.IGNORECASE)


def begins_with_month(text: str) -> bool:
    return bool(_month_at_start().match(text))


_HOUR = r"(?P<{0}>[01]?\d|2[0-4])(?:[.:](?P<{1}>[0-5]\d))?\s*(?P<{2}>[ap]\.?m\.?\b)?"
_HOURS = re.compile(
    rf"(?P<word>\b(?:kl(?:\.|ockan|okken|okka)?|at|from)\s*)?(?<![\d.:/-]){_HOUR.format('h1', 'm1', 'p1')}\s*(?P<to>[-–—]|till|til|to)\s*(?:kl\.?\s*)?"
    rf"{_HOUR.format('h2', 'm2', 'p2')}(?![\d/]|[.:]\d)",
    re.IGNORECASE,
)
_HOUR_ALONE = re.compile(
    rf"\b(?:kl(?:\.|ockan|okken|okka)?|at)\s*{_HOUR.format('h1', 'm1', 'p1')}(?![\d/]|[.:]\d)", re.IGNORECASE
)


_HOUR_ONLY = re.compile(r"(?P<h1>[01]?\d|2[0-3])[.:](?P<m1>[0-5]\d)\s*(?P<p1>[ap]\.?m\.?)?", re.IGNORECASE)


def hours(text: str, labelled: bool = False) -> tuple[str, str] | None:
    """The hours in a text as `09:00–11:00`, and as printed; behind a label such as `Tid:` they need no `kl.`"""
    bare = list(text)
    for date in dates(text):
        bare[date.start : date.end] = " " * (date.end - date.start)
    text = "".join(bare)
    for match in _HOURS.finditer(text):
        sure = match["m1"] or match["m2"] or match["p1"] or match["p2"]
        if not (match["word"] or (labelled and sure) or (match["m1"] and match["m2"])):
            continue
        first = _clock(match["h1"], match["m1"], match["p1"] or match["p2"])
        last = _clock(match["h2"], match["m2"], match["p2"])
        if first < last:
            return f"{first}–{last}", match.group().strip()
    alone = _HOUR_ALONE.search(text) or (_HOUR_ONLY.fullmatch(text.strip()) if labelled else None)
    return (_clock(alone["h1"], alone["m1"], alone["p1"]), alone.group().strip()) if alone else None


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half and half.lower().startswith("p") and number < 12:
        number += 12
    return f"{number:02}:{minute or '00'}"


_ANY_WEEKDAY = re.compile(_WEEKDAY, re.IGNORECASE)


def weekday(text: str) -> str | None:
    match = _ANY_WEEKDAY.search(text)
    return match.group() if match else None
