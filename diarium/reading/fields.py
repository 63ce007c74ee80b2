"""Nodes of front matter to values, typed by the field they stand in.

It never guesses a type from how a value looks, and never knows which fields exist: the schema tells it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from diarium.messages import Fix, Message, Span, error, warning
from diarium.model import Record
from diarium.reading.dates import ends_early, may_name_weekday
from diarium.reading.decoding import INVISIBLE, character_name
from diarium.reading.mending import replaced
from diarium.reading.nearest import nearest, translated
from diarium.reading.scalars import EXACT, is_free, scalar
from diarium.reading.whereabouts import Lines, Path, Place, Spans
from diarium.reading.yamltree import Mapping, Node, Scalar, Sequence, cut_by_comment, quoted
from diarium.schema import Field


@dataclass(slots=True)
class Values:
    """The typed values of one mapping, where each stands in the file, and what is wrong with them."""

    lines: Lines
    places: dict[Path, Place] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def spans(self) -> Spans:
        return Spans(self.lines, self.places)


class _Table:
    """What is the same for every mapping with these fields, found out once."""

    __slots__ = ("blank", "known", "required")

    def __init__(self, fields: tuple[Field, ...]) -> None:
        # By name: the field, its key in the record, and whether it takes one line of text as it stands.
        self.known = {f.name: (f, f.name.replace("-", "_"), _is_a_line(f)) for f in fields}
        self.blank: dict[str, Any] = {key: () if f.many else None for f, key, _ in self.known.values()}
        self.required = [f for f in fields if f.required]


_table = cache(_Table)


def _is_a_line(declared: Field) -> bool:
    return not declared.many and declared.type not in ("text", "group", "tree") and is_free(declared)


def typed(mapping: Mapping, fields: tuple[Field, ...], at: Span | None = None) -> tuple[Record, Values]:
    """Every declared field's value; unknown fields, missing ones and wrong values become messages.

    `at` is where a missing field is told of, when that is not where the mapping begins.
    """
    values = Values(mapping.lines)
    record = _group(mapping, fields, (), values, at)
    return record, values


def _group(node: Mapping, fields: tuple[Field, ...], path: Path, values: Values, at: Span | None = None) -> Record:
    table = _table(fields)
    record = table.blank.copy()
    meant: set[str] = set()  # by a field whose name is misspelt
    hides = values.lines.hides
    for key, value in node.pairs:
        known = table.known.get(key.text)
        if known is None:
            meant.add(_unknown(key, node, list(table.known), path, values))
            continue
        declared, name, is_a_line = known
        here = (*path, declared.name)
        if is_a_line and not hides and isinstance(value, Scalar) and value.cut is None:
            # Most values are such; what follows below for all others would come to the same.
            text = " ".join(value.text.split())
            if text and not (values.lines.names_weekday and may_name_weekday(text)):
                values.places[here] = value.place
                record[name] = text
                continue
        values.places[here] = key.place
        record[name] = _field(value, declared, here, values)
    if table.required:
        given = {key.text for key, _ in node.pairs} | meant
        for declared in table.required:
            if declared.name not in given:
                help = f"add a line such as: {declared.name}: {declared.example or '…'}"
                sentence = f"the field '{declared.name}' is missing{_within(path)}"
                values.messages.append(error("missing-field", at or node.span, sentence, help))
    first, last = record.get("from"), record.get("to")
    if first and last and ends_early(first, last):
        span = values.lines.span(values.places[(*path, "to")])
        values.messages.append(_ends_before_start(span, last, first))
    return Record.of(record)


def _within(path: Path) -> str:
    within = next((part for part in reversed(path) if isinstance(part, str)), None)
    return f" in '{within}'" if within else ""


def _unknown(key: Scalar, node: Mapping, known: list[str], path: Path, values: Values) -> str:
    """Tells of a field that does not exist; the one that was meant, if any."""
    near = nearest(key.text, known)
    help = f"did you mean '{near}'?" if near else f"known here: {', '.join(known)}"
    sentence = f"there is no field '{key.text}'{_within(path)}"
    values.messages.append(error("unknown-field", key.span, sentence, help, fix=_translation(key, node, near)))
    return near or ""


def _translation(key: Scalar, node: Mapping, near: str | None) -> Fix | None:
    """The field under its own name, where the editor wrote it in another language and there is no second such field."""
    meant = [one for one, _ in node.pairs if one.text == near or translated(one.text) == near]
    return replaced(key.span, key.text, near) if near and near == translated(key.text) and len(meant) == 1 else None


def _ends_before_start(span: Span, last: str, first: str) -> Message:
    return warning("end-before-start", span, f"this ends ({last}) before it begins ({first})", "check both dates")


def _field(node: Node, declared: Field, path: Path, values: Values) -> Any:
    if declared.type == "tree":
        return _tree(node, path, values)
    if declared.type == "position" and isinstance(node, Sequence):  # [60.17, 24.94] says the same as the text
        joined = ", ".join(item.text for item in node.items if isinstance(item, Scalar))
        node = Scalar(joined, node.lines, node.place, plain=False)
    if not declared.many:
        if isinstance(node, Sequence):
            help = _in_quotes(node, declared, "[") or "keep one of them"
            values.messages.append(
                error("wrong-shape", node.span, f"'{declared.name}' holds one value, not a list", help)
            )
            return None
        return _value(node, declared, path, values)
    if isinstance(node, Scalar) and not node.text and node.plain:
        return ()
    found: list[Any] = []
    for one in node.items if isinstance(node, Sequence) else (node,):
        value = _value(one, declared, (*path, len(found)), values)
        if value is not None:
            found.append(value)
    return tuple(found)


def _in_quotes(node: Sequence | Mapping, declared: Field, sign: str) -> str | None:
    """How a text would be written that only looks like a list or a mapping because of its first sign."""
    written = (node.span.source or "")[node.span.column - 1 :].strip()
    if not written.startswith(sign) or declared.type == "group":
        return None
    return f"put the value in quotes if the {sign} belongs to it: {declared.name}: {quoted(written)}"


def _tree(node: Node, path: Path, values: Values) -> Any:
    """A free mapping as it stands: texts, tuples and records, with the place of each."""
    values.places[path] = node.place
    if isinstance(node, Scalar):
        values.messages.extend(_invisible_in(node.text, node.span, str(path[-1])))
        return node.text
    if isinstance(node, Sequence):
        return tuple(_tree(item, (*path, at), values) for at, item in enumerate(node.items))
    return Record({key.text: _tree(value, (*path, key.text), values) for key, value in node.pairs})


def _value(node: Node, declared: Field, path: Path, values: Values) -> Any:
    name = declared.name
    values.places[path] = node.place
    if not isinstance(node, Scalar):
        return _further(node, declared, path, values)
    note = cut_by_comment(node) if node.cut is not None and declared.type not in EXACT else None
    text = node.text.strip() if declared.type == "text" else " ".join(node.text.split())
    if not text:
        if declared.required or path[-1] != name:  # an empty item of a list counts as forgotten
            advice = note.help if note else f"write a value, such as: {declared.example or '…'}"
            sentence = f"'{name}' is empty: {note.text}" if note else f"'{name}' is empty"
            values.messages.append(error("empty-value", node.span, sentence, advice))
        elif note:
            values.messages.append(note)
        return None
    if note:
        values.messages.append(note)
    if node.lines.hides:
        values.messages.extend(_invisible_in(node.text, node.span, name))
    if declared.type == "group":
        return _shorthand(text, node, declared, path, values)
    if text in declared.choices or (not node.lines.names_weekday and is_free(declared)):
        return text
    read = scalar(text, node.span, declared)
    values.messages.extend(read.messages)
    return read.value


def _further(node: Sequence | Mapping, declared: Field, path: Path, values: Values) -> Record | None:
    """What stands where one value is to be: the fields of a group, or something out of place."""
    name = declared.name
    if isinstance(node, Sequence):
        sentence = f"'{name}' cannot hold a list within a list"
        values.messages.append(error("wrong-shape", node.span, sentence, "write its items into the outer list"))
        return None
    if declared.type == "group":
        return _group(node, declared.fields, path, values)
    help = _in_quotes(node, declared, "{") or "a text that holds a colon needs quotes"
    sentence = f"'{name}' holds a text, not further fields"
    values.messages.append(error("wrong-shape", node.span, sentence, help))
    return None


def _invisible_in(text: str, span: Span, name: str) -> list[Message]:
    found = INVISIBLE.search(text)  # escapes such as "\u200b" in double quotes bring them in unseen
    if not found:
        return []
    sentence = f"'{name}' holds the invisible character {character_name(found.group())}"
    return [error("invisible-character", span, sentence, "delete it, and type the text around it again")]


def _shorthand(text: str, node: Scalar, declared: Field, path: Path, values: Values) -> Record | None:
    """A group written as one text: `Name, role`."""
    if not declared.shorthand:
        names = ", ".join(f.name for f in declared.fields)
        sentence = f"'{declared.name}' holds further fields, not a text"
        glued = re.match(r"([\w-]+):\S", text)
        if glued and any(f.name == glued[1] for f in declared.fields):
            colon = node.span.column + len(glued[1])
            span = Span(node.span.path, node.span.line, colon, 1, node.span.source)
            sentence = f"there is no space after the colon of '{glued[1]}'"
            help = f"write: {glued[1]}: {text[len(glued[1]) + 1 :]}"
            values.messages.append(error("missing-space", span, sentence, help))
        else:
            help = f"write them below it, indented: {names}"
            values.messages.append(error("wrong-shape", node.span, sentence, help))
        return None
    parts = [part.strip() for part in text.split(",", len(declared.shorthand) - 1)]
    record: dict[str, Any] = {f.name: () if f.many else None for f in declared.fields}
    for name, part in zip(declared.shorthand, parts, strict=False):
        values.places[(*path, name)] = node.place
        record[name] = part or None
    if not record[declared.shorthand[0]]:
        sentence = f"'{declared.name}' has an entry without a {declared.shorthand[0]}"
        help = f"write it first, or delete the entry: {', '.join(declared.shorthand)}"
        values.messages.append(error("empty-value", node.span, sentence, help))
        return None
    return Record(record)
