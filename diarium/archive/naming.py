"""The registry of one archive, fed with every entry and every name that stands in front matter or text.

It brings names together and resolves none for a page; what a name is for is found out by those who ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from diarium.archive.cases import CaseNumbers
from diarium.archive.content import Content
from diarium.archive.mentions import case_numbers_in
from diarium.archive.references import Reference, references
from diarium.archive.registry import Named, Ref, Registry
from diarium.messages import Message, Span
from diarium.reading.document import Parsed
from diarium.schema import DOCUMENT, KINDS, Field, entry_fields


class Found(Mapping[str, tuple[Reference, ...]]):
    """The names in every file's front matter, looked for whenever somebody asks: together they are as much as the files."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[Parsed, tuple[Field, ...]]] = {}

    def add(self, parsed: Parsed, fields: tuple[Field, ...]) -> None:
        self._files[parsed.path] = parsed, fields

    def __getitem__(self, path: str) -> tuple[Reference, ...]:
        return tuple(references(*self._files[path]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class _Names:
    """All that is named, from the beginning each time."""

    def __init__(self, found: Found, published: Sequence[Parsed], numbers: CaseNumbers) -> None:
        self._found, self._published, self._numbers = found, published, numbers

    def __iter__(self) -> Iterator[Named]:
        for listed in self._found.values():
            yield from (reference.named for reference in listed)
        for parsed in self._published:
            yield from (Named("case", text, Span(parsed.path)) for text in case_numbers_in(parsed.body, self._numbers))


def registered(content: Content, published: Sequence[Parsed]) -> tuple[Registry, Found, list[Message]]:
    """The registry, and the names of every file's front matter."""
    registry = Registry(content.unlisted, content.stand_ins)
    messages: list[Message] = []
    found = Found()
    for kind in KINDS:
        messages += registry.add_entries(kind, content.entries.get(kind.id, ()))
    for parsed in published:
        found.add(parsed, DOCUMENT)
    for kind in KINDS:
        for entry in content.entries.get(kind.id, ()):
            if Ref(kind.id, entry.slug) in content.unlisted:
                continue  # what only the entry of somebody without a page tells is not told
            found.add(entry, entry_fields(kind))
    messages += registry.add_names(_Names(found, published, CaseNumbers(content.config.case_patterns)))
    return registry, found, messages
