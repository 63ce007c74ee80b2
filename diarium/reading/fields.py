"""Nodes of front matter to values, typed by the field they stand in.

It never guesses a type from how a value looks, and never knows which fields exist: the schema tells it.
"""

from __future__ import annotations

import difflib
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from diarium.messages import Message, Span, error, warning
from diarium.model import Period, Record
from diarium.reading.dates import iso_problem, parse_period, suggest_iso
from diarium.reading.yamltree import Mapping, Node, Scalar, Sequence, cut_by_comment
from diarium.schema import Field

ALLOWED_SCHEMES = ("http", "https", "mailto", "tel")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*)\s*:")
_CADENCE = re.compile(r"(\d{1,3})\s*(year|month|week)s?")
_TRUE, _FALSE = {"true", "yes", "ja"}, {"false", "no", "nej", "nei"}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Values:
    """The typed values of one mapping, where each stands in the file, and what is wrong with them."""

    spans: dict[Path, Span] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)


def typed(mapping: Mapping, fields: tuple[Field, ...], what: str = "field") -> tuple[Record, Values]:
    """Every declared field's value; unknown fields, missing ones and wrong values become messages."""
    values = Values()
    record = _group(mapping, fields, (), values, what)
    return record, values


def address_problem(address: str) -> str | None:
    """Why this may not stand in a link, or `None`."""
    cleaned = re.sub(r"[\x00-\x20\u00a0\u200b-\u200f\u2028-\u202e]", "", urllib.parse.unquote(address))
    if cleaned.startswith(("//", "\\\\", "/\\", "\\/")):
        return "an address that begins with // leads to another site without saying so"
    for form in (address, cleaned):
        scheme = _SCHEME.match(form)
        if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
            return f"addresses of the kind '{scheme[1].lower()}:' are not allowed"
    return None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    candidates = list(known)
    found = difflib.get_close_matches(word.lower(), candidates, n=1, cutoff=0.55)
    if not found:
        found = [TRANSLATED[word.lower()]] if TRANSLATED.get(word.lower()) in candidates else []
    return f"did you mean '{found[0]}'?" if found else None


# What editors write when they write their own language.
TRANSLATED = {
    "titel": "title", "tittel": "title", "rubrik": "title", "overskrift": "title",
    "datum": "date", "dato": "date", "typ": "type", "språk": "lang", "spraak": "lang", "language": "lang",
    "ärende": "case", "diarienummer": "case", "dnr": "case", "sak": "case", "saksnummer": "case", "saksnr": "case",
    "serie": "series", "möte": "meeting", "møte": "meeting", "plats": "place", "sted": "place", "tid": "time",
    "deltagare": "participants", "deltakere": "participants", "deltakare": "participants", "frammøtte": "participants", "närvarande": "participants",
    "handläggare": "officer", "saksbehandler": "officer", "undertecknad": "signed", "signert": "signed",
    "mottagare": "recipient", "mottaker": "recipient", "avsändare": "organisation", "avsender": "organisation",
    "städer": "cities", "byer": "cities", "organisationer": "organisations", "organisasjoner": "organisations",
    "teman": "themes", "temaer": "themes", "bilagor": "attachments", "vedlegg": "attachments",
    "sammanfattning": "summary", "sammendrag": "summary", "källa": "source", "kilde": "source",
    "rättelser": "corrections", "rettelser": "corrections", "utkast": "draft", "nästa": "next", "neste": "next",
    "namn": "name", "navn": "name", "roll": "role", "rolle": "role", "parti": "party", "stad": "city", "by": "city",
    "nummer": "number", "punkt": "item", "organization": "organisation", "organizations": "organisations",
}  # fmt: skip


