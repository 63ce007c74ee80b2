"""The rules of front matter in the form editors understand (JSON Schema), with the archive's own document types.

It is made from the schema alone, so a new field reaches it by itself; it checks nothing and knows no file but its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from diarium.archive.site import Site
from diarium.schema import (
    ARCHIVE,
    DOCUMENT,
    DOCUMENT_LANGUAGES,
    DOCUMENT_TYPES,
    KINDS,
    LANGUAGE_SYNONYMS,
    PAGE,
    Field,
    entry_fields,
)

FOLDER = "data/schema/"  # where they lie in the published site, for good
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Diarium reads every value as the text that stands there; a program that knows YAML takes `2017` for a number, and
# by its older rules `no` for a falsehood.
_TEXT = ("string", "number", "boolean")
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
_YEAR = {"minimum": 1, "maximum": 9999}
FLAGS: tuple[bool | str, ...] = (True, False, "true", "false", "yes", "no", "ja", "nej", "nei")

_RULES: Mapping[str, Mapping[str, Any]] = {
    "line": {"type": _TEXT},
    "text": {"type": _TEXT},
    "name": {"type": _TEXT},
    "choice": {"type": _TEXT},
    "day": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "date": {"type": ("string", "integer"), "pattern": rf"^{_DATE}$", **_YEAR},
    "period": {"type": ("string", "integer"), "pattern": rf"^{_DATE}(\s*/\s*{_DATE})?$", **_YEAR},
    "flag": {"enum": FLAGS},
    "web": {"type": "string", "pattern": "^(https?://|mailto:|tel:)"},
    "file": {"type": _TEXT, "pattern": "^[^/]"},
    "document": {"type": _TEXT, "pattern": "^[^/]"},
    "address": {"type": "string", "pattern": "^/"},
    "position": {"type": ("string", "array"), "items": {"type": ("string", "number")}},
    "cadence": {"type": "string", "pattern": r"^\d{1,3}\s*(year|month|week)s?$"},
    "checksum": {"type": "string", "pattern": r"^([Ss][Hh][Aa]-?256:)?[0-9a-fA-F]{64}$"},
    "tree": {},
}


def of_documents(types: Iterable[str] = ()) -> dict[str, Any]:
    """For a document, whose type is one of these; without them it can be any, since archives add their own."""
    made = _titled("Front matter of a document", DOCUMENT)
    kind = made["properties"]["type"]
    if types:
        made["properties"]["type"] = {"description": kind["description"], "enum": list(types)}
    return made


def all_of(types: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every sort of file an editor writes, by name: documents, entries of each kind, pages, and the settings."""
    yield "document", of_documents(types)
    for kind in KINDS:
        yield kind.id, _titled(f"Front matter of a registry entry: {kind.one.en.lower()}", entry_fields(kind))
    yield "page", _titled("Front matter of a page", PAGE)
    yield "archive", _titled("The settings of an archive, content/archive.yml", ARCHIVE)


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """The rules as this archive publishes them."""
    for name, made in all_of(site.config.types):
        path = f"{FOLDER}{name}.json"
        id = {"$id": f"{site.config.base_url}{path}"} if site.config.base_url else {}
        yield path, text({**id, **made}).encode()


def text(schema: Mapping[str, Any]) -> str:
    return json.dumps({"$schema": DIALECT, **schema}, ensure_ascii=False, indent=2) + "\n"


def _titled(title: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {"title": f"{title} in a Diarium archive", **_mapping(fields)}


def _mapping(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"description": field.help}
    if field.type == "choice" and not field.choices:
        described["examples"] = list(DOCUMENT_TYPES)
    elif field.example:
        described["examples"] = [field.example]
    rule = _one(field)
    if field.many:
        rule = {"anyOf": [rule, {"type": "array", "items": rule}]}
    return {**described, **(rule if field.required else _or_nothing(rule))}


def _or_nothing(rule: dict[str, Any]) -> dict[str, Any]:
    """The same rule, with a field that has no value allowed: that is a field left out."""
    if "anyOf" in rule:
        return {**rule, "anyOf": [*rule["anyOf"], {"type": "null"}]}
    if "enum" in rule:
        return {**rule, "enum": [*rule["enum"], None]}
    if "type" in rule:
        types = [rule["type"]] if isinstance(rule["type"], str) else list(rule["type"])
        return {**rule, "type": [*types, "null"]}
    return rule


def _one(field: Field) -> dict[str, Any]:
    """A single value of this field."""
    if field.fields:
        mapping = _mapping(field.fields)
        return {"anyOf": [mapping, {"type": _TEXT}]} if field.shorthand else mapping
    words = _language_codes() if field.name == "lang" else field.choices
    if words:
        return {"enum": [*words, False] if "no" in words else list(words)}
    return dict(_RULES[field.type])


def _language_codes() -> tuple[str, ...]:
    return (*DOCUMENT_LANGUAGES, *LANGUAGE_SYNONYMS)
