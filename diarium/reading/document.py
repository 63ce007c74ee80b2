"""One file of `content/` to its parsed form: front matter typed, body rendered, every complaint collected.

It never looks at another file; what a name or a link means is found out in `archive`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from diarium.messages import Checked, Message, Note, Span, error
from diarium.model import Record
from diarium.reading.decoding import decode
from diarium.reading.fields import Path, typed
from diarium.reading.markdown import Body, read_body
from diarium.spelling import slug
from diarium.reading.yamltree import Mapping, compose
from diarium.schema import DOCUMENT, DOCUMENT_LANGUAGES, FRONT_PAGE, LANGUAGE_SYNONYMS, PAGE, Field

FENCE = "---"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file of content, understood as far as it can be understood alone."""

    path: str  # from the archive's root, with /
    slug: str
    fields: Record
    spans: dict[Path, Span]
    body: Body
    digest: str = ""  # SHA-256 of the file

    def span(self, *path: str | int) -> Span:
        """Where this value stands; the nearest known place around it otherwise."""
        for length in range(len(path), 0, -1):
            found = self.spans.get(path[:length])
            if found is not None:
                return found
        return Span(self.path)


def read(path: str, data: bytes, fields: tuple[Field, ...], optional_head: bool = False) -> Checked[Parsed | None]:
    """A Markdown file whose front matter has these fields."""
    decoded = decode(path, data)
    if decoded.value is None:
        return Checked(None, decoded.messages)
    lines = tuple(decoded.value.split("\n"))
    if optional_head and lines[0].rstrip() != FENCE:
        head, rest_at, problems = (), 0, ()
    else:
        head, rest_at, problems = _split(path, lines)
    if rest_at is None:
        return Checked(None, problems)
    messages = list(problems)
    tree = compose(path, head, 2)
    messages += tree.messages
    mapping = tree.value
    if mapping is not None and mapping.span.line < 2:
        mapping = Mapping(mapping.pairs, Span(path, 1, 1, 3, lines[0]))
    body = read_body(path, lines[rest_at:], rest_at + 1)
    messages += body.messages
    if mapping is None:
        return Checked(None, tuple(messages))
    anchored = Mapping(mapping.pairs, Span(path, 1, 1, max(1, len(lines[0])), lines[0]))
    record, values = typed(anchored, fields)
    messages += values.messages
    messages += _stray_second_block(path, lines, rest_at, fields)
    record, more = _language(record, values.spans, path)
    messages += more
    name = PurePosixPath(path).stem
    made, named = _slug(path, name)
    messages += named
    digest = hashlib.sha256(data).hexdigest()
    return Checked(Parsed(path, made, record, values.spans, body.value, digest), tuple(messages))


def read_document(path: str, data: bytes) -> Checked[Parsed | None]:
    return read(path, data, DOCUMENT)


def read_page(path: str, data: bytes) -> Checked[Parsed | None]:
    return read(path, data, PAGE)


def read_front_page(path: str, data: bytes) -> Checked[Parsed | None]:
    return read(path, data, FRONT_PAGE, optional_head=True)


def _split(path: str, lines: tuple[str, ...]) -> tuple[tuple[str, ...], int | None, tuple[Message, ...]]:
    """The lines of front matter, and the index of the first line after it."""
    if lines[0].rstrip() != FENCE:
        first = next((i for i, line in enumerate(lines) if line.strip()), None)
        span = Span(path, 1, 1, 1, lines[0])
        if first is None:
            return (
                (),
                None,
                (
                    error(
                        "no-front-matter",
                        span,
                        "this file is empty",
                        "begin it with --- and the fields title, date and type",
                    ),
                ),
            )
        if lines[first].rstrip() == FENCE:
            where = Span(path, first + 1, 1, 3, lines[first])
            return (
                (),
                None,
                (
                    error(
                        "no-front-matter",
                        where,
                        "the front matter must begin in the first line",
                        "delete the empty lines before ---",
                    ),
                ),
            )
        if re.fullmatch(r"\s*[-–—−]{1,5}\s*", lines[0]):
            return (
                (),
                None,
                (
                    error(
                        "no-front-matter",
                        Span(path, 1, 1, len(lines[0]), lines[0]),
                        "the first line is not exactly three hyphens",
                        "write --- and nothing else",
                    ),
                ),
            )
        return (
            (),
            None,
            (
                error(
                    "no-front-matter",
                    span,
                    "this file has no front matter",
                    "begin it with a line ---, the fields title, date and type, and a line ---",
                ),
            ),
        )
    for at in range(1, len(lines)):
        if lines[at].rstrip() == FENCE:
            return lines[1:at], at + 1, ()
    span = Span(path, 1, 1, 3, lines[0])
    return (
        (),
        None,
        (
            error(
                "no-front-matter",
                span,
                "the front matter that begins here is never closed",
                "write a line --- after its last field",
            ),
        ),
    )


_FIELD_LINE = re.compile(r"([\w-]+):(\s|$)")


def _stray_second_block(path: str, lines: tuple[str, ...], at: int, fields: Iterable[Field]) -> list[Message]:
    """A second front matter straight after the first would be printed as a heading."""
    known = {f.name for f in fields}
    while at < len(lines) and not lines[at].strip():
        at += 1
    first = at
    if at < len(lines) and lines[at].rstrip() == FENCE:
        at += 1
    opened = _FIELD_LINE.match(lines[at]) if at < len(lines) else None
    if not opened or opened[1] not in known:
        return []
    for line in lines[at + 1 : at + 60]:
        if line.rstrip() == FENCE:
            span = Span(path, first + 1, 1, len(lines[first]), lines[first])
            return [
                error(
                    "second-document",
                    span,
                    "a second block of front matter begins here",
                    "move its fields into the first block",
                )
            ]
        if not line.strip():
            break
    return []


def _language(record: Record, spans: dict[Path, Span], path: str) -> tuple[Record, list[Message]]:
    if "lang" not in record or record.lang is None:
        return record, []
    language = LANGUAGE_SYNONYMS.get(record.lang, record.lang)
    if language in DOCUMENT_LANGUAGES:
        return _with(record, lang=language), []
    span = spans.get(("lang",), Span(path))
    message = error(
        "bad-value",
        span,
        f"'{record.lang}' is no language code Diarium knows",
        f"choose one of: {', '.join(DOCUMENT_LANGUAGES)}",
    )
    return _with(record, lang=None), [message]


def _with(record: Record, **changes: Any) -> Record:
    return Record({**{name: record[name] for name in record}, **changes})


def _slug(path: str, name: str) -> tuple[str, list[Message]]:
    """The file name is the slug; a name nothing can be made of, or that hides something, is an error."""
    from diarium.reading.decoding import INVISIBLE, character_name

    hidden = INVISIBLE.search(name)
    if hidden:
        message = error(
            "bad-file-name",
            Span(path),
            f"the file name holds the invisible character {character_name(hidden.group())}",
            "rename the file",
        )
        return slug(name) or "unnamed", [message]
    if "%" in name and re.search(r"%[0-9A-Fa-f]{2}", name):
        return slug(name) or "unnamed", [
            error(
                "bad-file-name",
                Span(path),
                "the file name holds a percent sign that reads as a code",
                "rename the file with plain letters, digits and hyphens",
            )
        ]
    made = slug(name)
    if not made:
        return "unnamed", [
            error(
                "bad-file-name",
                Span(path),
                "no address can be made of this file name",
                "rename the file with letters or digits",
            )
        ]
    return made, []


def same_place(first: Span) -> Note:
    return Note("first here", first)