def _group(node: Mapping, fields: tuple[Field, ...], path: Path, values: Values, what: str) -> Record:
    known = {f.name: f for f in fields}
    record: dict[str, Any] = {f.name: () if f.many else None for f in fields}
    for key, value in node.pairs:
        declared = known.get(key.text)
        if declared is None:
            where = f" in '{path[-1] if isinstance(path[-1], str) else path[-2]}'" if path else ""
            values.messages.append(
                error(
                    "unknown-field",
                    key.span,
                    f"there is no {what} '{key.text}'{where}",
                    did_you_mean(key.text, known) or f"known here: {', '.join(known)}",
                )
            )
            continue
        values.spans[(*path, declared.name)] = key.span
        record[declared.name] = _field(value, declared, (*path, declared.name), values)
    for declared in fields:
        if declared.required and not any(key.text == declared.name for key, _ in node.pairs):
            where = f" in '{path[-2] if isinstance(path[-1], int) else path[-1]}'" if path else ""
            values.messages.append(
                error(
                    "missing-field",
                    node.span,
                    f"the {what} '{declared.name}' is missing{where}",
                    f"add a line such as: {declared.name}: {declared.example or '…'}",
                )
            )
    return Record(record)


def _field(node: Node, declared: Field, path: Path, values: Values) -> Any:
    if declared.type == "tree":
        return _tree(node, path, values)
    if declared.type == "position" and isinstance(node, Sequence):  # [60.17, 24.94] says the same as the text
        joined = ", ".join(item.text for item in node.items if isinstance(item, Scalar))
        node = Scalar(joined, node.span, plain=False)
    if not declared.many:
        if isinstance(node, Sequence):
            values.messages.append(
                error("wrong-shape", node.span, f"'{declared.name}' holds one value, not a list", "keep one of them")
            )
            return None
        return _value(node, declared, path, values)
    nodes = node.items if isinstance(node, Sequence) else (node,)
    if isinstance(node, Scalar) and not node.text and node.plain:
        nodes = ()
    found = ((at, _value(one, declared, (*path, at), values)) for at, one in enumerate(nodes))
    return tuple(value for _, value in found if value is not None)


def _tree(node: Node, path: Path, values: Values) -> Any:
    """A free mapping as it stands: texts, tuples and records, with the place of each."""
    values.spans[path] = node.span
    if isinstance(node, Scalar):
        values.messages.extend(invisible_in(node.text, node.span, str(path[-1])))
        return node.text
    if isinstance(node, Sequence):
        return tuple(_tree(item, (*path, at), values) for at, item in enumerate(node.items))
    return Record({key.text: _tree(value, (*path, key.text), values) for key, value in node.pairs})


def _value(node: Node, declared: Field, path: Path, values: Values) -> Any:
    values.spans[path] = node.span
    if isinstance(node, Sequence):
        values.messages.append(error("wrong-shape", node.span, f"'{declared.name}' cannot hold a list within a list"))
        return None
    if declared.type == "group":
        return _group_value(node, declared, path, values)
    if isinstance(node, Mapping):
        values.messages.append(
            error(
                "wrong-shape",
                node.span,
                f"'{declared.name}' holds a text, not further fields",
                "a text that holds a colon needs quotes",
            )
        )
        return None
    note = cut_by_comment(node) if declared.type in ("line", "text", "name") else None
    if note:
        values.messages.append(note)
    text = node.text.strip() if declared.type == "text" else " ".join(node.text.split())
    if not text:
        if declared.required or path[-1] != declared.name:  # an empty item of a list counts as forgotten
            values.messages.append(
                error(
                    "empty-value",
                    node.span,
                    f"'{declared.name}' is empty",
                    f"write a value, such as: {declared.example or '…'}",
                )
            )
        return None
    values.messages.extend(invisible_in(text, node.span, declared.name))
    return _scalar(text, node, declared, values)


def invisible_in(text: str, span: Span, name: str) -> list[Message]:
    from diarium.reading.decoding import INVISIBLE, character_name

    found = INVISIBLE.search(text)  # escapes such as "\u200b" in double quotes bring them in unseen
    if not found:
        return []
    return [
        error(
            "invisible-character",
            span,
            f"'{name}' holds the invisible character {character_name(found.group())}",
            "delete it, and type the text around it again",
        )
    ]


