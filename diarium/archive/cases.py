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
    r"(?:d\.?\s?nro?|dno|diarie(?:nr|nummer|n:r)?|diary|diaari(?:nro|numero)?|ärende(?:nr|nummer|t)?|mål(?:nr|nummer)|"
    r"máls?(?:nr|númer)|arkivsak(?:snr|snummer|en)?|sa[kg]s?(?:nr|nummer|en)?|sa[kg]s-?\s?id|journal(?:nr|nummer)?|j\.?\s?nr|"
    r"ref|referanse|referens|reference|case(?:\s+(?:no|nr|number|file))?|file\s+(?:no|number)|"
    r"asian?(?:nro|numero)?|dossier|doss)"
)
_PREFIX = re.compile(rf"^(?:{_WORD}(?=[\s.:#\d])[\s.:#]*(?:(?:nro?|no|n:r|nummer|numero)\b[\s.:#]*)?)+", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")

_GROUP = re.compile(r"\d+|[a-z]+")

# What is a case number wherever it stands; what is one only behind a word that says so.
_OF_DOCUMENT = r"(?:[-‐‑–]\d{1,3})?"  # what registers add for a document within the case
_BUILT_IN = rf"\d{{3,4}}[-‐‑–]\d{{1,6}}[/]\d{{4}}{_OF_DOCUMENT}"
_LIKE_BUILT_IN = re.compile(r"/(?<=\d/)\d{4}")  # as every one of them has it
_AFTER_WORD = r"[A-ZÅÄÖÆØ]{0,5}[\s-]?(?:\d[\d\s‐‑–-]{0,8}\d?/\d{2,6}(?:[-‐‑–]\d{1,6})?|\d{4}[/:-]\d{1,6})"
_WITHIN_NUMBER = re.compile(r"[/-]\d|\d{4}:\d")  # in all of them
# What may be a case number without such a word, if the archive knows it: with letters before it, or too long a number
# behind the stroke for a date or an item.
_MAYBE = re.compile(rf"\d{{2,6}}(?P<sign>[/:-])(?P<last>\d{{1,6}}){_OF_DOCUMENT}(?![\w/:‐‑–-]*\w)")
_LETTERS_BEFORE = re.compile(r"(?<![\w/‐‑–-])[A-ZÅÄÖÆØ]{1,6}[\s-]?$")
_JOINED = re.compile(r"[\w/:.,‐‑–-]")
_IN_CASE = re.compile(r"(.*\d/\d{1,6})-\d{1,3}")


@lru_cache(maxsize=1 << 16)
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


@lru_cache(maxsize=1 << 16)
def without_document(number: str) -> str | None:
    """The number of the case in that of a document within it: `16/345` for `16/345-3`, which is its third."""
    within = _IN_CASE.fullmatch(printed(number))
    return within[1] if within else None


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
        """`registered` are the keys of names, aliases and files of the registry, each with its entry; `others` are
        numbers as documents have them."""
        self._registered = registered
        self._same: dict[str, str | None] = {}
        for one in sorted(registered):
            first = self._same.setdefault(_bare(one), one)
            if first is not None and registered[first] != registered[one]:
                self._same[_bare(one)] = None
        self._full = set(registered)
        numbers = set(others)
        plain = {number for number in numbers if without_document(number) is None}
        self._know(map(key, plain))
        self._know(list(self._of_documents(numbers - plain)))

    def _know(self, keys: Iterable[str]) -> None:
        for one in sorted(set(keys), key=lambda each: (len(each), each)):
            if one not in self._registered:
                self._full.add(self._same.setdefault(_bare(one), one) or one)
        self._short = united(self._full)

    def _of_documents(self, numbers: Iterable[str]) -> Iterator[str]:
        """The cases of numbers such as `16/345-3`, where the archive knows the case, or two of its documents.

        One such number alone may as well be that of a case.
        """
        found: dict[str, dict[str, str]] = {}  # by the bare number of the case: whole numbers, each with the case's own
        for number in numbers:
            if self.full(key(number)) not in self._registered:
                case = self.full(key(without_document(number) or ""))
                found.setdefault(_bare(case), {})[key(number)] = case
        for of_case in found.values():
            several = len({_bare(whole) for whole in of_case}) > 1
            for whole, case in of_case.items():
                yield case if several or case in self._full else whole

    def full(self, key: str) -> str:
        one = key if key in self._registered else self._same.get(_bare(key)) or key
        return self._short.get(one, one)

    def case(self, text: str) -> tuple[str, str]:
        """The case that a number means as people write it, and the number without what names a document within it.

        A number that the registry has as it stands is a case of its own.
        """
        whole, number = self.full(key(text)), without_document(text)
        if number is not None and whole not in self._registered:
            case = self.full(key(number))
            if case in self._full:
                return case, number
        return whole, printed(text)


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
            rf"(?<!\w)(?P<word>{_WORD}[\s.:#]*(?:nro?|no)?[\s.:#]*)(?P<number>{_AFTER_WORD})(?![\w/-]*\w)",
            re.IGNORECASE,
        )

    def sure(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Numbers that are cases wherever they stand: start, end, text."""
        if not self.may_stand_in(text):
            return
        for match in self._sure.finditer(text):
            yield match.start(), match.end(), match.group()

    def may_stand_in(self, text: str) -> bool:
        """A quick look that spares most texts the slow one."""
        return not self._only_built_in or _LIKE_BUILT_IN.search(text) is not None

    def behind_words(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Numbers that are cases if the archive knows them, because a word such as `Dnr` says so."""
        if not _WITHIN_NUMBER.search(text):  # looking for the words at every letter takes long
            return
        for match in self._after_word.finditer(text):
            yield match.start("number"), match.end("number"), match["number"]

    def perhaps(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Numbers that are cases if the archive knows them, by how they look."""
        if not _WITHIN_NUMBER.search(text):
            return
        for match in _MAYBE.finditer(text):
            start = match.start()
            letters = _LETTERS_BEFORE.search(text, max(0, start - 8), start)
            if letters:
                start = letters.start()
            elif match["sign"] != "/" or len(match["last"]) < 3 or (start and _JOINED.match(text[start - 1])):
                continue
            yield start, match.end(), text[start : match.end()]
