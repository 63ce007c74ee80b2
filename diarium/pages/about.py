"""What the head of a page says to machines: tags, other forms of the same thing, feeds, and structured data.

It is worked out from the page's address alone, beside the view; it never adds a word that readers see.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import partial
from typing import NamedTuple

from diarium.archive.addresses import of_type
from diarium.model import brief
from diarium.pages import citations, jsonld
from diarium.pages.citations import Citation
from diarium.pages.history import FOLDER as CHANGES
from diarium.pages.history import has_versions, versions_path
from diarium.pages.holdings import Holding, Holdings
from diarium.pages.parts import Alternate, Head, Tag


@brief
class About(NamedTuple):
    """Everything in the head of one page that only machines read, and how to cite it where it is a document."""

    tags: tuple[Tag, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()  # Open Graph
    alternates: tuple[Alternate, ...] = ()
    data: str = ""  # JSON-LD
    citation: Citation | None = None
    follow: tuple[Alternate, ...] = ()  # feeds and calendars, shown to readers too
    versions: str = ""  # the page of versions, where there are several


NOTHING = About()

FORMS = (
    ("Markdown", "text/markdown", "index.md"),
    ("JSON", "application/json", "index.json"),
    ("BibTeX", "application/x-bibtex", "cite.bib"),
    ("RIS", "application/x-research-info-systems", "cite.ris"),
    ("CSL-JSON", "application/vnd.citationstyles.csl+json", "cite.json"),
)


class Abouts:
    """Knows what stands at each address, and says it of a page."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        site = holdings.show.site
        self._entities = {ref.path: ref for ref in site.entities}
        self._meetings = {meeting.path: at for at, meeting in site.meeting_at.items()}
        self._types = {of_type(type) for type in holdings.show.relations.by_type}

    def over(self, holdings: Holdings) -> Abouts:
        """The same for holdings of an archive in which nothing stands at another address."""
        other = copy(self)
        other.holdings = holdings
        return other

    def of(self, path: str, root: str, head: Head) -> About:
        if not head.indexed:
            return NOTHING
        holdings = self.holdings
        at = partial(holdings.url, root=root or "./")
        # Which sort of page it is decides that, so there is no need to follow from what is not there.
        document = holdings[path] if path in holdings.show.archive.documents else None
        nodes: list[jsonld.Node] = []
        if document is not None:
            nodes = jsonld.document(holdings, document, at)
        elif path in self._entities:
            nodes = jsonld.entity(holdings, holdings.show.site.entities[self._entities[path]], at)
        elif path in self._meetings:
            nodes = jsonld.meeting(holdings, holdings.show.site.meeting_at[self._meetings[path]], at)
        elif not path:
            nodes = jsonld.archive(holdings, at)
        if path:
            nodes.append(jsonld.breadcrumbs(head, path, holdings.show.words.start, at))
        follow = tuple(self._follow(path, head.title))
        forms = tuple(Alternate(title, type, path + file) for title, type, file in FORMS) if document else ()
        tags = citations.tags(holdings, document) if document else ()
        return About(
            tuple(Tag(name, content) for name, content in tags),
            tuple(self._properties(document)),
            (*forms, *follow),
            jsonld.written(nodes),
            citations.citation(holdings, document) if document else None,
            follow,
            versions_path(path) if document and has_versions(holdings, document.document) else "",
        )

    @staticmethod
    def _properties(document: Holding | None) -> Iterator[tuple[str, str]]:
        """What Open Graph knows of a document beyond what the layout says of every page."""
        if document is not None:
            if document.document.date:
                yield "article:published_time", document.document.date
            yield "article:modified_time", document.changed

    def _follow(self, path: str, title: str) -> Iterator[Alternate]:
        """The feeds of what this page is about, and its calendar."""
        ref = self._entities.get(path)
        if path == CHANGES:
            yield from self._follow("", title)
            return
        if path and ref is None and path not in self._types:
            return
        title = f"{self.holdings.site_name}: {title}" if path else self.holdings.site_name
        yield Alternate(title, "application/atom+xml", f"{path}feed.xml")
        yield Alternate(title, "application/feed+json", f"{path}feed.json")
        if not path or (ref is not None and ref.kind == "series"):
            yield Alternate(title, "text/calendar", f"{path}calendar.ics")
