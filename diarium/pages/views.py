"""What layouts are given: small frozen values of text, links and lists, one type a kind of page.

A view holds all that its page shows and nothing else, so that equal views are equal pages; it never holds the site.
What a page holds by the hundred is a named tuple: made, compared and told three times as fast as other classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from diarium.model import Change, brief


@brief
class Link(NamedTuple):
    """Words that lead somewhere, or only words when there is no path. `lang` where it differs from the page's."""

    text: str
    path: str | None = None
    lang: str | None = None
    url: str | None = None  # another site
    note: str = ""


@brief
class Fact(NamedTuple):
    """A line of metadata."""

    label: str
    values: tuple[Link, ...]


@brief
class Row(NamedTuple):
    """A line of a list: what it is, when, what belongs to it, and why it stands here."""

    link: Link
    when: str = ""
    iso: str = ""  # the date for machines
    details: tuple[Link, ...] = ()
    reasons: tuple[str, ...] = ()
    mark: str = ""  # announced, inferred, missing: shown as a tag
    mark_kind: str = ""


@brief
class Block(NamedTuple):
    """A headed list on a page."""

    id: str
    title: str
    rows: tuple[Row, ...]
    more: Link | None = None


@brief
class Person(NamedTuple):
    """One participant, as stated then."""

    name: Link
    role: str
    party: str
    organisation: Link | None
    lang: str | None = None  # of the role, where it differs from the page's


@brief
@dataclass(frozen=True, slots=True)
class Group:
    """Participants of one status: those in sight at once, and those behind a fold."""

    id: str
    title: str
    people: tuple[Person, ...]
    folded: tuple[Person, ...] = ()
    count: int = 0  # of people: one who stands twice in the original is counted once


@brief
class Outline(NamedTuple):
    level: int
    title: str
    anchor: str


@brief
class Part(NamedTuple):
    """A section of running text."""

    level: int
    anchor: str
    heading: str  # HTML
    html: str


@brief
@dataclass(frozen=True, slots=True)
class Text:
    """Running text in its language, ready but for the way to the root."""

    lang: str
    parts: tuple[Part, ...] = ()
    footnotes: str = ""

    def __bool__(self) -> bool:
        return bool(self.parts)


@brief
class Tag(NamedTuple):
    """One line of a page's head for machines: `DC.title`, `citation_date`."""

    name: str
    content: str
    lang: str | None = None


@brief
class Alternate(NamedTuple):
    """The same thing in another form, or what happens to it."""

    title: str
    type: str
    path: str


@brief
@dataclass(frozen=True, slots=True)
class Head:
    """What every page has: its title, where it stands, and its language."""

    title: str
    lang: str  # of the main part
    crumbs: tuple[Link, ...] = ()
    description: str = ""
    kind: str = ""  # the word over the title
    indexed: bool = True
    stamp: tuple[str, ...] = ()  # beside the title: the day, the year, the case number; all of it said again elsewhere
    title_lang: str | None = None  # where the title alone is in another language


@brief
@dataclass(frozen=True, slots=True)
class Key:
    """What a mark in a picture means, and how many there are."""

    mark: str
    word: str
    count: str = ""


@brief
@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, ready but for the way to the root, and all it shows as a list."""

    id: str
    title: str
    caption: str
    drawing: str
    listing: tuple[Row, ...]
    keys: tuple[Key, ...] = ()
    more: Link | None = None
    note: str = ""
    below: bool = False  # after the lists of the page, not before them
    shape: str = "drawing"


@brief
class Column(NamedTuple):
    """A meeting at the head of a table, in short and over two lines."""

    top: str
    under: str
    path: str


@brief
class Attended(NamedTuple):
    """Someone's row: for each column a status, one of the table's keys, or nothing."""

    name: Link
    cells: tuple[str, ...]


@brief
@dataclass(frozen=True, slots=True)
class Attendees:
    title: str
    count: str
    rows: tuple[Attended, ...]
    folded: bool


@brief
@dataclass(frozen=True, slots=True)
class Matrix:
    """People and meetings: who was at which."""

    id: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Attendees, ...]
    keys: tuple[Key, ...]
    below: bool = True
    shape: str = "matrix"


@brief
class Companion(NamedTuple):
    name: Link
    count: int  # type: ignore[assignment]  # what tuples call so is not asked of it
    said: str
    length: str  # of the bar
    segmented: bool


@brief
@dataclass(frozen=True, slots=True)
class Ranking:
    """People by how often, with bars where that differs."""

    id: str
    title: str
    caption: str
    rows: tuple[Companion, ...]
    rest: tuple[Companion, ...]
    wide: str  # the longest bar; nothing where all are alike
    below: bool = True
    shape: str = "ranking"


AnyPicture = Picture | Matrix | Ranking


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
