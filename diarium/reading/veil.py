"""Names that may not be read, found in any text and replaced by what stands for them.

It works on the text of a file, before anything is made of it, so that nothing made of it can hold the name. Who is
to be hidden it is told; it never knows why.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from diarium.model import Record
from diarium.reading.body import Body
from diarium.spelling import fold, slug

Words = tuple[str, ...]  # a name as its folded words

_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060"  # soft hyphens and the like may stand inside a word
_TOKEN = re.compile(
    r"&(?:nbsp|ensp|emsp|thinsp|#160|#xa0|#32|#x20|#8239|#x202f);"  # a space in disguise belongs to no word
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[{_UNSEEN}])*|\d+)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+|\d+")
_DROPPED = str.maketrans("", "", _UNSEEN)
_LONGEST_GAP = 16  # of signs between two words of one name: emphasis, a comma, a cell's edge
_MARKS = re.compile(r"\*+|\s*\|\s*")
_STOP = re.compile(r"\.(?![\w.])")
_APART = re.compile(r"\n\s*\n")
_HYPHENS = "-‐‑"
# What Finnish adds to a name, folded: to one that ends in a vowel, in a consonant, in -nen.
_CASES = "n a ta tta ssa sta lla lta lle na ksi in en an on un yn iin hin seen".split()
_ENDINGS = frozenset((*_CASES, *(f"i{case}" for case in _CASES)))
_AFTER_NEN = frozenset("sen sta sessa sesta sella selta selle sena seksi seen".split())
_SHORTEST_STEM = 3
# Codes of letters, and marks inside a word or between two: links, notes, emphasis, what stands in tags.
_DISGUISE = re.compile(r"&[#\w]+;|\\|\w[*_`~\[\]]+\w|[\])]\s*[*_`~]*\s*\w|\w\s*[*_`~]*!?\[|<")
_BLOCKS = re.compile(r"</?(?:p|li|tr|t[dh]|h[1-6]|dd|dt|blockquote|pre|table|ul|ol|dl|br|section|div)\b[^>]*>")
_TAGS = re.compile(r"<[^>]*>|[\x01\x02\x04]|\x03\d+\x03")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str
    capital: bool


def words_of(name: str) -> Words:
    """A name as what it is compared by: its words, without accents, capitals and signs."""
    return tuple(word.folded for word in _words(name))


@lru_cache(maxsize=8)  # one text is looked through for one name after the other
def _words(text: str) -> list[_Word]:
    found = []
    for match in _TOKEN.finditer(text):
        word = match["word"]
        if word is not None:
            folded = fold(word.translate(_DROPPED) if not word.isalnum() else word)
            found.append(_Word(match.start(), match.end(), folded, word[0].isupper()))
    return found


@lru_cache(maxsize=8)
def _forms(text: str) -> frozenset[str]:
    """Every word of a text, folded, with and without a genitive s."""
    words = {fold(word) for word in set(_LETTERS.findall(text.lower()))}
    return frozenset(words | {word.removesuffix("s") for word in words})


@dataclass(frozen=True)
class Veil:
    """What stands for which name, in one file."""

    forms: Mapping[Words, str]  # wherever they stand, however written
    alone: Mapping[str, str]  # single words, only where they are written like a name
    kept: frozenset[Words] = frozenset()  # names of others that hold one of these words
    finnish: bool = False  # whether names have the endings they have in Finnish

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[Words, str | None]]]:
        """Names by their first word, the longest first; of two alike the one that hides comes first."""
        found: dict[str, list[tuple[Words, str | None]]] = {}
        for words in self.kept - self.forms.keys():
            found.setdefault(words[0], []).append((words, None))
        for words, stand_in in self.forms.items():
            found.setdefault(words[0], []).append((words, stand_in))
        for listed in found.values():
            listed.sort(key=lambda one: (-len(one[0]), one))
        return found

    def __bool__(self) -> bool:
        return bool(self.forms)

    def holds(self, text: str) -> bool:
        """Whether the text names someone it may not."""
        return next(self._find(text), None) is not None

    def found(self, text: str) -> tuple[Words, ...]:
        """Which of the names stand there, as often as they do."""
        return tuple(words for *_, words in self._find(text))

    def text(self, text: str) -> str:
        """The text with every such name replaced; what is no name stays to the letter."""
        out: list[str] = []
        at = 0
        for start, end, stand_in, kept, _ in self._find(text):
            out += [text[at:start], stand_in, kept]
            at = end
        return "".join([*out, text[at:]]) if out else text

    def _may_hold(self, text: str) -> bool:
        """A quick look that spares most texts the slow one."""
        if any(sign in text for sign in _UNSEEN):
            return True
        words = _forms(text)
        if self.finnish:
            words = words | {base for word in words for base, _ in self._bases(word)}
        return not words.isdisjoint(self.alone) or any(
            words.issuperset(form) for first in words & self._firsts.keys() for form in self._firsts[first]
        )

    def outside(self, text: str, of: Set[str]) -> Iterator[tuple[int, int, str]]:
        """Words written like names that are in none of those found: where, and folded. Nothing if none of `of` is there."""
        if of.isdisjoint(_forms(text)) and not any(sign in text for sign in _UNSEEN):
            return
        hidden = [(start, end) for start, end, *_ in self._find(text)]
        hidden.reverse()
        for word in _words(text):
            while hidden and hidden[-1][1] <= word.start:
                hidden.pop()
            if word.capital and not (hidden and hidden[-1][0] <= word.start):
                yield word.start, word.end, word.folded

    def _bases(self, word: str) -> Iterator[tuple[str, str]]:
        """What a word may be a form of, and the ending that is added to it."""
        yield word, ""
        if word.endswith("s"):
            yield word[:-1], "s"
        for cut in range(_SHORTEST_STEM, len(word)) if self.finnish else ():
            stem, ending = word[:cut], word[cut:]
            if ending in _ENDINGS:
                yield stem, ending
            if ending in _AFTER_NEN:
                yield f"{stem}nen", ending.removeprefix("s" if ending == "sta" else "se")

    def _ending(self, word: str, name: str) -> str | None:
        """What is added to a name here; nothing where the word is no form of it."""
        return next((ending for base, ending in self._bases(word) if base == name), None)

    @cached_property
    def _firsts(self) -> dict[str, list[Words]]:
        found: dict[str, list[Words]] = {}
        for form in self.forms:
            found.setdefault(form[0], []).append(form)
        return found

    def _find(self, text: str) -> Iterator[tuple[int, int, str, str, Words]]:
        """Where a name stands, what is to stand there, which signs between its words must stay, and which name."""
        words = _words(text) if self._may_hold(text) else []
        at = 0
        while at < len(words):
            name, stand_in = self._name_at(text, words, at)
            length = len(name) or 1
            if stand_in is not None:
                first, last = words[at], words[at + length - 1]
                inside = [text[a.end : b.start] for a, b in pairwise(words[at : at + length])]
                end = last.end
                if not first.capital and _in_address(text, first.start, end):
                    stand_in = slug(stand_in)
                elif ending := self._ending(last.folded, name[-1]):
                    written = text[end - len(ending) : end]
                    stand_in = f"{stand_in.removesuffix('.')}:{written.lower()}"
                elif stand_in.endswith(".") and _STOP.match(text, end):
                    end += 1  # one full stop is enough
                before, after = _structure(inside)
                yield first.start, end, before + stand_in, after, name
            at += length

    def _name_at(self, text: str, words: list[_Word], at: int) -> tuple[Words, str | None]:
        """The name that begins here, and what stands for it."""
        word = words[at]
        for first, _ in self._bases(word.folded):
            for form, stand_in in self._by_first.get(first, ()):
                if self._is(form, text, words, at):
                    return form, stand_in
            if word.capital and first in self.alone and not _joined(text, words, at, at):
                return (first,), self.alone[first]
        return (), None

    def _is(self, form: Words, text: str, words: list[_Word], at: int) -> bool:
        if at + len(form) > len(words):
            return False
        end = at + len(form) - 1
        if any(words[at + n].folded != part for n, part in enumerate(form[:-1])):
            return False
        if self._ending(words[end].folded, form[-1]) is None:
            return False
        gaps = (text[words[n].end : words[n + 1].start] for n in range(at, end))
        return all(
            len("".join(gap.split())) <= _LONGEST_GAP and not _APART.search(gap) for gap in gaps
        ) and not _joined(text, words, at, end)


def _joined(text: str, words: list[_Word], first: int, last: int) -> bool:
    """Whether a hyphen makes this a part of a longer name: `Berg-Lund` is not `Lund`, `Lund-rapporten` is."""
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    here = words[first].capital
    behind = before is not None and before.capital and text[before.end : words[first].start] in tuple(_HYPHENS)
    ahead = after is not None and after.capital and text[words[last].end : after.start] in tuple(_HYPHENS)
    return here and (behind or ahead)


def _in_address(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in tuple("/#-._@") or text[end : end + 1] in tuple("/-_@")


def _structure(gaps: Iterable[str]) -> tuple[str, str]:
    """Of the signs inside a name: where a link begins; what ends emphasis from before it, and what parts two cells."""
    text = "".join(gaps)
    open_marks: list[str] = []
    for mark in _MARKS.findall(text):
        if open_marks and open_marks[-1] == mark and "*" in mark:
            open_marks.pop()
        else:
            open_marks.append(mark)
    return "[" * text.count("["), "".join(open_marks)


# ---------------------------------------------------------------- proof that nothing was missed


def spoken(fields: object) -> Iterator[str]:
    """Every text in front matter."""
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, Record):
        for name in fields:
            yield from spoken(fields[name])
    elif isinstance(fields, tuple):
        for one in fields:
            yield from spoken(one)


def read_aloud(body: Body) -> Iterator[str]:
    """The words of a body as the reader gets them, each once."""
    for markup in _markup(body):
        yield html.unescape(_TAGS.sub("", _BLOCKS.sub("\n\n", markup)))


def tucked_away(body: Body) -> Iterator[str]:
    """What stands inside tags: descriptions of pictures, titles and addresses of links."""
    for markup in _markup(body):
        yield from (html.unescape(tag) for tag in re.findall(r"<[^>]*=[^>]*>", markup))


def _markup(body: Body) -> Iterator[str]:
    for section in body.sections:
        yield from (section.heading, section.html)
    yield body.footnotes


def may_disguise(text: str) -> bool:
    """Whether a source holds signs that can make a name of what does not look like one."""
    return _DISGUISE.search(text) is not None or any(sign in text for sign in _UNSEEN)


def composed(texts: Iterable[str]) -> str:
    """As one text, in which no name can arise that stood in none."""
    return unicodedata.normalize("NFC", "\n\n\n".join(texts))
