"""Which pages exist: one row for each sort of page, with its layout and what makes its views.

A new page is a row here and a layout; nothing else knows the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any

from diarium.archive.addresses import of_type
from diarium.archive.reads import Noted
from diarium.archive.registry import Ref
from diarium.archive.site import Document, Site
from diarium.pages import history, indexes
from diarium.pages.about import NOTHING, About, Abouts
from diarium.pages.completeness import ADDRESS, completeness
from diarium.pages.documents import document_view
from diarium.pages.entities import entity_view
from diarium.pages.holdings import Holdings
from diarium.pages.occasions import meeting_view
from diarium.pages.showing import Showing
from diarium.pages.views import View
from diarium.schema import KINDS


@dataclass(frozen=True)
class Page:
    """One page to be: its address, the layouts that may print it (the first that exists), and how to make its view.

    The view is made when it is first asked for; who goes through all pages drops each one after use, or all views of
    a large archive would be held at once.
    """

    path: str  # without the leading slash; a file name where it is no folder
    layouts: tuple[str, ...]
    make: partial[Any]  # gives a view
    because: str  # why it exists, in a sentence
    sources: tuple[str, ...] = ()  # files of content/ it was made from
    abouts: Abouts | None = None  # who knows what its head says to machines

    @cached_property
    def view(self) -> View:
        made: View = self.make()
        return made

    @cached_property
    def about(self) -> About:
        return self.abouts.of(self.path, self.root, self.view.head) if self.abouts is not None else NOTHING

    @property
    def file(self) -> str:
        return self.path if self.path.endswith(".html") else f"{self.path}index.html"

    @property
    def root(self) -> str:
        """The way from the page to the root of the site."""
        return "../" * self.path.count("/")

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """A digest of each part of the view: what is compared from build to build."""
        parts = [(f.name, digest(repr(getattr(self.view, f.name)))) for f in fields(self.view)]
        return (*parts, ("about", digest(repr(self.about))))

    @property
    def given(self) -> str:
        """A digest of what it is about; what it reads of the archive beside that is noted while it is made."""
        return given(self.make)


def given(make: partial[Any]) -> str:
    """A digest of what a piece of work is given, but for those through whom it reads the archive.

    Nothing where that cannot be told: such work is done in every build.
    """
    owner = getattr(make.func, "__self__", None)
    if "<" in make.func.__qualname__ or not (owner is None or isinstance(owner, Noted)):
        return ""
    told = repr(
        (
            make.func.__module__,
            make.func.__qualname__,
            [one for one in make.args if not isinstance(one, Noted)],
            make.keywords,
        )
    )
    return "" if " object at 0x" in told else digest(told)


def digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


Made = Iterable[Page]


def plan(holdings: Holdings) -> tuple[Page, ...]:
    """Every page of the site that follows from the archive alone, by address."""
    pages = introduced(holdings, [*(page for make in ROWS for page in make(holdings.show)), *_history(holdings)])
    return tuple(sorted(pages, key=lambda page: page.path))


def introduced(holdings: Holdings, pages: Iterable[Page]) -> list[Page]:
    """Pages with what their heads say to machines."""
    abouts = Abouts(holdings)
    return [replace(page, abouts=abouts) for page in pages]


def _front(show: Showing) -> Made:
    yield Page("", ("home.html",), partial(indexes.home, show), "every archive has a front page", ("content/index.md",))


def _documents(show: Showing) -> Made:
    yield Page("documents/", ("index.html",), partial(indexes.documents_index, show), "it lists every document")
    for type, paths in indexes.types_of(show.site).items():
        yield Page(
            of_type(type),
            ("index.html",),
            partial(indexes.type_index, show, type, paths),
            f"it lists every document of the type {type}",
        )
    for document in show.site.documents.values():
        yield of_document(show, document)
    for stone in show.site.tombstones:
        yield Page(stone.path, ("note.html",), partial(indexes.tombstone, show, stone), "a document was withdrawn here")


def of_document(show: Showing, document: Document) -> Page:
    source = document.parsed.path
    make = partial(document_view, show, document.path)
    return Page(document.path, ("document.html",), make, f"{source} is a document", (source,))


def _entities(show: Showing) -> Made:
    for kind in KINDS:
        yield Page(
            f"{kind.folder}/", ("index.html",), partial(indexes.index_of_kind, show, kind), f"it lists every {kind.id}"
        )
        for entity in show.site.of_kind(kind.id):
            named = _named_in(show, entity.ref)
            entry = (entity.entry.path,) if entity.entry is not None else ()
            because = (
                f"{entry[0]} registers it" if entry else f"{named[0] if named else 'an entry of the registry'} names it"
            )
            yield Page(
                entity.ref.path,
                (f"{kind.id}.html", "entity.html"),
                partial(entity_view, show, entity.ref),
                because,
                (*entry, *named),
            )


def _named_in(show: Showing, ref: Ref) -> tuple[str, ...]:
    """The files whose front matter or text names an entity."""
    paths = [a.document for a in show.site.appearances.get(ref, ())]
    paths += [m.document for m in show.site.mentions.get(ref, ())]
    return tuple(dict.fromkeys(show.site.documents[path].parsed.path for path in paths))


def _meetings(show: Showing) -> Made:
    for meetings in show.site.meetings.values():
        for meeting in meetings:
            telling = dict.fromkeys(
                [*meeting.about, *(p for p, _ in meeting.tabled), *meeting.approved_in, *meeting.announced_in]
            )
            sources = tuple(show.site.documents[path].parsed.path for path in telling)
            because = f"{sources[0]} tells of it" if sources else "the registry or the numbers of its series tell of it"
            yield Page(
                meeting.path,
                ("meeting.html",),
                partial(meeting_view, show, meeting.series, meeting.key),
                because,
                sources,
            )


def _years(show: Showing) -> Made:
    yield Page("years/", ("index.html",), partial(indexes.years_index, show), "it lists every year")
    for year in indexes.years_of(show.site):
        yield Page(f"years/{year}/", ("year.html",), partial(indexes.year, show, year), f"documents are dated {year}")


def _texts(show: Showing) -> Made:
    for page in show.site.text_pages:
        source = page.parsed.path if page.parsed else ""
        yield Page(page.path, ("text.html",), partial(indexes.text_page, show, page), f"{source} is a page", (source,))
    if has_statement_of_its_own(show.site):
        because = "the settings hold an accessibility statement"
        yield Page(
            indexes.STATEMENT, ("text.html",), partial(indexes.statement_page, show), because, ("content/archive.yml",)
        )


def _completeness(show: Showing) -> Made:
    because = "an archive says what it does not have"
    yield Page(ADDRESS, ("completeness.html",), partial(completeness, show), because)


def _search(show: Showing) -> Made:
    yield Page("search/", ("search.html",), partial(indexes.search, show), "every archive has a search page")


def _history(holdings: Holdings) -> Made:
    for path, make in history.changes_views(holdings):
        yield Page(path, ("changes.html",), make, "an archive says what changed in it")
    for one in holdings:
        if history.has_versions(holdings, one):
            source = one.document.parsed.path
            path = history.versions_path(one)
            yield Page(
                path,
                ("versions.html",),
                partial(history.versions_view, holdings, one),
                f"{source} was changed",
                (source,),
            )


def _gone(show: Showing) -> Made:
    for redirect in show.site.redirects:
        yield Page(
            redirect.path,
            ("redirect.html",),
            partial(indexes.redirect, show, redirect),
            f"it was published and moved to /{redirect.target}",
        )
    for gone in show.site.faded:
        yield Page(
            gone.path,
            ("note.html",),
            partial(indexes.faded, show, gone),
            "it was published, and nothing names it any more",
        )
    yield Page(
        "404.html", ("note.html",), partial(indexes.not_found, show), "a reader may ask for a page that is not there"
    )


ROWS: tuple[Callable[[Showing], Made], ...] = (
    _front,
    _documents,
    _entities,
    _meetings,
    _years,
    _texts,
    _completeness,
    _search,
    _gone,
)


def has_statement_of_its_own(site: Site) -> bool:
    """Whether the settings state something about accessibility and no page of `content/pages/` does."""
    return bool(site.config.accessibility) and all(page.path != indexes.STATEMENT for page in site.text_pages)


def navigation(site: Site) -> Iterator[tuple[str, str]]:
    """The parts of the archive that hold something: name of the word or label, and address."""
    present = {ref.kind for ref in site.entities}
    for kind in KINDS:
        if kind.id in present:
            yield kind.many[site.config.language], f"{kind.folder}/"
