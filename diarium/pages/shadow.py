"""The words of a document as the index should hold them: each printed word with its other forms at the same place.

It never changes what a reader sees; the search page takes the other forms off again before it shows an excerpt.

Two marks carry them, because Pagefind takes words joined by ASCII punctuation apart and puts all parts in one place:
`Oyvind^Øyvind` (another form, then the printed word) and `huvudstads~konferens` (the parts of a compound).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import product

from diarium.archive import cases

FORM, JOINT = "^", "~"
HIDDEN = "zzdolt"  # what follows it in a record is found, but never shown

# Pagefind also keeps all joined parts as one word; begun with this, it is never taken for a longer number.
NUMBER_MARK = "zz"

# Letters that searching does not fold by itself; the search page folds a query by the same table.
PLAIN = {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "ı": "i"}
# How names are spelt where such letters cannot be written, and the other way round.
_SPELT_OUT = {"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue"}
_SPELT_SHORT = {"aa": "a", "oe": "o", "ue": "u"}
_PLAIN_TABLE = str.maketrans({**PLAIN, **{k.upper(): v.capitalize() for k, v in PLAIN.items() if len(k.upper()) == 1}})
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_NUMBER = re.compile(r"^[A-Za-zÅÄÖÆØåäöæø]{0,5}-?\d[\d]*(?:[-/]\d+)+$")
_DIGIT = re.compile(r"\d")
_DASHES = re.compile(r"[‐‑‒–—−]")
_RESERVED = str.maketrans({FORM: " ", JOINT: " "})


def plain(text: str) -> str:
    """Letters that decompose are left to Pagefind; the others are written as most keyboards can."""
    return text.translate(_PLAIN_TABLE)


@lru_cache(maxsize=1 << 17)
def other_spellings(word: str) -> tuple[str, ...]:
    """How else a word may be typed: `Oyvind` and `Oeyvind` for `Øyvind`, `Haakon` for `Håkon`, `Satvedt` for `Saatvedt`."""
    found = [plain(word)]
    if word[:1].isupper():  # names are where people spell out what their keyboard lacks
        lowered = word.lower()
        for table in (_SPELT_OUT, _SPELT_SHORT):
            changed = lowered
            for old, new in table.items():
                changed = changed.replace(old, new)
            found.append(plain(changed))
    base = _bare(word)
    return tuple(form for form in dict.fromkeys(found) if form != word and _bare(form) != base)


def _bare(word: str) -> str:
    """Without the accents that Pagefind takes off on both sides."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def number_forms(number: str) -> list[str]:
    """The notations by which a printed case number is asked for, as the single words Pagefind makes of them."""
    tidy = _DASHES.sub("-", number)
    forms = [tidy]
    if "-" in tidy and "/" in tidy:
        head, _, tail = tidy.partition("-")
        forms.append(tail if "/" in tail else head)
    for form in tuple(forms):
        body, slash, year = form.rpartition("/")
        if slash and len(year) == 4 and year[:2] in ("19", "20"):
            forms.append(f"{body}/{year[2:]}")
        elif slash and len(year) == 2:
            forms.append(f"{body}/20{year}")
    return list(dict.fromkeys(re.sub(r"[^\w]", "", form).lower() for form in forms))


class Shadows(dict[str, str]):
    """Printed words to what the index holds for them; each distinct word is worked out once."""

    def __init__(self, exonyms: Mapping[str, tuple[str, ...]], split: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._exonyms, self._split = exonyms, split

    def text(self, text: str) -> str:
        """A whole text, every word with its forms, one space between words."""
        return " ".join(map(self.__getitem__, clean(text).split()))

    def __missing__(self, token: str) -> str:
        match = _EDGES.match(token)
        assert match is not None
        before, word, after = match.groups()
        made = token if not word else f"{before}{self._glued(word)}{after}"
        self[token] = made
        return made

    def _glued(self, word: str) -> str:
        if _DIGIT.search(word):
            tidy = _DASHES.sub("-", word)
            return FORM.join([NUMBER_MARK, *number_forms(word), word]) if _NUMBER.match(tidy) else word
        if not word.isalpha() and not word.replace("-", "").replace("’", "").replace("'", "").isalpha():
            return word
        lowered = word.lower()
        others: list[str] = []
        if not (word.isascii() and word == lowered):  # most words are spelt in one way only
            forms = [form for name in (word, *self._names(word)) for form in (name, *other_spellings(name))]
            others = [form for form in dict.fromkeys(forms) if form != word]
        parts = self._split(lowered)
        if len(parts) == 1:
            return FORM.join([*others, word])
        taken_apart = JOINT.join(_as_printed(word, parts))
        # beside other forms the parts no longer make up the whole word, so it stands there by itself, too
        return FORM.join([*others, word, taken_apart]) if others else taken_apart

    def _names(self, word: str) -> tuple[str, ...]:
        known = self._exonyms.get(word)
        if known is None and word.endswith("s"):
            known = self._exonyms.get(word[:-1])
        return known or ()


def _as_printed(word: str, parts: Iterable[str]) -> list[str]:
    at, printed = 0, []
    for part in parts:
        printed.append(word[at : at + len(part)])
        at += len(part)
    return printed


def clean(text: str) -> str:
    """NFC, without soft hyphens and the two marks, so that no text can forge a form."""
    return unicodedata.normalize("NFC", text).replace("\u00ad", "").translate(_RESERVED)


def exonyms(names: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Every one-word name of a thing to its other one-word names."""
    found: dict[str, dict[str, None]] = {}
    for group in names:
        single = [name for name in group if name and name.replace("-", "").isalpha() and len(name) > 2]
        for name, other in product(single, single):
            if name != other:
                found.setdefault(name, {}).setdefault(other)
    return {name: tuple(others) for name, others in found.items()}


def number_key(text: str) -> str:
    """The form in which all notations of one case number are equal."""
    return cases.key(text)
