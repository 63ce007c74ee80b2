"""Case numbers as the search holds them: one form for all notations of a number, and what else people call it by.

A number is a row of groups, of digits without leading noughts or of small letters: `KS-2019/00123` is `ks 2019 123`.
Which numbers are cases is none of its business; assets/search/numbers.js does the same with what is typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

Groups = tuple[str, ...]

_GROUP = re.compile(r"[^\W\d_]+|\d+")
# Digits and letters in groups; `.` and `:` part groups only beside a year, because they also write times and items.
# The second way begins with digits, so that groups of letter and digits (`24.10.00-A26-1-19`) are not the names of roads.
_NUMBER = re.compile(
    r"(?:[^\W\d_]{1,6}[-/.:])?(?:[^\W\d_]{1,6}[-/.:]?)?\d+(?:[-/.:](?:\d+|[^\W\d_]{1,4}))+"
    r"|\d+(?:[-/.:](?:\d+|[^\W\d_]{1,4}\d*))+"
)
_ITEM_OR_TIME = re.compile(r"[^-/]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPACED = re.compile(r"(?<![\w/-])(\d{1,4})\s?[-‐‑–]\s?(\d{1,6})\s?/\s?(\d{2,4})(?!\w)")
_DASHES = re.compile(r"[‐‑‒–—−]")

# Letters for digits: Pagefind parts words between a letter and a digit, and no stemmer takes an ending off these.
_LETTERS = dict(zip("0123456789", "bcfhjmpqvx", strict=True))
BEGIN, END = "qz", "z"


def is_number(word: str) -> bool:
    tidy = _DASHES.sub("-", word)
    if not _NUMBER.fullmatch(tidy) or sum(group.isdigit() for group in _GROUP.findall(tidy)) < 2:
        return False
    return not _ITEM_OR_TIME.fullmatch(tidy) or any(map(_YEAR.fullmatch, _GROUP.findall(tidy)))


def closed_up(text: str) -> str:
    """`803 - 1873 / 2016` in a text is one number."""
    return _SPACED.sub(r"\1-\2/\3", text) if "/" in text else text


def groups(text: str) -> Groups:
    """Small letters and plain digits: `KS-2019/00123` → `ks 2019 123`."""
    bare = (c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return tuple((group.lstrip("0") or "0") if group.isdigit() else group for group in _GROUP.findall("".join(bare)))


def code(number: Groups) -> str:
    """A number as one word that no searching takes apart: each group, and an end to it."""
    return BEGIN + "".join("".join(_LETTERS.get(c, c) for c in group) + END for group in number)


def forms(text: str) -> tuple[Groups, ...]:
    """Everything a printed number is asked for as: in full, without its letters or its first group, with two digits
    for the year or with four. None when it is no number."""
    if not is_number(text):
        return ()
    whole = tuple(_GROUP.findall(text.lower()))
    bare = whole[next(at for at, group in enumerate(whole) if group.isdigit()) :]
    found = [whole, bare]
    if len(bare) == 3 and _YEAR.fullmatch(bare[2]):
        found.append(bare[1:])
    found += [other for one in tuple(found) for other in _other_years(one)]
    return tuple(dict.fromkeys(groups(" ".join(one)) for one in found if len(one) > 1))


def _other_years(number: Groups) -> Iterator[Groups]:
    """With two digits for the year instead of four, or four instead of two: the last group, else the first."""
    order = (len(number) - 1, *range(len(number) - 1))
    at = next((at for at in order if _YEAR.fullmatch(number[at])), None)
    if at is not None:
        yield (*number[:at], number[at][2:], *number[at + 1 :])
        return
    at = next((at for at in (order[0], order[1]) if number[at].isdigit() and len(number[at]) == 2), None)
    if at is not None:
        yield (*number[:at], _century(number[at]) + number[at], *number[at + 1 :])


def _century(year: str) -> str:
    return "20" if int(year) < 70 else "19"


def run_together(text: str) -> Iterator[str]:
    """Its digits without anything between them, as a number is copied from a machine."""
    joined = re.sub(r"[\W_]", "", text)
    if joined.isdigit() and len(joined) > 4 and is_number(text):
        yield joined
