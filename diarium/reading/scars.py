"""What a careful proof-reader would mark in a document's text: scars of conversion, vague links, wrong weekdays.

Only warnings; it never changes a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from diarium.messages import Message, Span, warning
from diarium.reading.dates import ENGLISH_DAYS, may_name_weekday, wrong_weekdays
from diarium.reading.decoding import INVISIBLE, character_name
from diarium.reading.whereabouts import Finder, Places

# A tag, also one that is never closed or goes on in the next line; a comment, a declaration, an instruction.
_HTML = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>|<[A-Za-z][A-Za-z0-9-]*(?:[\s/]+[A-Za-z-]+\s*=[^<>]*|$)"
    r"|<!--|<!\[CDATA\[|<![A-Za-z]|<\?[a-z]"
)
_GLUED = re.compile(r"[A-ZÅÄÖÆØÉ](?<=[a-zåäöæøé]{8}.)[a-zåäöæøé]{2,}")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]*$")
_FOOTNOTE = re.compile(r"\[\^([^\]\[\s]{1,200})\]")
_PAGE_FOOTER = re.compile(r"(?:sida|side|page|s\.)\s*\d+\s*(?:\(\d+\)|av\s+\d+|of\s+\d+|/\s*\d+)", re.IGNORECASE)
_SPACED_OUT = re.compile(r"\S {2}")
_VAGUE = {
    *("her", "här", "here", "hit", "lenke", "länk", "link", "lenken"),
    *("klikk her", "klicka här", "click here", "les her", "läs här", "read more", "les mer", "läs mer"),
    *("les meir", "les meir her", "les mer her", "läs mer här", "læs her", "læs mere", "læs mere her", "klik her"),
    *(
        "tryk her",
        "sjå her",
        "lenkja",
        "denne lenkja",
        "linket",
        "read here",
        "read more here",
        "more",
        "find out more",
    ),
    *("tästä", "täältä", "täällä", "tässä", "lue lisää", "klikkaa tästä", "linkki", "hér", "smelltu hér", "lesa meira"),
    *("se her", "se här", "see here", "trykk her", "tryck här", "denne lenken", "denna länk", "this link"),
}
_SENTENCE_END = re.compile(r"[.!?:;…»”\"')\]]$")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What stands anywhere in a text: a complaint for which nothing stands there is looked for nowhere."""

    links: bool
    tags: bool
    bold: bool
    glued: bool
    notes: bool
    weekdays: bool
    hidden: bool

    @property
    def any_within_lines(self) -> bool:
        return self.links or self.tags or self.bold or self.glued or self.notes or self.weekdays or self.hidden


def _signs(text: str) -> _Signs:
    hidden = not text.isascii() and INVISIBLE.search(text) is not None
    if "&" in text or "\\" in text:  # codes of characters: what is shown is not what stands there
        return _Signs(True, True, True, True, True, True, hidden=True)
    return _Signs(
        links="[" in text or "<" in text,
        tags="<" in text,
        bold="**" in text or "__" in text,
        glued=_GLUED.search(text) is not None,
        notes="[^" in text,
        weekdays=may_name_weekday(text),
        hidden=hidden,
    )


def complaints(tokens: list[Token], place: Places) -> Iterator[Message]:
    signs = _signs(place.text)
    yield from _headings(tokens, place)
    yield from _paragraphs(tokens, place)
    yield from _numbering(tokens, place)
    if signs.hidden:
        yield from _invisible(place)
    if signs.any_within_lines:
        for token in tokens:
            if token.type == "inline":
                yield from _inline(token, place, signs)


def _headings(tokens: list[Token], place: Places) -> Iterator[Message]:
    previous = None
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        text = "".join(t.content for t in tokens[at + 1].children or ()).strip()
        if not text:
            yield warning(
                "empty-heading", place.span(token.map), "this heading has no words", "write them, or delete the line"
            )
        if (previous is None and level > 2) or (previous is not None and level > previous + 1):
            before = "the title" if previous is None else f"a heading of level {previous}"
            sentence = f"a heading of level {level} follows {before}"
            yield warning("skipped-level", place.span(token.map), sentence, f"use {'#' * ((previous or 1) + 1)} here")
        previous = level


