"""Numbers of meetings as people write them: `3/2023`, `2023:3`, `nr 12`.

It reads one number at a time and never counts meetings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OF_YEAR = (
    re.compile(r"(?:nr\.?\s*)?(\d{1,4})\s*[/\-–]\s*(\d{4})$", re.IGNORECASE),
    re.compile(r"(\d{4})\s*[/:\-–]\s*(\d{1,4})$"),
)
_PLAIN = re.compile(r"(?:nr\.?\s*|no\.?\s*)?(\d{1,4})\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A meeting's number: its count, and the year it is counted in where the number says so."""

    count: int
    year: str


def read_number(text: str) -> Number | None:
    stripped = text.strip()
    match = _OF_YEAR[0].match(stripped)
    if match:
        return Number(int(match[1]), match[2])
    match = _OF_YEAR[1].match(stripped)
    if match:
        return Number(int(match[2]), match[1])
    match = _PLAIN.match(stripped)
    return Number(int(match[1]), "") if match else None


def number_text(text: str) -> str | None:
    """`approves` holds a date or a number: the number, if it is one. No series has come to a number like a year."""
    return None if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?|(?:1[5-9]|20|21)\d{2}", text) else text
