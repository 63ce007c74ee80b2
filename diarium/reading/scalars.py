"""One value of front matter, typed by its field: dates, addresses, choices, or the text as it stands.

It never guesses what a field means from what stands in it, and knows no field by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from diarium.messages import Checked, Fix, Message, Span, error, warning
from diarium.model import Period
from diarium.reading.dates import (
    ENGLISH_DAYS,
    certain_iso,
    certain_period,
    ends_early,
    iso_problem,
    parse_period,
    suggest_iso,
    suggest_period,
    wrong_weekdays,
)
from diarium.reading.mending import replaced
from diarium.reading.nearest import did_you_mean
from diarium.reading.targets import address_problem, site_path
from diarium.schema import Field

# Types whose whole value is checked: what a comment cuts off them is never missed in silence.
EXACT = frozenset({"day", "date", "period", "flag", "choice", "position", "cadence", "checksum"})

# As many words as can be listed at once without hiding the one that was meant.
_FEW = 10

_WEB = re.compile(r"(?:https?://[^\s<>\"\\]+|mailto:[^\s<>\"\\]+@[^\s<>\"\\]+|tel:\+?[0-9][0-9() .\-]*)", re.IGNORECASE)
_CADENCE = re.compile(r"([0-9]{1,3})\s*(year|month|week)s?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TRUE, _FALSE = {"true", "yes", "ja"}, {"false", "no", "nej", "nei"}

_Read = Checked[Any]


def scalar(text: str, span: Span, declared: Field) -> _Read:
    """The value that this text is in this field; `None` with an error when it cannot be one."""
    if is_free(declared):
        return Checked(text, tuple(_weekdays(text, span)))
    return _READERS[declared.type](text, span, declared)


def is_free(declared: Field) -> bool:
    """Whether this field takes any text as it stands."""
    return declared.type not in _READERS or (declared.type == "choice" and not declared.choices)


def _wrong(code: str, span: Span, sentence: str, help: str | None = None, fix: Fix | None = None) -> _Read:
    return Checked(None, (error(code, span, sentence, help, fix=fix),))


def _weekdays(text: str, span: Span) -> list[Message]:
    found = []
    for wrong in wrong_weekdays(text):
        sentence = f"{wrong.date} was not a {wrong.said}"
        help = (
            f"that day was a {ENGLISH_DAYS[wrong.is_really]}; check both, and mark a fault of the original with [sic]"
        )
        found.append(warning("wrong-weekday", span, sentence, help))
    return found


def _date(text: str, span: Span, declared: Field) -> _Read:
    problem = iso_problem(text)
    if problem is None and declared.type == "day" and len(text) != 10:
        problem = f"'{text}' is no full day"
    if problem is None:
        return Checked(text)
    iso = suggest_iso(text)
    if iso and declared.type == "day" and len(iso) != 10:
        iso = None
    help = (
        f"write it as {declared.name}: {iso}"
        if iso
        else f"write the date as year-month-day, such as {declared.name}: 2017-02-16"
    )
    sure = certain_iso(text) if iso else None
    return _wrong("bad-date", span, problem, help, replaced(span, text, sure) if sure else None)


def _period(text: str, span: Span, declared: Field) -> _Read:
    period = parse_period(text)
    if isinstance(period, str):
        iso = suggest_period(text)
        example = f"write a day or a span of days, such as {declared.name}: 2017-02-16/2017-02-17"
        sure = certain_period(text) if iso else None
        fix = replaced(span, text, sure) if sure else None
        return _wrong("bad-date", span, period, f"write it as {declared.name}: {iso}" if iso else example, fix)
    if ends_early(period.first, period.last):
        sentence = f"the period ends ({period.last}) before it begins ({period.first})"
        told = warning("end-before-start", span, sentence, "check both dates")
        return Checked(Period(period.last, period.first), (told,))
    return Checked(period)


def _flag(text: str, span: Span, declared: Field) -> _Read:
    word = text.lower()
    if word in _TRUE | _FALSE:
        return Checked(word in _TRUE)
    help = f"write {declared.name}: true, or leave it out"
    return _wrong("bad-value", span, f"'{text}' is neither true nor false", help)


def _choice(text: str, span: Span, declared: Field) -> _Read:
    if text in declared.choices:
        return Checked(text)
    near = did_you_mean(text, declared.choices) if len(declared.choices) > _FEW else None
    help = near or f"choose one of: {', '.join(declared.choices)}"
    return _wrong("bad-value", span, f"'{text}' is not a {declared.name} Diarium knows", help)


def _web(text: str, span: Span, _declared: Field) -> _Read:
    problem = address_problem(text)
    if problem:
        return _wrong("unsafe-address", span, problem, "use an address that begins with https://")
    if not _WEB.fullmatch(text):
        return _wrong("bad-address", span, f"'{text}' is not a full address on the web", "write it with https://")
    return Checked(text)


def _file(text: str, span: Span, _declared: Field) -> _Read:
    problem = address_problem(text)
    if problem is None and "://" in text:
        problem = "addresses on the web do not belong here"
    if problem is None and text.startswith("/"):
        problem = "a path begins at this file, not with /"
    if problem is None and "\\" in text:
        problem = "folders are parted by / and not by a backslash"
    if problem is None:
        return Checked(text)
    return _wrong("unsafe-address", span, problem, "write the path from this file, such as ../2016/other.md")


def _address(text: str, span: Span, _declared: Field) -> _Read:
    path = site_path(text)
    if path is not None:
        return Checked(path)
    help = "write it as it stood after the site's name: /documents/2016/slug/"
    return _wrong("bad-address", span, f"'{text}' is not an address of this site", help)


def _position(text: str, span: Span, _declared: Field) -> _Read:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = 999.0
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return Checked((latitude, longitude))
    return _wrong("bad-value", span, f"'{text}' is no position", "write latitude and longitude: position: 60.17, 24.94")


def cadence(text: object) -> tuple[int, str] | None:
    """A number of years, months or weeks."""
    said = _CADENCE.fullmatch(text.lower()) if isinstance(text, str) else None
    return (int(said[1]), said[2]) if said and int(said[1]) else None


def _cadence(text: str, span: Span, _declared: Field) -> _Read:
    said = cadence(text)
    if said:
        return Checked(said)
    return _wrong("bad-value", span, f"'{text}' says not how often", "write a number and a unit: every: 2 years")


def _checksum(text: str, span: Span, declared: Field) -> _Read:
    digits = text.lower().removeprefix("sha256:").removeprefix("sha-256:").strip()
    if _SHA256.fullmatch(digits):
        return Checked(digits)
    help = f"write the 64 digits that sha256sum prints for the file, such as {declared.name}: {declared.example}"
    return _wrong("bad-value", span, f"'{text[:40]}' is no SHA-256 checksum", help)


_READERS: dict[str, Callable[[str, Span, Field], _Read]] = {
    "day": _date,
    "date": _date,
    "period": _period,
    "flag": _flag,
    "choice": _choice,
    "web": _web,
    "file": _file,
    "document": _file,
    "address": _address,
    "position": _position,
    "cadence": _cadence,
    "checksum": _checksum,
}
