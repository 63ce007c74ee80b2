"""Which pages exist: one row for each sort of page, with its layout and what makes its views.

A new page is a row here and a layout; nothing else knows the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

from diarium.archive.addresses import of_type
from diarium.archive.meetings import Meeting
from diarium.archive.reads import Noted
from diarium.archive.registry import Entity, Ref
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


class Why(NamedTuple):
    """What a page is there for."""

    because: str  # in a sentence
    sources: tuple[str, ...] = ()  # files of content/ it was made from


@dataclass(eq=False)
class Page:
    """One page to be: its address, the layouts that may print it (the first that exists), and how to make its view.

    The view is made when it is first asked for; who goes through all pages drops each one after use, or all views of
    a large archive would be held at once. Why it exists is found out for those who ask: a build never does.
    """

    path: str  # without the leading slash; a file name where it is no folder
    layouts: tuple[str, ...]
    make: partial[Any]  # gives a view
    why: Callable[[], Why]
    abouts: Abouts | None = None  # who knows what its head says to machines

    @property
    def because(self) -> str:
        return self.why().because

    @property
    def sources(self) -> tuple[str, ...]:
        return self.why().sources

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
        parts = [(f.name, fingerprint(getattr(self.view, f.name))) for f in fields(self.view)]
        return (*parts, ("about", fingerprint(self.about)))

    @property
    def given(self) -> str:
        """What it is about; what it reads of the archive beside that is noted while it is made."""
        return given(self.make)


def given(make: partial[Any]) -> str:
    """What a piece of work is given, but for those through whom it reads the archive: in short, the same text for the same.

    Nothing where that cannot be told: such work is done in every build.
    """
    told = _called(getattr(make.func, "__func__", make.func))
    owner = getattr(make.func, "__self__", None)
    if not told or not (owner is None or isinstance(owner, Noted)):
        return ""
    for one in make.args:
        if not isinstance(one, Noted):
            told += f" {one!r}"
    if make.keywords:
        told += f" **{make.keywords!r}"
    if " object at 0x" in told:
        return ""
    return told if len(told) < _SHORT else digest(told)


@lru_cache(maxsize=512)
def _called(function: Callable[..., Any]) -> str:
    """What a function is called, wherever it has a name of its own."""
    name = function.__qualname__
    return "" if "<" in name else f"{function.__module__}:{name}"


_SHORT = 120  # most are about one thing, and to make a digest of its name takes longer than to compare names


def digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def fingerprint(part: object) -> str:
    """A digest of a part of a view: it is told as JSON, in less than half the time in which Python tells it."""
    try:
        told = orjson.dumps(part, default=_as_row)
    except orjson.JSONEncodeError:  # half a letter, or a number that is too large: JSON knows neither
        return digest(repr(part))
    return blake2b(told, digest_size=12).hexdigest()


def _as_row(value: object) -> tuple[object, ...]:
    if isinstance(value, tuple):  # a named one: where a value stands says which it is
        return tuple(value)
    raise TypeError(f"no layout shows a {type(value).__name__}")


Made = Iterable[Page]


def plan(holdings: Holdings) -> tuple[Page, ...]:
    """Every page of the site that follows from the archive alone, by address."""
    pages = chain(chain.from_iterable(make(holdings.show) for make in ROWS), _history(holdings))
    return tuple(sorted(introduced(holdings, pages), key=attrgetter("path")))


def introduced(holdings: Holdings, pages: Iterable[Page]) -> list[Page]:
    """Pages made just now, told who knows what their heads say to machines."""
    abouts, made = Abouts(holdings), list(pages)
    for page in made:
        page.abouts = abouts
    return made


def _front(show: Showing) -> Made:
    why = because("every archive has a front page", "content/index.md")
    yield Page("", ("home.html",), partial(indexes.home, show), why)


def _documents(show: Showing) -> Made:
    why = because("it lists every document")
    yield Page("documents/", ("index.html",), partial(indexes.documents_index, show), why)
    for type in show.relations.by_type:
        why = because(f"it lists every document of the type {type}")
        yield Page(of_type(type), ("index.html",), partial(indexes.type_index, show, type), why)
    for document in show.site.documents.values():
        yield of_document(show, document)
    why = because("a document was withdrawn here")
    for stone in show.site.tombstones:
        yield Page(stone.path, ("note.html",), partial(indexes.tombstone, show, stone), why)


def of_document(show: Showing, document: Document) -> Page:
    source = document.parsed.path
    make = partial(document_view, show, document.path)
    return Page(document.path, ("document.html",), make, because(f"{source} is a document", source))


def _entities(show: Showing) -> Made:
    for kind in KINDS:
        why = because(f"it lists every {kind.id}")
        yield Page(f"{kind.folder}/", ("index.html",), partial(indexes.index_of_kind, show, kind), why)
        layouts = (f"{kind.id}.html", "entity.html")
        for entity in show.site.of_kind(kind.id):
            ref = entity.ref
            yield Page(ref.path, layouts, partial(entity_view, show, ref), partial(_named_or_registered, show, entity))


def _named_or_registered(show: Showing, entity: Entity) -> Why:
    named = _named_in(show, entity.ref)
    if entity.entry is not None:
        return Why(f"{entity.entry.path} registers it", (entity.entry.path, *named))
    return Why(f"{named[0] if named else 'an entry of the registry'} names it", named)


def _named_in(show: Showing, ref: Ref) -> tuple[str, ...]:
    """The files whose front matter or text names an entity."""
    paths = [a.document for a in show.site.appearances.get(ref, ())]
    paths += [m.document for m in show.site.mentions.get(ref, ())]
    return tuple(dict.fromkeys(show.site.documents[path].parsed.path for path in paths))


def _meetings(show: Showing) -> Made:
    for meetings in show.site.meetings.values():
        for meeting in meetings:
            make = partial(meeting_view, show, meeting.series, meeting.key)
            yield Page(meeting.path, ("meeting.html",), make, partial(_told_of, show, meeting))


def _told_of(show: Showing, meeting: Meeting) -> Why:
    telling = dict.fromkeys(
        [*meeting.about, *(p for p, _ in meeting.tabled), *meeting.approved_in, *meeting.announced_in]
    )
    sources = tuple(show.site.documents[path].parsed.path for path in telling)
    if sources:
        return Why(f"{sources[0]} tells of it", sources)
    return Why("the registry or the numbers of its series tell of it")


def _years(show: Showing) -> Made:
    yield Page("years/", ("index.html",), partial(indexes.years_index, show), because("it lists every year"))
    for year in sorted(show.relations.by_year):
        why = because(f"documents are dated {year}")
        yield Page(f"years/{year}/", ("year.html",), partial(indexes.year, show, year), why)


def _texts(show: Showing) -> Made:
    for page in show.site.text_pages:
        source = page.parsed.path if page.parsed else ""
        why = because(f"{source} is a page", source)
        yield Page(page.path, ("text.html",), partial(indexes.text_page, show, page), why)
    if has_statement_of_its_own(show.site):
        why = because("the settings hold an accessibility statement", "content/archive.yml")
        yield Page(indexes.STATEMENT, ("text.html",), partial(indexes.statement_page, show), why)


def _completeness(show: Showing) -> Made:
    why = because("an archive says what it does not have")
    yield Page(ADDRESS, ("completeness.html",), partial(completeness, show), why)


def _search(show: Showing) -> Made:
    yield Page("search/", ("search.html",), partial(indexes.search, show), because("every archive has a search page"))


def _history(holdings: Holdings) -> Made:
    why = because("an archive says what changed in it")
    for path, make in history.changes_views(holdings):
        yield Page(path, ("changes.html",), make, why)
    for document in holdings.show.site.documents.values():
        if history.has_versions(holdings, document):
            source = document.parsed.path
            why = because(f"{source} was changed", source)
            versions = partial(history.versions_view, holdings, document.path)
            yield Page(history.versions_path(document.path), ("versions.html",), versions, why)


def _gone(show: Showing) -> Made:
    for redirect in show.site.redirects:
        why = because(f"it was published and moved to /{redirect.target}")
        yield Page(redirect.path, ("redirect.html",), partial(indexes.redirect, show, redirect), why)
    why = because("it was published, and nothing names it any more")
    for gone in show.site.faded:
        yield Page(gone.path, ("note.html",), partial(indexes.faded, show, gone), why)
    why = because("a reader may ask for a page that is not there")
    yield Page("404.html", ("note.html",), partial(indexes.not_found, show), why)


def because(reason: str, *sources: str) -> Callable[[], Why]:
    return partial(Why, reason, sources)


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
