"""The linked archive as plain data: what `archive.link` makes and `pages` shows.

It holds ids between things, never the things in one another, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from diarium.archive.appearances import Appearance, Appearances, Values
from diarium.archive.meetings import Gap, Meeting
from diarium.archive.mentions import Woven
from diarium.archive.packed import Outlines, Texts
from diarium.archive.registry import Entity, Ref
from diarium.config import Config
from diarium.model import Laid, Period, brief, portable
from diarium.reading.body import Heading
from diarium.reading.document import Front, Parsed


@portable
@brief
@dataclass(frozen=True, slots=True)
class Attachment:
    title: str
    path: str | None  # its address, when we hold the file
    url: str | None
    source: str | None  # the file in content/
    size: int | None
    sha256: str | None
    missing: bool


class Written(NamedTuple):
    """The text of a document."""

    outline: tuple[Heading, ...]
    woven: Woven
    checksum: str  # SHA-256 of the source as published


@portable
@dataclass(frozen=True, slots=True)
class Document:
    """A published document with everything that was found out about it, but for its text."""

    path: str  # its address, without the leading slash
    parsed: Front
    title: str
    date: str
    type: str
    lang: str
    summary: str
    publish: str  # the day it was made public, as its front matter has it
    corrections: tuple[tuple[str, str], ...]  # each with its date
    held: Period | None  # when the meeting it is about was held, as its front matter has it
    has_case: bool  # its front matter names one
    appearances: Sequence[Appearance]
    attachments: tuple[Attachment, ...]
    meeting: tuple[str, str] | None  # series and key
    tabled: tuple[tuple[str, str, str | None], ...]  # series, meeting key, item
    approves: tuple[tuple[str, str], ...]
    announces: tuple[str, str] | None
    cites: tuple[str, ...]  # documents its text links to
    related: tuple[str, ...]  # documents its front matter names
    _told: str = field(default="", init=False, compare=False)

    def __repr__(self) -> str:
        """A digest: much that is compared holds documents, and tells them again and again."""
        if not self._told:
            text = repr(_FIELDS_OF_DOCUMENT(self))
            told = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
            object.__setattr__(self, "_told", f"Document({told})")
        return self._told

    def packed(self, laid: Laid | None = None) -> Document:
        """The same, with all that many pages of others ask for at hand, and the rest packed."""
        return replace(self, parsed=self.parsed.packed(laid))

    def naming(self, values: Values, laid: Laid | None = None) -> Document:
        """The same with its names packed."""
        return replace(self, appearances=Appearances.of(self.appearances, values, laid))

    @property
    def sort_key(self) -> tuple[str, str]:
        return (self.date, self.path)

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in the order of the site's documents."""
        return (self.date, self.parsed.path)


_FIELDS_OF_DOCUMENT = attrgetter(*[one.name for one in fields(Document) if one.init])


@dataclass(frozen=True, slots=True)
class Tombstone:
    path: str
    title: str
    lang: str
    date: str
    reason: str
    type: str = ""
    refs: tuple[Ref, ...] = ()  # what it was about, for those who follow that; no page shows it


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of `content/pages/`, the front page's text, or a registry entry's description."""

    path: str
    title: str
    lang: str
    parsed: Parsed | None
    woven: Woven


@brief
@dataclass(frozen=True, slots=True)
class Mention:
    """Running text that names an entity."""

    document: str
    section: int


@dataclass(frozen=True, slots=True)
class Redirect:
    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Faded:
    """The page of something merely mentioned that nothing names any more."""

    path: str
    name: str  # empty where it is not to be read any more
    target: str | None


@dataclass(frozen=True, slots=True)
class Site:
    config: Config
    documents: Mapping[str, Document]  # by address, oldest first
    # Of the documents, by address. Apart from them, so that what shows a title does not depend on every word.
    outlines: Outlines
    texts: Texts
    checksums: Mapping[str, str]  # SHA-256 of the source as published
    tombstones: tuple[Tombstone, ...]
    entities: Mapping[Ref, Entity]
    names: Mapping[tuple[str, str], Ref]  # what each name of front matter means, by kind
    descriptions: Mapping[Ref, Woven]
    appearances: Mapping[Ref, Sequence[Appearance]]
    mentions: Mapping[Ref, tuple[Mention, ...]]
    meetings: Mapping[str, tuple[Meeting, ...]]  # by series, in order
    meeting_at: Mapping[tuple[str, str], Meeting]  # the same by series and key
    gaps: Mapping[str, tuple[Gap, ...]]
    text_pages: tuple[TextPage, ...]
    front: TextPage
    redirects: tuple[Redirect, ...]
    faded: tuple[Faded, ...]
    pictures: Mapping[str, str]  # address of a picture in a text → its file
    addresses: Mapping[str, tuple[str, str]]  # every living address: what it is, its name
    cited: tuple[str, ...]  # passages that other pages link to: address#anchor
    values: Values = field(default_factory=Values)  # what its lists of names are packed with

    def meeting(self, series: str, key: str) -> Meeting:
        return self.meeting_at[series, key]

    @property
    def packed(self) -> Site:
        """The same for who only shows it: what is seldom asked for lies packed, and where in its file a document says
        what it says is forgotten.
        """
        laid = Laid()
        return replace(self, documents={address: one.packed(laid) for address, one in self.documents.items()})

    def of_kind(self, kind: str) -> tuple[Entity, ...]:
        return tuple(entity for ref, entity in self.entities.items() if ref.kind == kind)
