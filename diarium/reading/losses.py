"""What stands in the source of a text and would not stand on its page: told as an error, whatever it is.

The parser drops cells, notes, references and nested text in silence. Nothing is mended here, and nothing guessed: the
words that go in are compared with those that come out.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token

from diarium.messages import Message, Note, error
from diarium.reading.decoding import CONTROL, REPLACEMENT
from diarium.reading.whereabouts import Places

_LIMIT_TOLD = 20  # messages of one kind about one text


class References(dict[str, Any]):
    """Link definitions that remember which of them were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def get(self, label: str, default: Any = None) -> Any:
        found = super().get(label, default)
        if found is not None:
            self.used.add(label)
        return found


def every(tokens: Iterable[Token]) -> Iterator[Token]:
    """All tokens, those within others included."""
    for token in tokens:
        yield token
        for child in token.children or ():
            yield child
            if child.children:
                yield from every(child.children)


_WORD = re.compile(r"[^\W_]+")
_CHARACTER = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")


def lost(text: str, tokens: list[Token], env: dict[str, Any], place: Places) -> Iterator[Message]:
    """Errors for whatever stands in the source and would not stand on the page."""
    known = [
        *_lost_cells(env, place),
        *_lost_notes(env, place),
        *_lost_references(env, place),
        *_lost_characters(text, tokens, place),
        *_lost_links(text, tokens, place),
    ]
    yield from known[:_LIMIT_TOLD]
    if not known:
        yield from _lost_words(text, tokens, env["references"], place)


def _lost_cells(env: dict[str, Any], place: Places) -> Iterator[Message]:
    for row, columns, beyond in env.get("long_rows", ()):
        sentence = (
            f"this row has more cells than the table has columns ({columns}), so its text would be lost: {beyond}"
        )
        help = "give the table another column, or write \\| for a | that is part of the text"
        yield error("text-lost", place.span([row, row + 1], beyond, last=True), sentence, help)


def _lost_notes(env: dict[str, Any], place: Places) -> Iterator[Message]:
    for label, row in env.get("notes_twice", ()):
        first = place.span([env["notes_at"][label], row], f"[^{label}]")
        sentence = f"the footnote [^{label}] is defined twice, so one of them would be lost"
        where = place.span([row, row + 1], f"[^{label}]")
        yield error("text-lost", where, sentence, "give them different names", [Note("first here", first)])


def _lost_references(env: dict[str, Any], place: Places) -> Iterator[Message]:
    references: References = env["references"]
    for label, reference in references.items():
        if label not in references.used:
            sentence = f"the reference [{label.lower()}] is defined but nothing refers to it, so its text would be lost"
            where = place.span(reference.get("map"))
            yield error("text-lost", where, sentence, "refer to it, or delete it if nothing is lost with it")
    for again in env.get("duplicate_refs", ()):
        label = again["label"]
        first = place.span(references[label].get("map")) if label in references else None
        sentence = f"the reference [{label.lower()}] is defined twice, so one of them would be lost"
        notes = [Note("first here", first)] if first else []
        yield error("text-lost", place.span(again.get("map")), sentence, "give them different names", notes)


def _lost_characters(text: str, tokens: list[Token], place: Places) -> Iterator[Message]:
    """`&#0;` and its like: codes of characters that no page can have."""
    if "&" not in text:
        return
    for token in tokens:
        for child in token.children or ():
            pieces = (child.content, *(str(value) for value in child.attrs.values()))
            if any(REPLACEMENT in piece or CONTROL.search(piece) for piece in pieces):
                code = _code_of_nothing(place, token.map)
                sentence = f"{code or 'a code in this text'} is the code of no character that a page can hold"
                yield error("text-lost", place.span(token.map, code), sentence, "write the character itself")
                break


def _lost_links(text: str, tokens: list[Token], place: Places) -> Iterator[Message]:
    """The description of a picture is plain text on the page: a link in it would leave its words only."""
    if "![" not in text:
        return
    for token in tokens:
        for child in token.children or ():
            if child.type == "image" and any(inner.attrs for inner in every(child.children or ())):
                sentence = "a link or a picture in the description of a picture would be lost"
                help = "write it behind the picture, or put a \\ before its ["
                yield error("text-lost", place.span(token.map, "!["), sentence, help)


def _code_of_nothing(place: Places, block: Sequence[int] | None) -> str:
    for line in place.lines[block[0] : block[1]] if block else place.lines:
        for match in _CHARACTER.finditer(line):
            meant = html.unescape(match.group())
            if not meant or meant == REPLACEMENT or CONTROL.search(meant) or match.group() in ("&#12;", "&#xC;"):
                return match.group()
    return ""


# Every sign of ASCII that stands in no word as a space: what is left between two holds whole words.
_APART = bytes(sign if sign > 127 or chr(sign).isalnum() else 32 for sign in range(256))


def _lost_words(text: str, tokens: list[Token], references: References, place: Places) -> Iterator[Message]:
    written = _CHARACTER.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text
    if _pieces(written) == _pieces(" ".join(_in_order_of_the_source(tokens))):
        return  # as nearly always: all words are there, one after the other
    printed: list[str] = []
    for token in every(tokens):
        if token.type != "inline":
            printed += (token.content, token.info)
        for value in token.attrs.values():
            printed += (str(value), unquote(str(value))) if "%" in str(value) else (str(value),)
        if token.meta:
            printed += (str(token.meta.get("label", "")), token.meta.get("source", ""))
    source = Counter(_WORD.findall(written))
    source.subtract(Counter(_WORD.findall("\n".join(printed))))
    labels = {word for label in references.used for word in _WORD.findall(label.casefold())}
    lost = [word for word, count in source.items() if count > 0 and word.casefold() not in labels]
    if lost:
        everything = "".join(printed)
        # A code of a character stays as it is within code, so only words that stand in the file as such are missed.
        gone = [word for word in lost[:200] if word in text and everything.count(word) < written.count(word)]
        if gone:
            sentence = f"these words would not appear on the page: {' '.join(gone[:6])}"
            help = "write this passage more simply, with empty lines around lists, tables and notes"
            yield error("text-lost", place.span(None, gone[0]), sentence, help)


def _pieces(text: str) -> list[bytes]:
    return text.encode().translate(_APART).split()


def _in_order_of_the_source(tokens: Iterable[Token]) -> Iterator[str]:
    """What is printed of a text without references and notes, each piece where it was written."""
    links: list[Token] = []
    for token in tokens:
        if token.type != "inline":
            yield token.info
            yield token.content
            continue
        for child in token.children or ():
            if child.type == "link_open":
                links.append(child)
            elif child.type == "entity_link":
                yield child.meta["source"]
            else:
                yield child.content
                if child.type == "link_close" and links and (ends := links.pop()).markup != "autolink":
                    yield from map(str, ends.attrs.values())
                elif child.type == "image":
                    yield from map(str, child.attrs.values())