def _paragraphs(tokens: list[Token], place: Places) -> Iterator[Message]:
    previous = ""
    for at, token in enumerate(tokens):
        if token.type != "paragraph_open" or token.level:
            if token.level == 0 and token.type not in ("paragraph_close", "inline"):
                previous = ""
            continue
        inline = tokens[at + 1]
        text = inline.content.strip()
        rows = inline.content.split("\n")
        if len(rows) > 1 and sum("\t" in row.strip() for row in rows) > 1:
            sentence = "these lines are set with tabs and look like a table"
            help = "write them as a table, with | between the columns"
            yield warning("tab-table", place.span(token.map), sentence, help)
        elif len(rows) > 2 and sum(bool(_SPACED_OUT.search(row.rstrip())) for row in rows) >= len(rows) - 1:
            sentence = "these lines are set with double spaces and look like a table"
            help = "write them as a table, with | between the columns"
            yield warning("space-table", place.span(token.map), sentence, help)
        if len(text) < 80 and _PAGE_FOOTER.fullmatch(text):
            sentence = f"'{text}' looks like a page number left from the paper"
            yield warning("page-footer", place.span(token.map), sentence, "delete it if it is no part of the text")
        if text[:1].islower() and len(previous) > 40 and not _SENTENCE_END.search(previous):
            sentence = "this paragraph seems to go on with the sentence of the one before"
            help = "delete the empty line between them"
            yield warning("split-sentence", place.span(token.map, text[:20]), sentence, help)
        previous = text


def _numbering(tokens: list[Token], place: Places) -> Iterator[Message]:
    """Two lists in a row that both begin and end with number 1: a numbering torn apart."""
    lone = alone = False
    count = 0
    opened: Token | None = None
    for token in tokens:
        if token.type == "heading_open":
            lone = False
        elif token.type == "ordered_list_open" and not token.level:
            opened, count = token, 0
        elif token.type == "list_item_open" and token.level == 1:
            count += 1
        elif token.type == "ordered_list_close" and not token.level and opened is not None:
            alone = count == 1 and "start" not in opened.attrs
            if alone and lone:
                sentence = "the numbering begins at 1 again after a single item"
                help = "number on, or indent what stands between the items"
                yield warning("restarted-numbering", place.span(opened.map), sentence, help)
            lone = alone


def _invisible(place: Places) -> Iterator[Message]:
    for row, line in enumerate(place.lines):
        if line.isascii():
            continue
        for match in INVISIBLE.finditer(line):
            before = line[match.start() - 1 : match.start()]
            if match.group() == "\u200d" and before and unicodedata.category(before)[0] in "SM":
                continue  # joins pictures into one
            sentence = f"the invisible character {character_name(match.group())} stands in the text"
            yield warning("invisible-character", place.at(row, match.start(), 1), sentence, "delete it")


class _Where:
    """A finder for each kind of complaint: a kind's own pieces stand one after the other, those of two may not."""

    def __init__(self, place: Places, block: Sequence[int] | None) -> None:
        self._place, self._block = place, block
        self._finders: dict[str, Finder] = {}
        self._row = block[0] if block else 0
        self._hidden: set[str] | None = None

    def down(self) -> None:
        self._row += 1

    def find(self, code: str, *needles: str) -> Span | None:
        finder = self._finders.get(code)
        if finder is None:
            finder = self._finders[code] = self._place.finder(self._block)
        finder.below(self._row)
        return finder.find(*needles)

    def span(self, code: str, *needles: str) -> Span:
        return self.find(code, *needles) or self._finders[code].here()

    def stands_there(self, character: str) -> bool:
        """Whether the block's source holds this invisible character as such."""
        if self._hidden is None:
            lines = self._place.lines[self._block[0] : self._block[1]] if self._block else self._place.lines
            self._hidden = {found for line in lines if not line.isascii() for found in INVISIBLE.findall(line)}
        return character in self._hidden


def _inline(token: Token, place: Places, signs: _Signs) -> Iterator[Message]:
    where = _Where(place, token.map)
    opened: set[str] = set()  # names of HTML tags
    words: list[str] | None = None
    href = ""
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            where.down()
        elif child.type == "link_open":
            words, href = [], str(child.attrs.get("href", ""))
        elif child.type == "link_close" and words is not None:
            yield from _link(" ".join("".join(words).split()), href, where)
            words = None
        elif words is not None:
            words.append(_shown(child))
        if child.type == "text":
            if signs.tags:
                yield from _html(child.content, where, opened)
            yield from _text(child.content, where, signs)


