"""What a document's Markdown comes to: a `Body` of sections in HTML, headings, links that are still to be resolved.

It holds what was read and never reads; that is the work of `reading.markdown`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from diarium.messages import Span
from diarium.model import brief, portable

# Marks inside `Section.html`. Control characters never survive reading, so no text can forge them.
TEXT_OPEN, TEXT_CLOSE = "\x01", "\x02"  # around running text in which names may become links
LINK = "\x03"  # LINK number LINK stands where the address of `Body.links[number]` goes
ROOT = "\x04"  # stands for the way from a page to the site's root

LinkKind = Literal["web", "file", "site", "anchor", "entity", "image"]


@portable
@dataclass(frozen=True, slots=True)
class BodyLink:
    """A link as written; where it leads is decided when the whole archive is known."""

    kind: LinkKind
    target: str
    fragment: str
    text: str
    span: Span


_NUMBERED = re.compile(r'<span class="item" id="([^"]+)">')


@brief
@dataclass(frozen=True, slots=True)
class Heading:
    """What a section is called and how it is reached. The lead before the first heading has level 0."""

    level: int
    title: str
    anchor: str
    item: str | None
    heading: str  # the heading's own HTML, without its tag

    @property
    def short_anchor(self) -> str:
        """The anchor of its number, where it has one: as lasting as that of its words, and easier to say."""
        numbered = _NUMBERED.match(self.heading)
        return numbered[1] if numbered else self.anchor


@portable
@dataclass(frozen=True, slots=True)
class Section(Heading):
    """From one heading of the body to the next."""

    html: str


@portable
@dataclass(frozen=True, slots=True)
class Body:
    """What the Markdown holds, apart from the archive it stands in."""

    sections: tuple[Section, ...] = ()
    footnotes: str = ""
    links: tuple[BodyLink, ...] = ()
    anchors: frozenset[str] = frozenset()
    lead: str = ""  # the first paragraph, as plain text
    definitions: tuple[tuple[str, str], ...] = ()
    digest: str = ""

    def __repr__(self) -> str:  # a digest stands for the text wherever views are compared
        return f"Body({self.digest})"

    @property
    def outline(self) -> tuple[Heading, ...]:
        return tuple([Heading(s.level, s.title, s.anchor, s.item, s.heading) for s in self.sections])
