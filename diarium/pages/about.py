"""What the head of a page says to machines: tags, other forms of the same thing, feeds, and structured data.

It is worked out from the page's address alone, beside the view; it never adds a word that readers see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity
from diarium.pages import citations, jsonld
from diarium.pages.citations import Citation
from diarium.pages.holdings import Holdings
from diarium.pages.indexes import type_path, types_of
from diarium.pages.views import Head, Tag

LOCALES = {"sv": "sv_SE", "nb": "nb_NO", "nn": "nn_NO", "da": "da_DK", "fi": "fi_FI", "is": "is_IS", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same thing in another form, or what happens to it."""

    title: str
    type: str
    path: str
    rel: str = "alternate"


@dataclass(frozen=True, slots=True)
class About:
    """Everything in the head of one page that only machines read, and how to cite it where it is a document."""

    tags: tuple[Tag, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()  # Open Graph
    alternates: tuple[Alternate, ...] = ()
    data: str = ""  # JSON-LD
    citation: Citation | None = None
    follow: tuple[Alternate, ...] = ()  # feeds and calendars, shown to readers too


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
        self._entities: dict[str, Entity] = {ref.path: entity for ref, entity in site.entities.items()}
        self._meetings: dict[str, Meeting] = {m.path: m for listed in site.meetings.values() for m in listed}
        self._types = {type_path(type) for type in types_of(site)}

    def of(self, path: str, root: str, head: Head) -> About:
        if not head.indexed:
            return About()
        holdings = self.holdings
        at = partial(holdings.url, root=root or "./")
        document = holdings.all.get(path)
        nodes: list[jsonld.Node] = []
        if document is not None:
            nodes = jsonld.document(holdings, document, at)
        elif path in self._entities:
            nodes = jsonld.entity(holdings, self._entities[path], at)
        elif path in self._meetings:
            nodes = jsonld.meeting(holdings, self._meetings[path], at)
        elif not path:
            nodes = jsonld.archive(holdings, at)
        if path:
            nodes.append(jsonld.breadcrumbs(head, path, holdings.show.words.start, at))
        follow = tuple(self._follow(path, head.title))
        forms = tuple(Alternate(title, type, path + file) for title, type, file in FORMS) if document else ()
        tags = citations.tags(holdings, document) if document else ()
        return About(
            tuple(Tag(name, content) for name, content in tags),
            tuple(self._properties(path, head)),
            (*forms, *follow),
            jsonld.written(nodes),
            citations.citation(holdings, document) if document else None,
            follow,
        )

    def _properties(self, path: str, head: Head) -> Iterator[tuple[str, str]]:
        holdings = self.holdings
        document = holdings.all.get(path)
        yield "og:title", head.title
        yield "og:type", "article" if document else "profile" if path.startswith("people/") else "website"
        yield "og:site_name", holdings.site_name
        yield "og:locale", LOCALES.get(head.lang, head.lang)
        if holdings.show.site.config.base_url:
            yield "og:url", holdings.url(path)
        if head.description:
            yield "og:description", citations.flat(head.description)
        if document:
            if document.document.date:
                yield "article:published_time", document.document.date
            yield "article:modified_time", document.changed

    def _follow(self, path: str, title: str) -> Iterator[Alternate]:
        """The feeds of what this page is about, and its calendar."""
        entity = self._entities.get(path)
        if path and entity is None and path not in self._types:
            return
        title = f"{self.holdings.site_name}: {title}" if path else self.holdings.site_name
        yield Alternate(title, "application/atom+xml", f"{path}feed.xml")
        yield Alternate(title, "application/feed+json", f"{path}feed.json")
        if not path or (entity is not None and entity.ref.kind == "series"):
            yield Alternate(title, "text/calendar", f"{path}calendar.ics")
