"""The registry of one archive, fed with every entry and every name that stands in front matter or text.

It brings names together and resolves none for a page; what a name is for is found out by those who ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from diarium.archive.cases import CaseNumbers
from diarium.archive.content import Content
from diarium.archive.mentions import case_numbers_in
from diarium.archive.references import Reference, references
from diarium.archive.registry import Named, Ref, Registry
from diarium.messages import Message, Span
from diarium.reading.document import Parsed
from diarium.schema import DOCUMENT, KINDS, entry_fields


def registered(
    content: Content, published: Iterable[Parsed]
) -> tuple[Registry, dict[str, tuple[Reference, ...]], list[Message]]:
    """The registry, and the names of every file's front matter."""
    registry = Registry(content.unlisted, content.stand_ins)
    messages: list[Message] = []
    found: dict[str, tuple[Reference, ...]] = {}
    names: list[Named] = []
    for kind in KINDS:
        messages += registry.add_entries(kind, content.entries.get(kind.id, ()))
    for parsed in published:
        found[parsed.path] = tuple(references(parsed, DOCUMENT))
        names += [reference.named for reference in found[parsed.path]]
    for kind in KINDS:
        for entry in content.entries.get(kind.id, ()):
            if Ref(kind.id, entry.slug) in content.unlisted:
                continue  # what only the entry of somebody without a page tells is not told
            found[entry.path] = tuple(references(entry, entry_fields(kind)))
            names += [reference.named for reference in found[entry.path]]
    numbers = CaseNumbers(content.config.case_patterns)
    for parsed in published:
        names += [Named("case", text, Span(parsed.path)) for text in case_numbers_in(parsed.body, numbers)]
    messages += registry.add_names(names)
    return registry, found, messages
