"""Where Nordic compound words may be taken apart, so that *trafik* finds *kollektivtrafik*.

It is careful rather than clever: both parts must be words of the same texts or of the short list below, and it never
touches a language that writes its compounds apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from diarium.pages.compound_parts import PARTS, SHORT

SHORTEST_WORD, SHORTEST_LEFT, SHORTEST_LAST, SHORTEST_PART, SURE_PART = 7, 2, 3, 4, 5
_JOINTS = ("", "s", "e", "a", "o", "u")

_ENDINGS = {
    "sv": "arnas ornas ernas arna orna erna heter rnas rna ens ets ars ers ors ena en et ar er or an as es na n t s r a e",
    "nb": "enes ene nes ens ets ers ane ne en et er ar a e r s n t",
    "da": "ernes erne rnes rne enes nes ens ets ers ene ne en et er e r s n t",
}
_Endings = dict[str, list[str]]  # by their last letter
_FAMILY = {"sv": "sv", "nb": "nb", "nn": "nb", "da": "da"}


def splitter(language: str, words: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """What takes compounds of this language apart, given the words (in small letters) of the texts."""
    family = _FAMILY.get(language)
    if family is None:
        return lambda word: (word,)
    endings = _Endings()
    for ending in _ENDINGS[family].split():
        endings.setdefault(ending[-1], []).append(ending)
    listed = frozenset(PARTS[family].split())
    begins, ends = (frozenset(words.split()) for words in SHORT[family])
    sure = frozenset(form for part in listed for form in _forms(part, endings, SURE_PART) if len(form) >= SURE_PART)
    common = listed.union(form for part in listed for form in _forms(part, endings, SHORTEST_PART))
    after_short = common | ends
    usual = (w for w in words if SHORTEST_PART <= len(w) < 16 and w.isalpha())
    known = common.union(form for w in usual for form in _forms(w, endings, SURE_PART))

    def is_left(part: str, among: frozenset[str]) -> bool:
        bare = (part.removesuffix(joint) for joint in _JOINTS if part.endswith(joint))
        return any(len(word) >= SHORTEST_PART and word in among for word in bare)

    @cache
    def split(word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_WORD or not word.isalpha() or is_left(word, listed):
            return (word,)
        ends_with = [len(end) for end in endings.get(word[-1], ()) if word.endswith(end)]
        forms = [
            [word[at:], *(word[at:-end] for end in ends_with if len(word) - at - end >= SHORTEST_LAST)]
            for at in range(len(word) - SHORTEST_LAST + 1)
        ]
        if not listed.isdisjoint(forms[0]):
            return (word,)  # what is on the list is one word, whatever it looks like
        for at in range(SHORTEST_LEFT, len(forms)):  # the longest last part that is a word
            left, right = word[:at], word[at:]
            if at < SHORTEST_PART:
                fits = left in begins and len(right) >= SURE_PART and not after_short.isdisjoint(forms[at])
            elif len(right) < SURE_PART and not ends.isdisjoint(forms[at]):
                fits = is_left(left, common) or len(split(left)) > 1
            elif len(right) < SHORTEST_PART or known.isdisjoint(forms[at]):
                fits = not ends.isdisjoint(forms[at]) and (is_left(left, common) or len(split(left)) > 1)
            else:
                certain = len(right) >= SURE_PART and not sure.isdisjoint(forms[at])
                fits = is_left(left, known) or (certain and _has_vowel(left)) or len(split(left)) > 1
            if fits:
                return (*split(left), right)
        # `arbets` and `järnvägs` begin compounds and little else
        for at in range(SURE_PART + 1, len(word) - SURE_PART):
            left, right = word[:at], word[at:]
            if left[-1] == "s" and left[:-1] in listed and left not in listed and _has_vowel(right):
                return (left, right)
        return (word,)

    return split


def _forms(word: str, endings: _Endings, shortest: int) -> list[str]:
    """A word with and without its ending, so that *konferensen* and *konferens* are one part."""
    fitting = (end for end in endings.get(word[-1], ()) if word.endswith(end) and len(word) - len(end) >= shortest)
    return [word, *(word[: -len(end)] for end in fitting)]


def _has_vowel(text: str) -> bool:
    return any(c in "aeiouyåäöæø" for c in text)