def _shown(token: Token) -> str:
    return "".join(map(_shown, token.children or ())) if token.type == "image" else token.content


def _link(words: str, href: str, where: _Where) -> Iterator[Message]:
    plain = words.lower().strip(".:!»«→> ")
    if href in ("", "#"):
        span = where.span("empty-link", f"[{words}", words)
        help = "write the address, or take the link away"
        yield warning("empty-link", span, f"the link '{words}' leads nowhere", help)
    elif not words:
        span = where.span("empty-link", "[](", "[")
        yield warning("empty-link", span, "this link has no text", "write what it leads to between the brackets")
    elif plain in _VAGUE:
        span = where.span("vague-link", f"[{words}", words)
        sentence = f"the link text '{words}' says nothing about where it leads"
        yield warning("vague-link", span, sentence, "name the thing that the link leads to")


def _html(text: str, where: _Where, opened: set[str]) -> Iterator[Message]:
    """Tags that would be HTML elsewhere. The closing one of a pair says nothing new."""
    for match in _HTML.finditer(text) if "<" in text else ():
        # the second for a tag in which something is written as a code, which the text no longer shows
        span = where.find("html-is-text", match.group(), re.split("[^<a-zA-Z0-9/-]", match.group())[0])
        source = span.source or "" if span else ""
        if span is None or source[: span.column - 1].endswith("\\"):
            continue  # written as \< or &lt;: meant as it stands
        name = re.sub(r"[^a-z0-9-].*", "", match.group().lower().lstrip("</"), flags=re.DOTALL)
        if match.group().startswith("</") and name in opened:
            continue
        opened.add(name)
        sentence = f"HTML is shown as text: {match.group()}"
        yield warning("html-is-text", span, sentence, "use Markdown, or write it between ` marks if it is to be seen")


def _text(text: str, where: _Where, signs: _Signs) -> Iterator[Message]:
    if signs.bold and ("**" in text or "__" in text.replace("___", "")):
        sign = "**" if "**" in text else "__"
        sentence = f"{sign} opens or closes bold here without its partner"
        help = "add the missing one, with no space between it and the word"
        yield warning("half-open-bold", where.span("half-open-bold", sign), sentence, help)
    for match in _GLUED.finditer(text) if signs.glued else ():
        before = _LETTERS_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
        word = (before.group() if before else "") + match.group()
        sentence = f"'{word}' looks like two words glued together"
        help = "put a space or a new line between them"
        yield warning("glued-words", where.span("glued-words", word), sentence, help)
    for match in _FOOTNOTE.finditer(text) if signs.notes else ():
        note = match.group()
        span = where.span("undefined-footnote", note)
        help = f"add a line such as: {note}: The note"
        yield warning("undefined-footnote", span, f"there is no footnote {note}", help)
    for wrong in wrong_weekdays(text) if signs.weekdays else ():
        said = text[wrong.start : wrong.end]
        help = (
            f"that day was a {ENGLISH_DAYS[wrong.is_really]}; check both, and mark a fault of the original with [sic]"
        )
        sentence = f"{wrong.date} was not a {wrong.said}"
        yield warning("wrong-weekday", where.span("wrong-weekday", said), sentence, help)
    hidden = INVISIBLE.search(text) if signs.hidden and not text.isascii() else None
    if hidden and not where.stands_there(hidden.group()):
        sentence = f"the invisible character {character_name(hidden.group())} stands in the text, written as a code"
        yield warning("invisible-character", where.span("invisible-character", "&#", "&"), sentence, "delete it")


def unused_footnotes(labels: Iterable[str], place: Places) -> Iterator[Message]:
    finder = place.finder(None)
    for label in labels:
        span = finder.find(f"[^{label}]:") or finder.here()
        sentence = f"nothing refers to the footnote [^{label}]; it stands at the end of the text all the same"
        yield warning("unused-footnote", span, sentence, "refer to it, or delete it")
