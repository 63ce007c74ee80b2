"""The words of a document as the index should hold them: each printed word with its other forms at the same place.

It never changes what a reader sees; the search page takes the other forms off again before it shows an excerpt.

Two marks carry them, because Pagefind takes words joined by ASCII punctuation apart and puts all parts in one place:
`Oyvind^Øyvind` (another form, then the printed word) and `huvudstads~konferens` (the parts of a compound).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import product

from diarium.pages import numbers
from diarium.spelling import romanised

FORM, JOINT = "^", "~"
HIDDEN = "zzdolt"  # what follows it in a record is found, but never shown

# Letters that Pagefind does not fold, written as those it does: plain ones under a small letter, which it takes off like
# any accent. So `Øyvind` is one word that `oyvind` finds. (Of all marks only the small letters U+0363 and on do not make
# it hold a word twice.) The search page writes queries so, and what it shows back again.
WRITTEN = {"ø": "o\u0364", "æ": "a\u0364e", "œ": "o\u0363e", "đ": "d\u0369", "ð": "d\u0366", "þ": "t\u036ah"}
WRITTEN |= {"ł": "l\u0363", "ß": "s\u0363s", "ı": "i\u0363"}
_WRITTEN = str.maketrans(
    {**WRITTEN, **{k.upper(): v[0].upper() + v[1:] for k, v in WRITTEN.items() if len(k.upper()) == 1}}
)
_WRITTEN.pop(ord("I"))  # which is no dotless one
# How names are spelt where such letters cannot be written, brought to one form; assets/search/text.js has the same.
_SPELT_SHORT = {"aa": "a", "ae": "a", "oe": "o", "ue": "u", "th": "t"}
_SENTENCES = {stop: re.compile(re.escape(stop) + r"(?=[^\W\d_a-zåäöæø])") for stop in (". ", "! ", "? ", ": ")}
_BEGINS = "\x01"  # stands before the first word of a sentence, whose capital says nothing
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_STOPS = frozenset(".,;:!?)")
_MARKS = re.compile(r"[\u0300-\u034e\u0350-\u036f]+")  # those of the alphabets around us; there are others
_DIGIT = re.compile(r"\d")


def written(text: str) -> str:
    """A text as the index holds it, with letters that Pagefind folds."""
    return text if text.isascii() else text.translate(_WRITTEN)


def spelt_short(name: str) -> str:
    """The form in which `Østergård`, `Oestergaard` and `Ostergaard` are equal; the search page asks for it as well."""
    short = _folded(name)
    for old, new in _SPELT_SHORT.items():
        short = short.replace(old, new)
    return short


def _folded(word: str) -> str:
    """Without everything that Pagefind takes off on both sides."""
    if word.isascii():
        return word.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", written(word.lower())))
    return bare if bare.isascii() else "".join(c for c in bare if not unicodedata.combining(c))


class Shadows(dict[str, str]):
    """Printed words to what the index holds for them; each distinct word is worked out once."""

    def __init__(self, exonyms: Mapping[str, tuple[str, ...]], split: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._exonyms, self._split = exonyms, split

    def text(self, text: str) -> str:
        """Running text, every word with its forms, one space between words."""
        marked = f". {' '.join(numbers.closed_up(text).split())}"
        for stop, before_a_capital in _SENTENCES.items():
            if stop in marked:
                marked = before_a_capital.sub(stop + _BEGINS, marked)
        return self.names(marked[2:])

    def names(self, text: str) -> str:
        """The same for a list of names, where every capital begins one."""
        return " ".join(map(self.__getitem__, text.split()))

    def __missing__(self, token: str) -> str:
        if token.isalpha():  # most are nothing but letters, and small ones
            made = JOINT.join(map(written, self._split(token))) if token.islower() else self._glued(token, True)
        elif token[-1] in _STOPS and token[:-1].isalpha():
            made = self[token[:-1]] + token[-1]
        else:
            match = _EDGES.match(token)
            assert match is not None
            before, word, after = match.groups()
            made = f"{before}{self._glued(word, not token.startswith(_BEGINS))}{after}" if word else token
        self[token] = made = made.removeprefix(_BEGINS)
        return made

    def _glued(self, word: str, capital_counts: bool) -> str:
        if not word.isalpha():
            if _DIGIT.search(word):
                return FORM.join([*map(numbers.code, numbers.forms(word)), *numbers.run_together(word), written(word)])
            if not word.replace("-", "").replace("’", "").replace("'", "").isalpha():
                return written(word)
        others: list[str] = []
        names = self._names(word) if word[0].isupper() else ()
        if names or (capital_counts and word[0].isupper()):
            short = [spelt_short(name) for name in ((word, *names) if capital_counts else names)]
            known = {_folded(word), *map(_folded, names)}
            latin = romanised(word)
            others = [*map(written, names), *(one for one in dict.fromkeys(short) if one not in known)]
            others += [latin] if latin.isalpha() else []
        parts = self._split(word.lower())
        if len(parts) == 1:
            return FORM.join([*others, written(word)]) if others else written(word)
        taken_apart = JOINT.join(map(written, _as_printed(word, parts)))
        # beside other forms the parts no longer make up the whole word, so it stands there by itself, too
        return FORM.join([*others, written(word), taken_apart]) if others else taken_apart

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
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    return text.replace(FORM, " ").replace(JOINT, " ").replace(_BEGINS, " ")


def exonyms(names: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Every one-word name of a thing to its other one-word names."""
    found: dict[str, dict[str, None]] = {}
    for group in names:
        single = [name for name in group if name and name.replace("-", "").isalpha() and len(name) > 2]
        for name, other in product(single, single):
            if name != other:
                found.setdefault(name, {}).setdefault(other)
    return {name: tuple(others) for name, others in found.items()}
