"""What layouts are given: small frozen values, one type a kind of page, put together from `parts`.

A view holds all that its page shows and nothing else, so that equal views are equal pages; it never holds the site.
"""

from __future__ import annotations

from dataclasses import dataclass

from diarium.model import Change, brief
from diarium.pages.parts import AnyPicture, Block, Fact, Group, Head, Link, Outline, Row, Text


@brief
@dataclass(frozen=True, slots=True)
class HomeView:
    head: Head
    intro: str  # HTML: the first paragraph, which says what this is
    text: Text  # the others
    newest: Block
    kinds: tuple[Row, ...]
    series: Block
    cases: Block
    places: Block
    pictures: tuple[AnyPicture, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class Passage:
    """A headed piece of a text that the archive's settings fill in."""

    id: str
    title: str
    paragraphs: tuple[tuple[Link, ...], ...]
    items: tuple[Link, ...] = ()
    facts: tuple[Fact, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class TextView:
    head: Head
    text: Text
    passages: tuple[Passage, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class FileLink:
    title: str
    link: Link | None
    kind: str
    size: str
    sha256: str
    missing: bool


@brief
@dataclass(frozen=True, slots=True)
class DocumentView:
    head: Head
    lead: tuple[Link, ...]
    summary: str
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    outline: tuple[Outline, ...]
    text: Text
    attachments: tuple[FileLink, ...]
    corrections: tuple[Row, ...]
    source: tuple[Link, ...]
    previous: Row | None
    next: Row | None
    related: Block
    cases: tuple[str, ...] = ()  # the numbers as printed, for the head of a printout
    report: Link | None = None  # where to write when something is wrong
    targets: tuple[str, ...] = ()  # where the links of the text lead, in their order: the notes of a printout
    pictures: tuple[AnyPicture, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class EntityView:
    head: Head
    facts: tuple[Fact, ...]
    text: Text
    blocks: tuple[Block, ...]
    pictures: tuple[AnyPicture, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class MeetingView:
    head: Head
    stub: tuple[str, ...]  # why there is so little, when the archive holds no document of it
    facts: tuple[Fact, ...]
    papers: tuple[Block, ...]
    groups: tuple[Group, ...]
    blocks: tuple[Block, ...]
    previous: Row | None
    next: Row | None
    pictures: tuple[AnyPicture, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class Excerpt:
    """A section of a document, read on another page."""

    document: Row
    heading: Link
    text: Text


@brief
@dataclass(frozen=True, slots=True)
class ThemeView:
    head: Head
    facts: tuple[Fact, ...]
    text: Text
    excerpts: tuple[Excerpt, ...]
    blocks: tuple[Block, ...]
    pictures: tuple[AnyPicture, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of an index: a letter or a year."""

    id: str
    title: str
    rows: tuple[Row, ...]
    link: Link | None = None  # a page of its own


@brief
@dataclass(frozen=True, slots=True)
class Way:
    """Another order in which the same things can be looked through."""

    title: str
    rows: tuple[Row, ...]


@brief
@dataclass(frozen=True, slots=True)
class IndexView:
    head: Head
    count: str
    shelves: tuple[Shelf, ...]
    by: str  # what the shelves are: letters or years
    ways: tuple[Way, ...] = ()


@brief
@dataclass(frozen=True, slots=True)
class YearView:
    head: Head
    blocks: tuple[Block, ...]
    previous: Link | None
    next: Link | None


@brief
@dataclass(frozen=True, slots=True)
class NoteView:
    """A page that only tells where to go, or that something is no longer here."""

    head: Head
    sentence: str
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()
    target: str | None = None


@brief
@dataclass(frozen=True, slots=True)
class VersionView:
    """What a document was from one day on, and how it differs from what it was before."""

    day: str
    when: str
    said: str
    notes: tuple[Link, ...]
    changes: tuple[Change, ...]


@brief
@dataclass(frozen=True, slots=True)
class VersionsView:
    head: Head
    document: Link
    lang: str
    versions: tuple[VersionView, ...]
    checksum: str


@brief
@dataclass(frozen=True, slots=True)
class ChangesView:
    head: Head
    sentence: str
    blocks: tuple[Block, ...]


@brief
@dataclass(frozen=True, slots=True)
class CompletenessView:
    head: Head
    sentence: str
    summary: tuple[Row, ...]  # each sort of thing that is missing, and how many of how many
    blocks: tuple[Block, ...]


@brief
@dataclass(frozen=True, slots=True)
class ColumnView:
    name: str
    type: str
    means: str
    table: str  # the one its values are ids of


@brief
@dataclass(frozen=True, slots=True)
class TableView:
    name: str
    one: str
    rows: str
    file: Link
    columns: tuple[ColumnView, ...]


@brief
@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question put to the database, and what it answered."""

    asks: str
    sql: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@brief
@dataclass(frozen=True, slots=True)
class DataView:
    head: Head
    sentence: str
    licence: str
    files: tuple[tuple[Link, str], ...]
    council: tuple[Link, ...]
    tables: tuple[TableView, ...]
    answers: tuple[AnswerView, ...]


@brief
@dataclass(frozen=True, slots=True)
class SearchView:
    head: Head
    on: bool  # whether there is an index to search in
    help: tuple[Fact, ...]  # what may be typed, and what it does
    ways: tuple[Link, ...]  # the lists that lead everywhere without a search


View = (
    HomeView
    | TextView
    | DocumentView
    | EntityView
    | MeetingView
    | ThemeView
    | IndexView
    | YearView
    | SearchView
    | NoteView
    | VersionsView
    | ChangesView
    | CompletenessView
    | DataView
)
