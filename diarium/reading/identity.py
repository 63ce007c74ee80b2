"""Personal identity numbers of Sweden, Norway, Denmark and Finland: whether a number is one.

It asks the number alone, by its date and its check digits, and never the clock; what stands around it is judged in
`personal`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable


def swedish(digits: str) -> bool:
    """A personnummer or samordningsnummer (born on a day over 60) of ten or twelve digits, by Luhn's rule."""
    year, month, day = digits[:-8], int(digits[-8:-6]), int(digits[-6:-4])
    born = _is_day(_any_year(year), month, day - 60 if day > 60 else day)
    doubled = "".join(str(int(digit) * (2 - at % 2)) for at, digit in enumerate(digits[-10:]))
    return born and sum(map(int, doubled)) % 10 == 0


def norwegian(digits: str) -> bool:
    """A fødselsnummer or D-number (the day raised by 40) of eleven digits, by both its check digits."""
    day, month, year = int(digits[:2]), int(digits[2:4]), digits[4:6]
    born = _is_day(_any_year(year), month, day - 40 if day > 40 else day)
    first = _weighed(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = _weighed(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return born and first % 11 == 0 and second % 11 == 0


def danish(digits: str, told: bool = False) -> bool:
    """A CPR number of ten digits. Since 2007 some have no check digit: those count only where words tell what it is."""
    born = _is_day(_any_year(digits[4:6]), int(digits[2:4]), int(digits[:2]))
    return born and (told or _weighed(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0)


_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def finnish(date: str, rest: str) -> bool:
    """A henkilötunnus: the date of birth, three digits and the letter that checks them."""
    born = _is_day(_any_year(date[4:6]), int(date[2:4]), int(date[:2]))
    return born and int(rest[:3]) >= 2 and _LETTERS[int(date + rest[:3]) % 31] == rest[3].upper()


def _weighed(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _any_year(written: str) -> int:
    """The year a number gives; where it leaves the century open, one that has every day it could mean."""
    if len(written) == 4:
        return int(written)
    return 2000 + int(
        written
    )  # leap years come alike in both centuries: 2000 was one, and 1900 is before these numbers


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
