"""What a veil over the text cannot hide, found before anything is published: names in addresses, files, settings, codes.

It only complains; a name it finds stops the build, and a surname that may be somebody else's is asked about.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from diarium.archive.privacy import Privacy
from diarium.archive.registry import PERSON, Ref
from diarium.config import published_settings
from diarium.messages import Message, Span, error, warning
from diarium.reading.document import Parsed
from diarium.reading.document import told as digest_of_fields
from diarium.reading.veil import Veil, composed, may_disguise, read_aloud, spoken, tucked_away
from diarium.schema import DOCUMENT, KINDS, Field, entry_fields

_PEOPLE = "content/people/"
_ADDRESS = re.compile(r"\S+@\S+|[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def in_addresses(parsed: Parsed, privacy: Privacy) -> Iterator[Message]:
    """Addresses that hold a name: to change them would break them, so the editors have to."""
    veil, unlinked = privacy.everywhere, privacy.targets
    own = Ref(PERSON, parsed.slug) if parsed.path.startswith(_PEOPLE) else None
    names = veil.found(posixpath.basename(parsed.path).removesuffix(".md"))
    if any(own not in privacy.shared.get(words, ()) for words in names):
        yield error(
            "name-in-address",
            Span(parsed.path),
            "the name of this file holds the name of a person who is not to be named",
            "rename the file",
        )
    fields = DOCUMENT if parsed.path.startswith("content/documents/") else _entry_fields(parsed.path)
    for place, value in _address_values(fields, parsed.fields, ()):
        if veil.holds(value):
            yield _in_address(parsed.span(*place))
    for link in parsed.body.links:
        aim = link.target if link.target.startswith("/") else f"{posixpath.dirname(parsed.path)}/{link.target}"
        their_own = link.kind in ("file", "site") and posixpath.normpath(aim).rstrip("/") in unlinked
        if link.kind in ("web", "file", "site", "image") and not their_own and veil.holds(link.target):
            yield _in_address(link.span)


def _entry_fields(path: str) -> tuple[Field, ...]:
    kind = next((kind for kind in KINDS if path.startswith(f"content/{kind.folder}/")), None)
    return entry_fields(kind) if kind is not None else ()


def _in_address(span: Span) -> Message:
    return error(
        "name-in-address",
        span,
        "this address holds the name of a person who is not to be named",
        "rename what lies there, or take the address away",
    )


def _address_values(
    fields: tuple[Field, ...], record: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for one in fields:
        if one.name not in record:
            continue
        value = record[one.name]
        for at, item in enumerate(value) if one.many else [(None, value)]:
            place = (*path, one.name) if at is None else (*path, one.name, at)
            if item is None:
                continue
            if one.fields:
                yield from _address_values(one.fields, item, place)
            elif one.type in ("web", "file", "document") and isinstance(item, str):
                yield place, item


def in_settings(data: bytes, privacy: Privacy) -> Iterator[Message]:
    """Names in `archive.yml`, whose values stand on every page: an address would lead nowhere, and a text reads oddly."""
    veil = privacy.everywhere
    for value, name in published_settings(data):
        if not veil.holds(value.text):
            continue
        if name == "base-url" or _ADDRESS.fullmatch(value.text):
            yield error(
                "name-in-address",
                value.span,
                f"'{name}' holds the name of a person who is not to be named, and an address that is changed leads nowhere",
                "write the address of an office instead, such as archive@example.org",
            )
        else:
            yield warning(
                "name-in-settings",
                value.span,
                f"'{name}' holds the name of a person who is not to be named; the site says: {veil.text(value.text)}",
                "name the office or the function instead",
            )


def proven(before: Parsed, text: str, after: Parsed | None, privacy: Privacy) -> Iterator[Message]:
    """That no name is left, and that there were none but those found in the text; else the build stops."""
    left = after is None
    if after is not None and may_disguise(text):
        told = composed([*spoken(after.fields), *read_aloud(after.body), *tucked_away(after.body)])
        there = composed([*spoken(before.fields), *read_aloud(before.body)])
        plainly, meant = (privacy.whole_names(before.path, text).found(one) for one in (text, there))
        left = privacy.veil(before.path, told).holds(told) or len(meant) > len(plainly)
    if left:
        yield error(
            "name-not-hidden",
            Span(before.path),
            "a person who is not to be named is named here in a way that Diarium cannot take out",
            "write the name plainly, without signs or codes inside it, or take it out by hand",
        )


def in_doubt(path: str, text: str, privacy: Privacy) -> Iterator[Message]:
    """A surname on its own, where nothing tells whether it is that of somebody who is not to be named."""
    for start, end in privacy.doubtful(path, text):
        line, begin = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
        source = text[begin:].partition("\n")[0]
        yield warning(
            "name-may-remain",
            Span(path, line, start - begin + 1, end - start, source),
            f"'{text[start:end]}' stays here; it is the surname of a person who is not to be named",
            "if that person is meant, write N.N., or [[the whole name]]; if not, accept this with the reason",
        )


def in_attachment(span: Span, words: str | None, veil: Veil) -> Iterator[Message]:
    """A file beside a document is published as it is, so a name in it stops the build."""
    if words is None:
        yield warning(
            "attachment-not-searched",
            span,
            "the document names a person who is not to be named, and this file cannot be searched for the name",
            "look into the file yourself; if the name stands in it, put a copy without it in its place",
        )
    elif veil.holds(words):
        yield error(
            "name-in-attachment",
            span,
            "this file names a person who is not to be named",
            "put a copy without the name in its place, or write missing: true instead of file",
        )


def as_it_was(before: Parsed, after: Parsed) -> Parsed:
    """The veiled file with the places of the real one, and without former addresses that held a name."""
    fields = after.fields
    if "aliases" in fields:
        kept = tuple(new for new in fields.aliases if not new.startswith("/") or new in before.fields.aliases)
        fields = type(fields)({**{name: fields[name] for name in fields}, "aliases": kept})
    return replace(after, fields=fields, spans=before.spans, told=digest_of_fields(fields))
