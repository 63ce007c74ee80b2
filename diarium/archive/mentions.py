"""Names and case numbers in running text: where they stand, what they mean, and the HTML with the links in.

It links whole words only, the longest name first, once in each section, and never inside links, headings or code
(reading left those unmarked). It never invents a person from a surname, and of namesakes it links the one whom the
fields of the document name, and nobody where they name several, none, or one who cannot be told from another.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from diarium.archive.cases import CaseNumbers
from diarium.archive.registry import PERSON, Ref, Registry
from diarium.model import brief
from diarium.reading.body import LINK, ROOT, TEXT_CLOSE, TEXT_OPEN, Body
from diarium.schema import kinds
from diarium.spelling import fold

_RUN = re.compile(f"{TEXT_OPEN}([^{TEXT_CLOSE}]*){TEXT_CLOSE}")
_LINK = re.compile(f"{LINK}(\\d+){LINK}")
_APOSTROPHE, _APOSTROPHES = re.compile("['’ʼ]"), "['’ʼ]"  # one sign, whatever keyboard wrote it
_FIRST_WORD = re.compile(r"[^\W_]+")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_BEFORE = re.compile(r"[\w\-‐‑]")

# When one text could be things of several kinds, the more particular kind wins.
_PRECEDENCE = (PERSON, "organisation", "city", "series")


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation of the glossary."""

    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Namesakes:
    """People with one name."""

    text: str
    refs: frozenset[Ref]

    def meant(self, people: People) -> Ref | None:
        """The one of them whom a document names."""
        here = self.refs & people.known
        return next(iter(here)) if len(here) == 1 and fold(self.text) not in people.doubtful else None


class People(NamedTuple):
    """Whom the fields of a document name, and which of their names could be anybody's."""

    known: frozenset[Ref] = frozenset()
    doubtful: frozenset[str] = frozenset()  # folded


_NOBODY = People()

Target = Ref | Term | Namesakes


@brief
@dataclass(frozen=True, slots=True)
class Woven:
    """A body whose names and links lead somewhere."""

    sections: tuple[str, ...]  # HTML of each section, in the body's order
    footnotes: str
    mentions: tuple[tuple[Ref, int], ...]  # what each section's text names, in order of appearance


@dataclass(slots=True)
class Lexicon:
    """Every text that becomes a link or an explanation, by its first word."""

    numbers: CaseNumbers
    cases: frozenset[str]
    registry: Registry
    by_word: dict[str, list[tuple[str, Target]]] = field(default_factory=dict)
    openers: set[str] = field(default_factory=set)  # first words as they may stand in a text
    _patterns: dict[str, tuple[re.Pattern[str], tuple[Target, ...]]] = field(default_factory=dict)

    def add(self, text: str, target: Target) -> None:
        first = _FIRST_WORD.search(text)
        if first:
            word = first.group()
            self.by_word.setdefault(word, []).append((text, target))
            self.openers |= {word, f"{word}s"}  # a name of one word may stand in the genitive

    def pattern(self, word: str) -> tuple[re.Pattern[str], tuple[Target, ...]]:
        """All texts that begin with this word, the longest first, each with its genitive."""
        made = self._patterns.get(word)
        if made is None:
            known = {_spaced(text): target for text, target in self.by_word[word]}
            texts = sorted(known, key=lambda t: (-len(t), t))
            forms = []
            for text in texts:
                parts = (html.escape(part, quote=False).replace('"', "&quot;") for part in text.split(" "))
                body = _APOSTROPHE.sub(_APOSTROPHES, r"\s+".join(map(re.escape, parts)))
                genitive = "s?" if not text.endswith(("s", "S")) and not isinstance(known[text], Term) else ""
                forms.append(f"({body}){genitive}")
            pattern = re.compile("(?:" + "|".join(forms) + r")(?![\w])(?![-‐‑])")
            made = self._patterns[word] = (pattern, tuple(known[text] for text in texts))
        return made


def _spaced(text: str) -> str:
    return " ".join(text.split())


def lexicon(registry: Registry, terms: Iterable[Term], numbers: CaseNumbers) -> Lexicon:
    """The names that running text links, from the whole registry."""
    claims: dict[str, set[Ref]] = {}
    for ref, entity in registry.everybody():
        mention = kinds()[ref.kind].mention
        names = dict.fromkeys((entity.name, *entity.aliases, *entity.spellings))
        if mention == "full":
            texts = [name for name in names if len(name.split()) >= 2 and name[:1].isupper()]
        elif mention == "registered" and entity.registered:
            texts = list(names)
        else:
            continue
        for text in texts:
            claims.setdefault(_spaced(text), set()).add(ref)
            if mention == "registered" and " " in text and text[:1].isupper() and text[1:2].islower():
                claims.setdefault(_spaced(text[0].lower() + text[1:]), set()).add(ref)
    book = Lexicon(numbers, frozenset(ref.id for ref in registry.entities if ref.kind == "case"), registry)
    for text, refs in sorted(claims.items()):
        chosen = _chosen(text, refs, registry)
        if chosen is not None:
            book.add(text, chosen)
    for term in terms:
        if term.text not in claims:
            book.add(term.text, term)
    return book


