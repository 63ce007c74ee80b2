"""What a careful proof-reader would mark in a document's text: scars of conversion, vague links, wrong weekdays.

Only warnings; it never changes a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from markdown_it.token import Token

from diarium.messages import Message, Span, warning
from diarium.reading.dates import wrong_weekdays
from diarium.reading.decoding import INVISIBLE, character_name


class Places(Protocol):
    lines: Sequence[str]
    first_line: int
    path: str

    def span(self, block: Sequence[int] | None, needle: str = "", skip: int = 0) -> Span: ...


_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--|<![A-Za-z]|<\?[a-z]")
_GLUED = re.compile(r"\b[^\W\d_]*[a-zåäöæøé]{8,}[A-ZÅÄÖÆØÉ][a-zåäöæøé]{2,}")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_PAGE_FOOTER = re.compile(r"(?:sida|side|page|s\.)\s*\d+\s*(?:\(\d+\)|av\s+\d+|of\s+\d+|/\s*\d+)", re.IGNORECASE)
_VAGUE = frozenset(
    "her här here hit klikk her klicka här click here les her läs här read more les mer läs mer lenke länk link denna länk denne lenken".split()
) | {
    "klikk her",
    "klicka här",
    "click here",
    "les her",
    "läs här",
    "read more",
    "les mer",
    "läs mer",
    "se her",
    "se här",
}
_VAGUE -= {"klikk", "klicka", "click", "les", "läs", "read", "more", "mer", "denna", "denne"}
_SENTENCE_END = re.compile(r"[.!?:;…»”\"')\]]$")


def complaints(tokens: list[Token], place: Any) -> Iterator[Message]:
    yield from _headings(tokens, place)
    yield from _paragraphs(tokens, place)
    yield from _numbering(tokens, place)
    yield from _invisible(place)
    for token in tokens:
        if token.type == "inline":
            yield from _inline(token, place)


def _headings(tokens: list[Token], place: Places) -> Iterator[Message]:
    previous = None
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        text = "".join(t.content for t in tokens[at + 1].children or ()).strip()
        span = place.span(token.map)
        if not text:
            yield warning("empty-heading", span, "this heading has no words", "write them, or delete the line")
        if (previous is None and level > 2) or (previous is not None and level > previous + 1):
            before = "the title" if previous is None else f"a heading of level {previous}"
            yield warning(
                "skipped-level",
                span,
                f"a heading of level {level} follows {before}",
                f"use {'#' * ((previous or 1) + 1)} here",
            )
        previous = level


def _paragraphs(tokens: list[Token], place: Places) -> Iterator[Message]:
    previous: tuple[str, Token] | None = None
    for at, token in enumerate(tokens):
        if token.type != "paragraph_open" or token.level:
            if token.level == 0 and token.type not in ("paragraph_close", "inline"):
                previous = None
            continue
        inline = tokens[at + 1]
        text = inline.content.strip()
        rows = inline.content.split("\n")
        if sum("\t" in row.strip() for row in rows) > 1:
            yield warning(
                "tab-table",
                place.span(token.map),
                "these lines are set with tabs and look like a table",
                "write them as a table, with | between the columns",
            )
        elif len(rows) > 2 and sum(bool(re.search(r"\S {3,}\S|\S {2}\S", row)) for row in rows) >= len(rows) - 1:
            yield warning(
                "space-table",
                place.span(token.map),
                "these lines are set with double spaces and look like a table",
                "write them as a table, with | between the columns",
            )
        if _PAGE_FOOTER.fullmatch(text):
            yield warning(
                "page-footer",
                place.span(token.map),
                f"'{text}' looks like a page number left from the paper",
                "delete it if it is no part of the text",
            )
        if previous and text[:1].islower() and len(previous[0]) > 40 and not _SENTENCE_END.search(previous[0]):
            yield warning(
                "split-sentence",
                place.span(token.map, text[:20]),
                "this paragraph seems to go on with the sentence of the one before",
                "delete the empty line between them",
            )
        previous = (text, token)


def _numbering(tokens: list[Token], place: Places) -> Iterator[Message]:
    """Two lists in a row that both begin and end with number 1: a numbering torn apart."""
    lone: Token | None = None
    for at, token in enumerate(tokens):
        if token.level or token.type == "heading_open":
            if token.type == "heading_open":
                lone = None
            continue
        if token.type == "ordered_list_open":
            close = next(
                i for i in range(at, len(tokens)) if tokens[i].type == "ordered_list_close" and not tokens[i].level
            )
            count = sum(t.type == "list_item_open" and t.level == 1 for t in tokens[at:close])
            alone = count == 1 and "start" not in token.attrs
            if alone and lone is not None:
                yield warning(
                    "restarted-numbering",
                    place.span(token.map),
                    "the numbering begins at 1 again after a single item",
                    "number on, or indent what stands between the items",
                )
            lone = token if alone else None


def _invisible(place: Places) -> Iterator[Message]:
    for number, line in enumerate(place.lines, place.first_line):
        if line.isascii():
            continue
        for match in INVISIBLE.finditer(line):
            before = line[match.start() - 1 : match.start()]
            if match.group() == "\u200d" and before and unicodedata.category(before)[0] in "SM":
                continue  # joins pictures into one
            yield warning(
                "invisible-character",
                Span(place.path, number, match.start() + 1, 1, line),
                f"the invisible character {character_name(match.group())} stands in the text",
                "delete it",
            )


def _inline(token: Token, place: Places) -> Iterator[Message]:
    children = token.children or []
    link_text: list[str] | None = None
    href = ""
    for child in children:
        if child.type == "link_open":
            link_text, href = [], str(child.attrs.get("href", ""))
        elif child.type == "link_close" and link_text is not None:
            words = " ".join("".join(link_text).split())
            if href in ("", "#"):
                yield warning(
                    "empty-link",
                    place.span(token.map, words),
                    f"the link '{words}' leads nowhere",
                    "write the address, or take the link away",
                )
            elif words.lower().strip(".:!») ") in _VAGUE:
                yield warning(
                    "vague-link",
                    place.span(token.map, f"[{words}"),
                    f"the link text '{words}' says nothing about where it leads",
                    "name the thing that the link leads to",
                )
            link_text = None
        elif child.type in ("text", "text_special", "code_inline", "entity_link"):
            if link_text is not None:
                link_text.append(child.content)
            if child.type == "text":
                yield from _text(child.content, token, place)


def _text(text: str, block: Token, place: Places) -> Iterator[Message]:
    found = _HTML.search(text)
    if found:
        yield warning(
            "html-is-text",
            place.span(block.map, found.group()),
            f"HTML is shown as text: {found.group()}",
            "use Markdown, or write it between ` marks if it is meant to be seen",
        )
    if "**" in text or "__" in text.replace("___", ""):
        sign = "**" if "**" in text else "__"
        yield warning(
            "half-open-bold",
            place.span(block.map, sign),
            f"{sign} opens or closes bold here without its partner",
            "add the missing one, with no space between it and the word",
        )
    for glued in _GLUED.finditer(text):
        yield warning(
            "glued-words",
            place.span(block.map, glued.group()),
            f"'{glued.group()}' looks like two words glued together",
            "put a space or a new line between them",
        )
    for note in _FOOTNOTE.finditer(text):
        yield warning(
            "undefined-footnote",
            place.span(block.map, note.group()),
            f"there is no footnote {note.group()}",
            f"add a line such as: {note.group()}: The note",
        )
    for wrong in wrong_weekdays(text):
        said = text[wrong.start : wrong.end]
        yield warning(
            "wrong-weekday",
            place.span(block.map, said),
            f"{wrong.date} was not a {wrong.said}",
            f"that day was a {_ENGLISH_DAYS[wrong.is_really]}; check both, and mark a fault of the original with [sic]",
        )


_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def unused_footnotes(labels: Iterable[str], place: Any) -> Iterator[Message]:
    for label in labels:
        yield warning(
            "unused-footnote",
            place.span(None, f"[^{label}]:"),
            f"nothing refers to the footnote [^{label}]; it stands at the end of the text all the same",
            "refer to it, or delete it",
        )
