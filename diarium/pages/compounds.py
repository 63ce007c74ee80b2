"""Where Nordic compound words may be taken apart, so that *trafik* finds *kollektivtrafik*.

It is careful rather than clever: both parts must be words of the same texts or of the short list below, and it never
touches a language that writes its compounds apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from diarium.pages.compound_parts import PARTS, SHORT

SHORTEST_WORD, SHORTEST_LEFT, SHORTEST_LAST, SHORTEST_PART, SURE_PART = 7, 2, 3, 4, 5
_JOINTS = "seaou"

_ENDINGS = {
    "sv": "arnas ornas ernas arna orna erna heter rnas rna ens ets ars ers ors ena en et ar er or an as es na n t s r a e",
    "nb": "enes ene nes ens ets ers ane ne en et er ar a e r s n t",
    "da": "ernes erne rnes rne enes nes ens ets ers ene ne en et er e r s n t",
}
_Endings = dict[str, list[str]]  # by their last letter
_FAMILY = {"sv": "sv", "nb": "nb", "nn": "nb", "da": "da"}


@dataclass(frozen=True, slots=True)
class _Family:
    """What is the same for all texts of a language."""

    endings: _Endings
    listed: frozenset[str]  # the words of the list as they stand there
    common: frozenset[str]  # and without their endings
    sure: frozenset[str]  # of those the long ones
    begins: frozenset[str]  # short words that begin a compound
    ends: frozenset[str]  # short words that end one
    after_short: frozenset[str]  # what may follow a short beginning


@cache
def _family(name: str) -> _Family:
    endings = _Endings()
    for ending in _ENDINGS[name].split():
        endings.setdefault(ending[-1], []).append(ending)
    listed = frozenset(PARTS[name].split())
    begins, ends = (frozenset(words.split()) for words in SHORT[name])
    sure = frozenset(form for form in _forms(listed, endings, SURE_PART) if len(form) >= SURE_PART)
    common = listed | _forms(listed, endings, SHORTEST_PART)
    return _Family(endings, listed, common, sure, begins, ends, common | ends)


def splitter(language: str, words: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """What takes compounds of this language apart, given the words (in small letters) of the texts."""
    if language not in _FAMILY:
        return lambda word: (word,)
    return _Splitter(_family(_FAMILY[language]), words).__getitem__


class _Splitter(dict[str, tuple[str, ...]]):
    """Words to their parts, each worked out once. Nothing here holds itself, so all of it goes with the last user."""

    def __init__(self, family: _Family, words: Iterable[str]) -> None:
        super().__init__()
        self._family = family
        usual = (word for word in words if SHORTEST_PART <= len(word) < 16 and word.isalpha())
        self._known = family.common | _forms(usual, family.endings, SURE_PART)
        self._lengths = {len(end) for end in family.ends if len(end) >= SHORTEST_LAST}

    def __missing__(self, word: str) -> tuple[str, ...]:
        self[word] = parts = self._parts(word)
        return parts

    def _parts(self, word: str) -> tuple[str, ...]:
        family, known = self._family, self._known
        if len(word) < SHORTEST_WORD or not word.isalpha() or _is_left(word, family.listed):
            return (word,)
        stems = [word, *(word[: -len(end)] for end in family.endings.get(word[-1], ()) if word.endswith(end))]
        if _ends_in(stems, 0, family.listed):
            return (word,)  # what is on the list is one word, whatever it looks like
        short = {len(stem) - length for stem in stems for length in self._lengths if stem[-length:] in family.ends}
        for at in range(SHORTEST_LEFT, len(word) - SHORTEST_LAST + 1):  # the longest last part that is a word
            left, rest = word[:at], len(word) - at
            if at < SHORTEST_PART:
                fits = left in family.begins and rest >= SURE_PART and _ends_in(stems, at, family.after_short)
            elif rest >= SHORTEST_PART and _ends_in(stems, at, known) and not (rest < SURE_PART and at in short):
                certain = rest >= SURE_PART and _ends_in(stems, at, family.sure)
                fits = _is_left(left, known) or (certain and _has_vowel(left)) or len(self[left]) > 1
            else:
                fits = at in short and (_is_left(left, family.common) or len(self[left]) > 1)
            if fits:
                return (*self[left], word[at:])
        # `arbets` and `järnvägs` begin compounds and little else
        for at in range(SURE_PART + 1, len(word) - SURE_PART):
            left, right = word[:at], word[at:]
            if left[-1] == "s" and left[:-1] in family.listed and left not in family.listed and _has_vowel(right):
                return (left, right)
        return (word,)


def _is_left(part: str, among: frozenset[str]) -> bool:
    """Whether it is one of these words, with or without what joins it to the next."""
    if len(part) < SHORTEST_PART:
        return False
    return part in among or (part[-1] in _JOINTS and len(part) > SHORTEST_PART and part[:-1] in among)


def _ends_in(stems: Iterable[str], at: int, among: frozenset[str]) -> bool:
    """Whether from here on a word, with or without its ending, is one of these."""
    for stem in stems:  # noqa: SIM110 - `any` takes twice as long, and this is asked at every letter
        if len(stem) - at >= SHORTEST_LAST and stem[at:] in among:
            return True
    return False


def _forms(words: Iterable[str], endings: _Endings, shortest: int) -> frozenset[str]:
    """Words with and without their endings, so that *konferensen* and *konferens* are one part."""
    found = set()
    for word in words:
        found.add(word)
        for ending in endings.get(word[-1], ()):
            if word.endswith(ending) and len(word) - len(ending) >= shortest:
                found.add(word[: -len(ending)])
    return frozenset(found)


def _has_vowel(text: str) -> bool:
    return any(c in "aeiouyåäöæø" for c in text)
