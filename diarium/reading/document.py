"""One file of `content/` to its parsed form: front matter typed, body rendered, every complaint collected.

It never looks at another file; what a name or a link means is found out in `archive`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from diarium.messages import Checked, Message, Note, Span, error, warning
from diarium.model import Laid, PackedRecord, Record, brief, portable
from diarium.reading.body import Body
from diarium.reading.decoding import INVISIBLE, character_name, decode
from diarium.reading.enclosures import attachments_spoken_of
from diarium.reading.fields import typed
from diarium.reading.markdown import read_body
from diarium.reading.personal import personal_data, unrepeated
from diarium.reading.whereabouts import Spans, Spot, unplaced
from diarium.reading.yamltree import Composed, compose_as_far_as_possible
from diarium.schema import DOCUMENT, DOCUMENT_LANGUAGES, FRONT_PAGE, LANGUAGE_SYNONYMS, OF_ITSELF, PAGE, Field
from diarium.spelling import slug

FENCE = "---"
LIMIT_OF_A_KIND = 200


@brief
@dataclass(frozen=True, slots=True)
class Front:
    """What a file says of itself before its text begins."""

    path: str  # from the archive's root, with /
    slug: str
    fields: Record = field(repr=False)
    spans: Spans = field(repr=False)  # where a value stands changes nothing of what it says
    told: str  # a digest of the fields, stands for them wherever archives are compared

    @property
    def meant(self) -> str:
        """A digest of those fields that may mean something to the rest of the archive."""
        return self.told[:_DIGEST]

    def packed(self, laid: Laid | None = None) -> Front:
        """The same with the fields packed, and without the places: these are asked for where all is linked."""
        return _unplaced(self.path, self.slug, PackedRecord.holding(self.fields, laid), self.told)

    def __reduce__(self) -> tuple[object, ...]:
        return _unplaced, (self.path, self.slug, self.fields, self.told)

    def span(self, *path: str | int) -> Span:
        """Where this value stands; the nearest known place around it otherwise."""
        return self.spans.around(path)

    def spot(self, *path: str | int) -> Spot:
        """The same for those who nearly never ask."""
        return Spot(self.spans, path)


def _unplaced(path: str, slug: str, fields: Record, told: str) -> Front:
    return Front(path, slug, fields, unplaced(path), told)


@portable
@brief
@dataclass(frozen=True, slots=True)
class Parsed(Front):
    """A file of content, understood as far as it can be understood alone."""

    body: Body
    digest: str = ""  # SHA-256 of the file as published

    @property
    def front(self) -> Front:
        return Front(self.path, self.slug, self.fields, self.spans, self.told)


def read(path: str, data: bytes, fields: tuple[Field, ...], optional_head: bool = False) -> Checked[Parsed | None]:
    """A Markdown file whose front matter has these fields."""
    decoded = decode(path, data)
    if decoded.value is None:
        return Checked(None, decoded.messages)
    lines = tuple(decoded.value.split("\n"))
    if optional_head and lines[0].rstrip() != FENCE:
        head = _Head((), 0)
    else:
        split = _split(path, lines, fields)
        if isinstance(split, Message):
            return Checked(None, (split,))
        head = split
    composed = compose_as_far_as_possible(path, head.lines, 2)
    body = read_body(path, lines[head.end :], head.end + 1)
    messages = [*composed.messages, *body.messages, *_todos(path, head.lines), *personal_data(path, lines, 1)]
    if composed.tree is None:
        return Checked(None, _not_too_many(unrepeated(messages)))
    at = Span(path, 1, 1, max(1, len(lines[0])), lines[0])  # where fields are told of that stand nowhere
    record, values = typed(composed.tree, fields, at)
    messages += _echoless(values.messages, composed)
    messages += _stray_second_block(path, lines, head.end, fields)
    if "attachments" in record and not record.attachments:
        messages += attachments_spoken_of(path, lines[head.end :], head.end + 1)
    record, more = _language(record, values.spans, path)
    messages += more
    made, named = _slug(path, PurePosixPath(path).stem)
    messages += named
    # What was mended by guessing must not be taken for what the editor wrote, by other files least of all.
    whole = not composed.torn
    published = decoded.value.rstrip("\n")
    digest = hashlib.sha256(f"{published}\n".encode()).hexdigest()  # as `as_published` has it
    parsed = Parsed(path, made, record, values.spans, told(record), body.value, digest) if whole else None
    return Checked(parsed, _not_too_many(unrepeated(messages)))


_DIGEST = 24  # letters


def told(fields: Record) -> str:
    """A digest of the fields: of those that may mean something to others, and behind it of those that do not."""
    itself = repr([(name, fields[name]) for name in fields if name in OF_ITSELF])
    others = repr([(name, fields[name]) for name in fields if name not in OF_ITSELF])
    texts = (text.encode("utf-8", "surrogatepass") for text in (others, itself))
    return "".join([hashlib.blake2b(text, digest_size=_DIGEST // 2).hexdigest() for text in texts])


def read_document(path: str, data: bytes) -> Checked[Parsed | None]:
    return read(path, data, DOCUMENT)


def read_page(path: str, data: bytes) -> Checked[Parsed | None]:
    return read(path, data, PAGE)


def read_front_page(path: str, data: bytes) -> Checked[Parsed | None]:
    return read(path, data, FRONT_PAGE, optional_head=True)


def _not_too_many(messages: Iterable[Message]) -> tuple[Message, ...]:
    """At most so many messages of one kind about one file; the last of them says how many there are."""
    kept: dict[str, list[Message]] = {}
    left_out: Counter[str] = Counter()
    for message in messages:
        same = kept.setdefault(message.code, [])
        if len(same) < LIMIT_OF_A_KIND:
            same.append(message)
        else:
            left_out[message.code] += 1
    for code, count in left_out.items():
        last = kept[code][-1]
        kept[code][-1] = replace(last, notes=(*last.notes, Note(f"and {count} more of this kind in this file")))
    return tuple(message for same in kept.values() for message in same)


def _echoless(messages: Iterable[Message], composed: Composed) -> Iterator[Message]:
    """Messages about values, without those that only repeat what was said of a faulty line."""
    for message in messages:
        left_out = composed.torn and message.code == "missing-field"
        if not left_out and (message.code == "missing-field" or message.span.line not in composed.mended):
            yield message


_TODO = re.compile(r"(\s*#\s*)TODO\b[\s:]*(.*)")


def _todos(path: str, lines: Iterable[str]) -> Iterator[Message]:
    """What an editor, or an import, left open in a remark on a line of its own."""
    for row, line in enumerate(lines, 2):
        match = _TODO.fullmatch(line) if "TODO" in line else None
        if match:
            span = Span(path, row, len(match[1]) + 1, len(line) - len(match[1]), line)
            left = match[2].strip() or "the line does not say what"
            yield warning("todo", span, f"left to do: {left}", "settle it, then delete this line")


# ---------------------------------------------------------------- where the front matter begins and ends


@dataclass(frozen=True, slots=True)
class _Head:
    lines: tuple[str, ...]
    end: int  # the index of the first line after it


_ALMOST_FENCE = re.compile(r"\s*(?:[-–—−]{1,5}|\.\.\.)\s*")


def _split(path: str, lines: tuple[str, ...], fields: tuple[Field, ...]) -> _Head | Message:
    """The lines of front matter, or what is wrong with its first or last line."""
    if lines[0].rstrip() != FENCE:
        return _no_beginning(path, lines, [field.name for field in fields if field.required])
    for at in range(1, len(lines)):
        if lines[at].rstrip() == FENCE:
            return _Head(lines[1:at], at + 1)
    almost = next((at for at in range(1, len(lines)) if _ALMOST_FENCE.fullmatch(lines[at])), None)
    notes = []
    if almost is not None:
        end = Span(path, almost + 1, 1, len(lines[almost]), lines[almost])
        notes = [Note(f"this line is almost one: {lines[almost].strip()}", end)]
    sentence = "the front matter that begins here is never closed"
    help = "write a line --- after its last field"
    return error("no-front-matter", Span(path, 1, 1, 3, lines[0]), sentence, help, notes)


def _no_beginning(path: str, lines: tuple[str, ...], required: list[str]) -> Message:
    *others, last = required or [""]
    called = f"the field{'s' if others else ''} {', '.join(others)}{' and ' if others else ''}{last}"
    begin = f"begin it with a line ---, {called if last else 'what is known'}, and a line ---"
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    span = Span(path, 1, 1, max(1, len(lines[0])), lines[0])
    if first is None:
        return error("no-front-matter", span, "this file is empty", begin)
    if lines[first].rstrip() == FENCE:
        where = Span(path, first + 1, 1, 3, lines[first])
        sentence = "the front matter must begin in the first line"
        return error("no-front-matter", where, sentence, "delete the empty lines before ---")
    if _ALMOST_FENCE.fullmatch(lines[first]):
        where = Span(path, first + 1, 1, len(lines[first]), lines[first])
        sentence = "the first line is not exactly three hyphens"
        return error("no-front-matter", where, sentence, "write --- and nothing else")
    return error("no-front-matter", span, "this file has no front matter", begin)


_FIELD_LINE = re.compile(r"([\w-]+):(\s|$)")


def _stray_second_block(path: str, lines: tuple[str, ...], at: int, fields: Iterable[Field]) -> list[Message]:
    """A second front matter straight after the first would be printed as a heading."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    first = at
    if at < len(lines) and lines[at].rstrip() == FENCE:
        at += 1
    opened = _FIELD_LINE.match(lines[at]) if at < len(lines) else None
    if not opened or opened[1] not in {f.name for f in fields}:
        return []
    for line in lines[at + 1 : at + 60]:
        if line.rstrip() == FENCE:
            span = Span(path, first + 1, 1, len(lines[first]), lines[first])
            sentence = "a second block of front matter begins here"
            return [error("second-document", span, sentence, "move its fields into the first block")]
        if not line.strip():
            break
    return []


