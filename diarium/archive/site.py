"""The linked archive as plain data: what `archive.link` makes and `pages` shows.

It holds ids between things, never the things in one another, and decides nothing.
"""

from __future__ import annotations

import marshal
from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from diarium.archive.meetings import Gap, Meeting
from diarium.archive.mentions import Woven
from diarium.archive.registry import NOBODY, Entity, Ref
from diarium.config import Config
from diarium.model import brief, portable
from diarium.reading.document import Front, Parsed
from diarium.reading.markdown import Heading


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


@brief
class Appearance(NamedTuple):
    """One name on one document, as printed then, and the entity it means."""

    ref: Ref | None  # None when namesakes could not be told apart, or privacy asks for it
    document: str
    capacity: str  # the field: `participants.name`, `officer`, `meeting.city`
    printed: str
    role: str | None = None
    party: str | None = None
    organisation: str | None = None
    organisation_ref: Ref | None = None
    status: str | None = None
    withheld: bool = False  # it is, or may be, someone who has no page for the sake of privacy

    @property
    def listed(self) -> str:
        """How it stands where names of many documents are brought together, in tables and feeds."""
        return NOBODY if self.withheld else self.printed


class Written(NamedTuple):
    """The text of a document."""

    outline: tuple[Heading, ...]
    woven: Woven
    checksum: str  # SHA-256 of the source as published


class Texts(Mapping[str, Woven]):
    """The texts of documents, by address: packed, for they are most of an archive, and few are looked at at a time."""

    def __init__(self, packed: Mapping[str, bytes | memoryview] | None = None) -> None:
        self.packed: MutableMapping[str, bytes | memoryview] = dict(packed or {})

    def __reduce__(self) -> tuple[object, ...]:
        return Texts, ({path: bytes(data) for path, data in self.packed.items()},)

    def __setitem__(self, path: str, text: Woven) -> None:
        mentions = [(ref.kind, ref.id, section) for ref, section in text.mentions]
        # In this old form equal texts are packed into equal bytes, whichever objects they are. What a text names comes
        # first, so that nobody unpacks the text for it.
        named = marshal.dumps(mentions, 2)
        self.packed[path] = len(named).to_bytes(4) + named + marshal.dumps((text.sections, text.footnotes), 2)

    def __getitem__(self, path: str) -> Woven:
        data = self.packed[path]
        sections, footnotes = marshal.loads(data[4 + int.from_bytes(data[:4]) :])
        return Woven(sections, footnotes, tuple(self.mentions(path)))

    def mentions(self, path: str) -> Iterator[tuple[Ref, int]]:
        """What a text names, and in which of its sections."""
        for kind, id, section in marshal.loads(self.packed[path][4:]):
            yield Ref(kind, id), section

    def __contains__(self, path: object) -> bool:
        return path in self.packed

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    def told(self, path: str) -> str:
        """What stands for a text where archives are compared."""
        return blake2b(self.packed[path], digest_size=12).hexdigest()

    def but(self, texts: Mapping[str, Woven]) -> Texts:
        """The same with these in the place of others."""
        changed = Texts(self.packed)
        for path, text in texts.items():
            changed[path] = text
        return changed

    def over(self, texts: Mapping[str, Woven]) -> Texts:
        """The same for a moment, and without touching the others."""
        changed = Texts()
        changed.packed = ChainMap({}, self.packed)
        for path, text in texts.items():
            changed[path] = text
        return changed


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
    appearances: tuple[Appearance, ...]
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
    outlines: Mapping[str, tuple[Heading, ...]]
    texts: Texts
    checksums: Mapping[str, str]  # SHA-256 of the source as published
    tombstones: tuple[Tombstone, ...]
    entities: Mapping[Ref, Entity]
    names: Mapping[tuple[str, str], Ref]  # what each name of front matter means, by kind
    descriptions: Mapping[Ref, Woven]
    appearances: Mapping[Ref, tuple[Appearance, ...]]
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

    def meeting(self, series: str, key: str) -> Meeting:
        return self.meeting_at[series, key]

    @property
    def unplaced(self) -> Site:
        """The same for who has no more questions about where in their files the documents say what they say."""
        documents = {address: replace(one, parsed=one.parsed.unplaced) for address, one in self.documents.items()}
        return replace(self, documents=documents)

    def of_kind(self, kind: str) -> tuple[Entity, ...]:
        return tuple(entity for ref, entity in self.entities.items() if ref.kind == kind)
