"""Every page and every file that follows from the archive, printed: in several processes when there are many.

Each piece of work is a number: pages first, then errands. Whoever works makes the list anew from the linked archive
(or finds it made, where processes are forked), so nothing large travels but what was printed. Nothing is published here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from diarium.archive.site import Site
from diarium.disk import bundle, cache, sources
from diarium.disk.workers import workers
from diarium.messages import Message
from diarium.model import Layouts, Version
from diarium.pages.files import Errand, errands
from diarium.pages.holdings import Holdings
from diarium.pages.offline import offline
from diarium.pages.render import Renderer
from diarium.pages.showing import Showing
from diarium.pages.table import Page, plan
from diarium.reading.decoding import as_published


class Printed(NamedTuple):
    """A file of the site, or a page that stays as it is published."""

    path: str
    data: bytes | None  # nothing: it is published already
    sha256: str
    packed: bundle.Packed | None = None  # as it will lie in the archive of everything
    key: str = ""
    parts: cache.Parts = ()
    reason: str = ""
    messages: tuple[Message, ...] = ()


@dataclass
class Press:
    """What pages and files are printed from; all of it can be handed to another process."""

    holdings: Holdings
    pages: tuple[Page, ...]
    texts: Mapping[str, bytes]  # sources that are not published as they lie in content/
    root: Path
    layouts: Layouts
    memory: cache.Pages

    @property
    def site(self) -> Site:
        return self.holdings.show.site

    @cached_property
    def errands(self) -> tuple[Errand, ...]:
        texts = (partial(source_of, self.site, self.texts, self.root, path) for path in self.site.documents)
        return (*errands(self.holdings), *texts)

    @cached_property
    def renderer(self) -> Renderer:
        return Renderer(self.layouts, self.site)

    def __reduce__(self) -> tuple[object, ...]:
        # pages and errands are functions of the archive: whoever unpacks this makes them anew
        show = self.holdings.show
        given = (show.site, show.searchable, dict(self.holdings.history), dict(self.texts), self.root)
        return _unpacked, (*given, self.layouts, self.memory)

    def all(self, jobs: int | None) -> Iterator[Printed]:
        """Everything, in an order that does not depend on who printed what."""
        count = len(self.pages) + len(self.errands)
        with workers(jobs, count, _prepare, (self,)) as spread:
            for some in spread(_batch, range(count)):
                yield from some

    def one(self, number: int) -> list[Printed]:
        if number < len(self.pages):
            return [self.page(self.pages[number])]
        base_url = self.site.config.base_url
        return [finished(path, data, base_url) for path, data in self.errands[number - len(self.pages)]()]

    def page(self, planned: Page) -> Printed:
        page = replace(planned)  # so that its view goes when it is printed
        key, parts = self.renderer.key(page), page.parts
        reason = self.memory.reason(page.file, key, parts)
        if not reason:
            return Printed(page.file, None, self.memory.before[page.file].sha256, None, key, parts)
        printed = self.renderer.print(page)
        made = finished(page.file, printed.data, self.site.config.base_url)
        return made._replace(key=key, parts=parts, reason=reason, messages=printed.messages)


def _unpacked(site: Site, searchable: bool, history: Mapping[str, tuple[Version, ...]], *rest: Any) -> Press:
    holdings = Holdings(Showing(site, searchable), history)
    return Press(holdings, plan(holdings), *rest)


def source_of(site: Site, texts: Mapping[str, bytes], root: Path, path: str) -> Iterator[tuple[str, bytes]]:
    """The source of a document as it is published."""
    file = site.documents[path].parsed.path
    yield f"{path}index.md", texts.get(file) or as_published(sources.bytes_of(root, file))


def finished(path: str, data: bytes, base_url: str) -> Printed:
    """A file with all that is to be known of its bytes."""
    return Printed(
        path, data, hashlib.sha256(data).hexdigest(), packed(path, data, base_url) if belongs(path) else None
    )


def packed(path: str, data: bytes, base_url: str) -> bundle.Packed:
    """The file as it will lie in the archive of everything."""
    return bundle.packed(path, offline(base_url, path, data) or data)


def belongs(path: str) -> bool:
    """What reads without a server: not the search's index, nor what only servers and search engines ask for."""
    if path.startswith("search/") and not path.endswith(".html"):
        return False
    return not path.startswith("_") and path not in ("404.html", "robots.txt", "sitemap.xml")


# ---------------------------------------------------------------- in the process that works

_press: list[Press] = []  # one, of the build that this process works for


def _prepare(press: Press) -> None:
    _press[:] = [press]


def _batch(numbers: Iterable[int]) -> list[list[Printed]]:
    return [_press[0].one(number) for number in numbers]
