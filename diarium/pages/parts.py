"""What views are put together from: links, lists, people, running text, the head of a page, pictures.

A part holds what is shown and nothing else; which parts a page has is said in `views`.
What a page holds by the hundred is a named tuple: made, compared and told three times as fast as other classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from diarium.model import brief


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
