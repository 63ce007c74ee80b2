"""Case numbers: which notations mean the same number, and where numbers stand in running text.

It knows nothing of documents; a case as a thing with a page is an entity of the registry like any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from diarium.spelling import slug

# Words people write before a number. "Nr" alone is one only after another of them.
_WORD = (
    r"(?:vår|vårt|deres|er|our|your)?\s*"
    r"(?:d\s?nr|diarie(?:nr|nummer|n:r)?|diary|ärende(?:nr|nummer|t)?|mål(?:nr|nummer)|arkivsak(?:snr|snummer|en)?|"
    r"saks?(?:nr|nummer|en)?|saks-?\s?id|journal(?:nr|nummer)?|j\s?nr|ref|referanse|referens|reference|"
    r"case(?:\s+(?:no|nr|number|file))?|file\s+(?:no|number)|asia(?:nro|numero)?|dossier|doss)"
)
_PREFIX = re.compile(rf"^(?:{_WORD}(?=[\s.:#\d])[\s.:#]*(?:(?:nr|no|n:r|nummer)\b[\s.:#]*)?)+", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")

_GROUP = re.compile(r"\d+|[a-z]+")

# What is a case number wherever it stands; what is one only behind a word that says so.
_BUILT_IN = r"\d{3,4}[-‐‑–]\d{1,6}[/]\d{4}"
_LIKE_BUILT_IN = re.compile(r"/(?<=\d/)\d{4}")  # as every one of them ends
_AFTER_WORD = r"[A-ZÅÄÖÆØ]{0,5}[\s-]?\d[\d\s‐‑–-]{0,8}\d?/\d{2,6}(?:[-‐‑–]\d{1,6})?|\d{4}[/-]\d{1,6}"
_WITHIN_NUMBER = re.compile(r"[/-]\d")  # in all of them


def printed(text: str) -> str:
    """The number without the words before it: `803-1966/2016` for `Dnr. 803-1966/2016`."""
    tidy = _DASHES.sub("-", " ".join(unicodedata.normalize("NFC", text).split()))
    tidy = re.sub(r"\s*/\s*", "/", tidy)
    stripped = _PREFIX.sub("", tidy).strip(" .:")
    return stripped if any(c.isdigit() for c in stripped) else tidy


@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """The form in which all full notations of one number are equal; also its address."""
    return slug(printed(text))


def united(keys: Iterable[str]) -> dict[str, str]:
    """Shorter notations that can only mean one of the full ones: `1966-2016` and `803-1966-16` → `803-1966-2016`."""
    known = set(keys)
    tails: dict[str, set[str]] = {}
    for one in known:
        parts = one.split("-")
        if not all(part.isdigit() for part in parts):
            continue
        forms = set()
        if len(parts) == 3:
            forms.add("-".join(parts[1:]))
        if len(parts) >= 2 and len(parts[-1]) == 4 and parts[-1][:2] in ("19", "20"):
            short = [*parts[:-1], parts[-1][2:]]
            forms.add("-".join(short))
            if len(parts) == 3:
                forms.add("-".join(short[1:]))
        for form in forms:
            tails.setdefault(form, set()).add(one)
    chosen: dict[str, str] = {}
    for form in known & tails.keys():
        wholes = tails[form]
        if len(wholes) == 1:
            chosen[form] = next(iter(wholes))
    # a short form of a short form leads to the longest one
    return {form: _follow(chosen, form) for form in sorted(chosen)}


class Notations:
    """Which of the archive's numbers a notation means.

    Signs between the groups of a number, spaces and leading noughts tell no two numbers apart: `KS2020-00045` is
    `KS 2020/45`. What the registry has comes before what only documents have, and two entries stay two.
    """

    def __init__(self, registered: Mapping[str, str] = MappingProxyType({}), others: Iterable[str] = ()) -> None:
        """`registered` are the keys of names, aliases and files of the registry, each with its entry."""
        self._registered = registered
        self._same: dict[str, str | None] = {}
        for one in sorted(registered):
            first = self._same.setdefault(_bare(one), one)
            if first is not None and registered[first] != registered[one]:
                self._same[_bare(one)] = None
        full = set(registered)
        for one in sorted(others, key=lambda each: (len(each), each)):
            if one not in registered:
                full.add(self._same.setdefault(_bare(one), one) or one)
        self._short = united(full)

    def full(self, key: str) -> str:
        one = key if key in self._registered else self._same.get(_bare(key)) or key
        return self._short.get(one, one)


@lru_cache(maxsize=1 << 16)
def _bare(key: str) -> str:
    return "-".join(group.lstrip("0") or "0" if group.isdigit() else group for group in _GROUP.findall(key))


def _follow(chosen: Mapping[str, str], form: str) -> str:
    while form in chosen:
        form = chosen[form]
    return form


class CaseNumbers:
    """Finds case numbers in running text, by the built-in patterns and the archive's own."""

    def __init__(self, patterns: Iterable[str]) -> None:
        own = "".join(f"|(?:{pattern})" for pattern in patterns)
        self._only_built_in = not own
        self._sure = re.compile(rf"(?<![\w/‐‑–-])(?:{_BUILT_IN}{own})(?![\w/‐‑–-]*\w)")
        self._after_word = re.compile(
            rf"(?<!\w)(?P<word>{_WORD}[\s.:#]*(?:nr|no)?[\s.:#]*)(?P<number>{_AFTER_WORD})(?![\w/-]*\w)", re.IGNORECASE
        )

    def sure(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Numbers that are cases wherever they stand: start, end, key."""
        if not self.may_stand_in(text):
            return
        for match in self._sure.finditer(text):
            yield match.start(), match.end(), key(match.group())

    def may_stand_in(self, text: str) -> bool:
        """A quick look that spares most texts the slow one."""
        return not self._only_built_in or _LIKE_BUILT_IN.search(text) is not None

    def behind_words(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Numbers that are cases if the archive knows them, because a word such as `Dnr` says so."""
        if not _WITHIN_NUMBER.search(text):  # looking for the words at every letter takes long
            return
        for match in self._after_word.finditer(text):
            yield match.start("number"), match.end("number"), key(match["number"])