def _chosen(text: str, refs: set[Ref], registry: Registry) -> Ref | Namesakes | None:
    """What a text means of all that bear the name. Somebody who has no page is like one of two namesakes: never meant."""
    for kind in (*_PRECEDENCE, *sorted({ref.kind for ref in refs} - set(_PRECEDENCE))):
        of_kind = [ref for ref in refs if ref.kind == kind]
        if of_kind:
            if len(of_kind) == 1 and of_kind[0] in registry.entities:
                return of_kind[0]
            return Namesakes(text, frozenset(of_kind)) if kind == PERSON else None
    return None


def weave(
    body: Body, targets: Sequence[str], book: Lexicon, itself: Ref | None = None, people: People = _NOBODY
) -> Woven:
    """The body with its links set: `targets` are the addresses of `body.links`, names come from the lexicon."""
    mentions: dict[tuple[Ref, int], None] = {}

    def section(text: str, number: int) -> str:
        seen: set[Ref | Term] = {itself} if itself is not None else set()

        def run(match: re.Match[str]) -> str:
            return _link_names(match.group(1), book, people, seen, lambda ref: mentions.setdefault((ref, number)))

        linked = _RUN.sub(run, text)
        return _LINK.sub(lambda match: html.escape(targets[int(match.group(1))], quote=True), linked)

    sections = tuple(section(part.html, number) for number, part in enumerate(body.sections))
    footnotes = section(body.footnotes, len(sections)) if body.footnotes else ""
    return Woven(sections, footnotes, tuple(mentions))


def case_numbers_in(body: Body, numbers: CaseNumbers) -> Iterator[str]:
    """Texts of running text that are case numbers by themselves, known or not."""
    for part in (*(s.html for s in body.sections), body.footnotes):
        if not numbers.may_stand_in(part):
            continue
        for run in _RUN.finditer(part):
            text = run.group(1)
            for start, end, _ in numbers.sure(text):
                yield html.unescape(text[start:end])


def _link_names(text: str, book: Lexicon, people: People, seen: set[Ref | Term], tell: Callable[[Ref], object]) -> str:
    found = _find(text, book)
    if not found:
        return text
    out: list[str] = []
    at = 0
    for start, end, found_there in found:
        target = found_there.meant(people) if isinstance(found_there, Namesakes) else found_there
        if start < at or target is None:
            continue
        known = target in seen
        seen.add(target)
        if isinstance(target, Ref):
            tell(target)
        if known:
            continue
        out.append(text[at:start])
        words = text[start:end]
        if isinstance(target, Term):
            out.append(f'<abbr title="{html.escape(target.explanation, quote=True)}">{words}</abbr>')
        else:
            out.append(f'<a class="mention" href="{ROOT}{target.path}">{words}</a>')
        at = end
    out.append(text[at:])
    return "".join(out)


def _find(text: str, book: Lexicon) -> list[tuple[int, int, Target]]:
    found: list[tuple[int, int, Target]] = []
    if _DIGIT.search(text):
        numbers = book.numbers
        for start, end, number in (*numbers.sure(text), *numbers.behind_words(text), *numbers.perhaps(text)):
            ref = book.registry.find("case", number)
            if ref is not None:
                found.append((start, end, ref))
    # Words are found sooner where no underscore can part them.
    if book.openers.isdisjoint(_FIRST_WORD.findall(text) if "_" in text else _WORD.findall(text)):
        return sorted(found, key=_place)
    at = 0
    for word in _FIRST_WORD.finditer(text):
        if word.group() not in book.openers:
            continue
        if word.start() < at or (word.start() and _BEFORE.match(text[word.start() - 1])):
            continue
        for first in (word.group(), word.group().removesuffix("s")):
            if first not in book.by_word:
                continue
            pattern, targets = book.pattern(first)
            match = pattern.match(text, word.start())
            if match:
                assert match.lastindex is not None
                found.append((word.start(), match.end(), targets[match.lastindex - 1]))
                at = match.end()
                break
    return sorted(found, key=_place)


def _place(found: tuple[int, int, Target]) -> tuple[int, int]:
    """The longer first where two begin at one place."""
    return (found[0], -found[1])