def _group_value(node: Scalar | Mapping, declared: Field, path: Path, values: Values) -> Record | None:
    if isinstance(node, Mapping):
        return _group(node, declared.fields, path, values, "field")
    if not node.text.strip():
        return None
    if not declared.shorthand:
        names = ", ".join(f.name for f in declared.fields)
        values.messages.append(
            error(
                "wrong-shape",
                node.span,
                f"'{declared.name}' holds further fields, not a text",
                f"write them below it, indented: {names}",
            )
        )
        return None
    note = cut_by_comment(node)
    if note:
        values.messages.append(note)
    parts = [part.strip() for part in " ".join(node.text.split()).split(",", len(declared.shorthand) - 1)]
    record: dict[str, Any] = {f.name: () if f.many else None for f in declared.fields}
    for name, part in zip(declared.shorthand, parts, strict=False):
        one = next(f for f in declared.fields if f.name == name)
        values.spans[(*path, name)] = node.span
        record[name] = part or None
        values.messages.extend(invisible_in(part, node.span, one.name))
    if not record[declared.shorthand[0]]:
        values.messages.append(
            error("empty-value", node.span, f"'{declared.name}' has an entry without a {declared.shorthand[0]}")
        )
        return None
    return Record(record)


def _scalar(text: str, node: Scalar, declared: Field, values: Values) -> Any:
    span, name = node.span, declared.name

    def wrong(code: str, sentence: str, help: str | None = None) -> None:
        values.messages.append(error(code, span, sentence, help))

    match declared.type:
        case "day" | "date":
            problem = iso_problem(text)
            if problem is None and declared.type == "day" and len(text) != 10:
                problem = "is no full day"
            if problem:
                iso = suggest_iso(text)
                wrong(
                    "bad-date",
                    f"'{text}' {problem}",
                    f"write it as {name}: {iso}" if iso else f"write the date as year-month-day: {name}: 2017-02-16",
                )
                return None
            return text
        case "period":
            period = parse_period(text)
            if isinstance(period, str):
                iso = suggest_iso(text)
                wrong(
                    "bad-date",
                    period,
                    f"write it as {name}: {iso}"
                    if iso
                    else f"write a day or a span of days: {name}: 2017-02-16/2017-02-17",
                )
                return None
            if period.last < period.first:
                values.messages.append(
                    warning(
                        "end-before-start",
                        span,
                        f"the period ends ({period.last}) before it begins ({period.first})",
                        "check both dates",
                    )
                )
                return Period(period.last, period.first)
            return period
        case "flag":
            word = text.lower()
            if word not in _TRUE | _FALSE:
                wrong("bad-value", f"'{text}' is neither true nor false", f"write {name}: true, or leave it out")
                return None
            return word in _TRUE
        case "choice" if declared.choices:
            if text not in declared.choices:
                wrong(
                    "bad-value",
                    f"'{text}' is not a {name} Diarium knows",
                    did_you_mean(text, declared.choices) or f"choose one of: {', '.join(declared.choices)}",
                )
                return None
            return text
        case "web":
            problem = address_problem(text)
            if problem is None and not re.match(r"(https?://[^\s/]+|mailto:.+@|tel:\+?\d)", text, re.IGNORECASE):
                wrong("bad-address", f"'{text}' is not a full address on the web", "write it with https://")
                return None
            if problem:
                wrong("unsafe-address", problem, "use an address that begins with https://")
                return None
            return text
        case "file" | "document":
            problem = address_problem(text) or ("addresses on the web do not belong here" if "://" in text else None)
            if problem or text.startswith("/"):
                wrong(
                    "unsafe-address",
                    problem or "a path begins at this file, not with /",
                    "write the path from this file, such as ../2016/other.md",
                )
                return None
            return text
        case "address":
            if not text.startswith("/") or address_problem(text) or ".." in text.split("/"):
                wrong(
                    "bad-address",
                    f"'{text}' is not an address of this site",
                    "write it as it stood after the site's name: /documents/2016/slug/",
                )
                return None
            return text
        case "position":
            parts = [part.strip() for part in text.split(",")]
            try:
                latitude, longitude = (float(part) for part in parts)
            except ValueError:
                latitude = longitude = 999.0
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                wrong("bad-value", f"'{text}' is no position", "write latitude and longitude: position: 60.17, 24.94")
                return None
            return (latitude, longitude)
        case "cadence":
            cadence = _CADENCE.fullmatch(text.lower())
            if not cadence or not int(cadence[1]):
                wrong("bad-value", f"'{text}' says not how often", "write a number and a unit: every: 2 years")
                return None
            return (int(cadence[1]), cadence[2])
        case _:
            return text
