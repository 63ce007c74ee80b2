"""Dates: ISO ones checked, written ones recognised so that a message can show the ISO form.

It never changes a date that stands in a document.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from diarium.model import Period

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

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
    "måndag mandag måndagen mandagen monday maanantai maanantaina",
    "tisdag tirsdag tysdag tisdagen tirsdagen tysdagen tuesday tiistai tiistaina",
    "onsdag onsdagen wednesday keskiviikko keskiviikkona",
    "torsdag torsdagen thursday torstai torstaina",
    "fredag fredagen friday perjantai perjantaina",
    "lördag lørdag laurdag lördagen lørdagen laurdagen saturday lauantai lauantaina",
    "söndag søndag sundag söndagen søndagen sundagen sunday sunnuntai sunnuntaina",
)
_WEEKDAY_OF = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_ANY_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_ANY_WEEKDAY = "|".join(sorted(_WEEKDAY_OF, key=len, reverse=True))

# A run of digits that a longer one does not go on with: `99999-01-01` holds no year 9999.
_NOT_WITHIN = r"(?<![0-9])"
_ENDS = r"(?![0-9])"
_NUMERIC = re.compile(rf"{_NOT_WITHIN}([0-9]{{1,2}})([./])([0-9]{{1,2}})[./]([0-9]{{4}}|[0-9]{{2}}){_ENDS}")
_YEAR_FIRST = re.compile(rf"{_NOT_WITHIN}([0-9]{{4}})[-./‐‑–—−]([0-9]{{1,2}})[-./‐‑–—−]([0-9]{{1,2}}){_ENDS}")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ORDINAL = r"(?:\.|st|nd|rd|th)?"
_DAY_FIRST = re.compile(
    rf"{_NOT_WITHIN}([0-9]{{1,2}}){_ORDINAL}\s+(?:of\s+)?({_ANY_MONTH})\.?,?\s+([0-9]{{4}}){_ENDS}", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b({_ANY_MONTH})\.?\s+([0-9]{{1,2}}){_ORDINAL},?\s+([0-9]{{4}}){_ENDS}", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"({_ANY_MONTH})\.?,?\s+([0-9]{{4}})", re.IGNORECASE)

# From one day to another within one month: `16.–17.02.2017`, `den 12-13 januari 2017`, `2017-02-16/17`.
_DASH = r"\.?\s*(?:-|–|—|till|til|to|och|og|and)\s*"
_DAYS_OF_MONTH = re.compile(
    rf"{_NOT_WITHIN}([0-9]{{1,2}}){_DASH}([0-9]{{1,2}})\.?\s*(?:({_ANY_MONTH})\.?\s+|([0-9]{{1,2}})[./])([0-9]{{4}}){_ENDS}",
    re.IGNORECASE,
)
_DAYS_AFTER_MONTH = re.compile(r"([0-9]{4}-[0-9]{2})-([0-9]{2})\s*(?:/|-|–|—)\s*([0-9]{1,2})")
_TWO_DATES = re.compile(r"(.+?)\s*(?:/|--|–|—|\s-\s|\s(?:till|til|to)\s)\s*(.+)", re.IGNORECASE)


def day(year: int, month: int, number: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, number)
    except ValueError:
        return None


def iso_problem(text: str) -> str | None:
    """What is wrong with this as an ISO date, or `None`: a whole sentence."""
    match = _ISO.fullmatch(text)
    if not match:
        return f"'{text}' is not a date in the form year-month-day"
    year, month, number = int(match[1]), match[2], match[3]
    if year == 0:
        return f"'{text}' is not a date: there is no year 0"
    if month is not None and not 1 <= int(month) <= 12:
        return f"'{text}' is not a date: there is no month {month}"
    if number is not None and day(year, int(month), int(number)) is None:
        days = calendar.monthrange(year, int(month))[1]
        return f"'{text}' is not a date: that month has {days} days"
    return None


def suggest_iso(text: str) -> str | None:
    """The ISO form of a date written otherwise, when there is just one reading."""
    found: datetime.date | None = None
    if match := _YEAR_FIRST.search(text) or _COMPACT.fullmatch(text):
        found = _from_parts(match[1], match[2], match[3])
    elif match := _NUMERIC.search(text):
        first, sign, second, year = match.groups()
        if sign == "/" and int(second) > 12:
            first, second = second, first  # 02/23/2017: no month 23, so the month stands first
        elif sign == "/" and int(first) <= 12 and first != second:
            return None
        found = _from_parts(year, second, first)
    elif match := _DAY_FIRST.search(text):
        found = _from_parts(match[3], match[2], match[1])
    elif match := _MONTH_FIRST.search(text):
        found = _from_parts(match[3], match[1], match[2])
    elif (match := _MONTH_ONLY.fullmatch(text)) and int(match[2]) and (month := _MONTH_OF.get(match[1].lower())):
        return f"{match[2]}-{month:02}"
    return found.isoformat() if found else None


def suggest_period(text: str) -> str | None:
    """The ISO form of a period written otherwise, when there is just one reading."""
    first = last = None
    if match := _DAYS_AFTER_MONTH.fullmatch(text):
        first, last = f"{match[1]}-{match[2]}", f"{match[1]}-{match[3]:0>2}"
    elif match := _DAYS_OF_MONTH.search(text):
        one, other = (_from_parts(match[5], match[3] or match[4], number) for number in (match[1], match[2]))
        first, last = (one.isoformat(), other.isoformat()) if one and other else (None, None)
    elif match := _TWO_DATES.fullmatch(text):
        first, last = ((part if iso_problem(part) is None else suggest_iso(part)) for part in match.groups())
        if "/" in text and (first is None or last is None):  # the sign may stand within a date: 23/2/2017
            return suggest_iso(text) if text.count("/") != 1 else None
    if first is None or last is None:
        return None if match else suggest_iso(text)
    fine = iso_problem(first) is None and iso_problem(last) is None and first <= last
    return f"{first}/{last}" if fine else None


# What may stand before a date and belongs to it; it may be nothing.
_LEAD = re.compile(rf"(?:(?P<weekday>{_ANY_WEEKDAY})\.?,?\s+)?(?:(?:den|d\.|the)\s+)?", re.IGNORECASE)
_WHOLE = (_YEAR_FIRST, _COMPACT, _NUMERIC, _DAY_FIRST, _MONTH_FIRST, _MONTH_ONLY)


def certain_iso(text: str) -> str | None:
    """The ISO form of a text that is a date and nothing else, with four digits of its year and no other reading."""
    rest = _LEAD.sub("", text, count=1)
    numeric = _NUMERIC.fullmatch(rest)
    if not any(pattern.fullmatch(rest) for pattern in _WHOLE) or (numeric and len(numeric[4]) == 2):
        return None
    return None if any(wrong_weekdays(text)) else suggest_iso(rest)


def certain_period(text: str) -> str | None:
    """The same for a period."""
    rest = _LEAD.sub("", text, count=1)
    if _DAYS_AFTER_MONTH.fullmatch(rest) or _DAYS_OF_MONTH.fullmatch(rest):
        return suggest_period(rest)
    one = certain_iso(text)
    two = _TWO_DATES.fullmatch(rest) if one is None else None
    if two and all(iso_problem(part) is None or certain_iso(part) for part in two.groups()):
        return suggest_period(rest)
    return one


def _from_parts(year: str, month: str, number: str) -> datetime.date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    return day(full, _MONTH_OF.get(month.lower()) or (int(month) if month.isdigit() else 0), int(number))


def parse_period(text: str) -> Period | str:
    """A period, or the sentence that says what is wrong with it."""
    first, slash, last = (part.strip() for part in text.partition("/"))
    if slash and not (first and last):
        return f"'{text}' is not a period: a date is missing {'after' if first else 'before'} the slash"
    for part in (first, last) if slash else (first,):
        problem = iso_problem(part)
        if problem:
            return problem
    return Period(first, last if slash else first)


def ends_early(first: str, last: str) -> bool:
    """Whether the last of two ISO dates lies before the first, as far as both are exact."""
    exact = min(len(first), len(last))
    return last[:exact] < first[:exact]


# ---------------------------------------------------------------- weekdays

ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class WrongWeekday:
    start: int
    end: int
    said: str
    date: str
    is_really: int  # Monday is 0


_WRITTEN_DATE = (
    r"[0-9]{1,2}[./][0-9]{1,2}[./](?:[0-9]{4}|[0-9]{2})(?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
    rf"|[0-9]{{1,2}}{_ORDINAL}\s+(?:of\s+)?(?:{_ANY_MONTH})\.?,?\s+[0-9]{{4}}(?![0-9])"
    rf"|(?:{_ANY_MONTH})\.?\s+[0-9]{{1,2}}{_ORDINAL},?\s+[0-9]{{4}}(?![0-9])"
)
_WEEKDAY_AND_DATE = re.compile(
    rf"\b(?P<weekday>{_ANY_WEEKDAY})\b\.?,?\s+(?:(?:den|the|d\.)\s+)?(?P<date>{_WRITTEN_DATE})", re.IGNORECASE
)
_DATE_AND_WEEKDAY = re.compile(
    rf"(?<![0-9.])(?P<date>{_WRITTEN_DATE})\s*(?:\(|,\s*)(?P<weekday>{_ANY_WEEKDAY})\b", re.IGNORECASE
)
# Cheap to ask first: most text names no weekday at all, or no day of a month.
_IN_WEEKDAYS = ("dag", "day", "tai", "keskiviikko")
_DIGIT = re.compile("[0-9]")


def may_name_weekday(text: str) -> bool:
    if not _DIGIT.search(text):
        return False
    lowered = text.lower()
    return any(part in lowered for part in _IN_WEEKDAYS)


def wrong_weekdays(text: str) -> Iterator[WrongWeekday]:
    """Every `torsdag 16.03.2022` in the text whose weekday is not that day's."""
    if not may_name_weekday(text):
        return
    for pattern in (_WEEKDAY_AND_DATE, _DATE_AND_WEEKDAY):
        for match in pattern.finditer(text):
            iso = suggest_iso(match["date"])
            if iso is None:
                continue
            weekday = datetime.date.fromisoformat(iso).weekday()
            said = _WEEKDAY_OF.get(match["weekday"].lower(), weekday)  # letters such as ſ pass for others, but say none
            if weekday != said:
                yield WrongWeekday(match.start(), match.end(), match["weekday"], iso, weekday)