# ---------------------------------------------------------------- what the schema cannot say


def _language(record: Record, spans: Spans, path: str) -> tuple[Record, list[Message]]:
    if "lang" not in record or record.lang is None:
        return record, []
    language = LANGUAGE_SYNONYMS.get(record.lang, record.lang)
    if language in DOCUMENT_LANGUAGES:
        return _with(record, lang=language), []
    span = spans.get(("lang",), Span(path))
    sentence = f"'{record.lang}' is no language code Diarium knows"
    message = error("bad-value", span, sentence, f"choose one of: {', '.join(DOCUMENT_LANGUAGES)}")
    return _with(record, lang=None), [message]


def _with(record: Record, **changes: object) -> Record:
    return Record.of({**{name: record[name] for name in record}, **changes})


# Characters that scanning complains of in every name, of folders and attachments too.
_TOLD_BY_SCAN = frozenset({"Cc", "Cf", "Zl", "Zp"})


def _slug(path: str, name: str) -> tuple[str, list[Message]]:
    """The file name is the slug; a name nothing can be made of, or that hides something, is an error."""
    made = slug(name)
    hidden = INVISIBLE.search(name)
    sentence, help = "", ""
    if any(unicodedata.category(character) in _TOLD_BY_SCAN for character in name):
        pass
    elif hidden:
        sentence = f"the file name holds the invisible character {character_name(hidden.group())}"
        help = "rename the file"
    elif re.search(r"%[0-9A-Fa-f]{2}", name):
        sentence = "the file name holds a percent sign that reads as a code"
        help = "rename the file with plain letters, digits and hyphens"
    elif not made:
        sentence, help = "no address can be made of this file name", "rename the file with letters or digits"
    return made or "unnamed", [error("bad-file-name", Span(path), sentence, help)] if sentence else []
