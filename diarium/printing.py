"""Every page and every file that follows from the archive, printed: in several processes when there are many.

Each piece of work is a number: pages first, then errands. What stands already, because nothing it was made from has changed,
is not done again. Whoever works makes the list anew from the linked archive (or finds it made, where processes are forked),
so nothing large travels but what was printed. Nothing is published here.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from diarium.archive.reads import Followed, Noted, Piece
from diarium.archive.site import Site
from diarium.disk import bundle, cache, sources
from diarium.disk.workers import BATCH, workers
from diarium.messages import Message
from diarium.model import Layouts, Version
from diarium.pages.files import Errand, errands
from diarium.pages.holdings import Holdings
from diarium.pages.offline import offline
from diarium.pages.render import Renderer
from diarium.pages.showing import Showing
from diarium.pages.table import Page, given, plan
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


class Work(NamedTuple):
    """What one page or errand gave, and what it was made from."""

    files: list[Printed]
    name: str = ""  # by which the next build knows it again; nothing: it is done in every build
    base: str = ""
    read: array[int] | None = None  # numbers of pieces of the archive

    @property
    def names(self) -> tuple[str]:
        return (self.name,)


class Kept(NamedTuple):
    """Pieces of work in a row that stand: what they gave is published as it was left."""

    names: tuple[str, ...]
    files: list[str]


class Batch(NamedTuple):
    """Pieces of work done together, and what any of them has read: the same things mostly, so each is told once."""

    works: list[Work]
    pieces: dict[Piece, bytes]  # each with a digest of what it is like
    follows: dict[Piece, Followed]  # what of it follows from what


@dataclass(eq=False)
class Press(Noted):
    """What pages and files are printed from; all of it can be handed to another process."""

    holdings: Holdings
    pages: tuple[Page, ...]
    texts: Mapping[str, bytes]  # sources that are not published as they lie in content/
    root: Path
    layouts: Layouts
    memory: cache.Pages
    # Pages that follow from more than the archive, so that nobody else can make them anew, and what brings them nearer.
    last: Callable[[], tuple[Page, ...]] = tuple
    nearer: Callable[[], None] = lambda: None
    alone_now: Callable[[], None] = lambda: None  # lets no other thread run, so that processes can be forked
    alone: tuple[Page, ...] = field(default=(), init=False)  # the last pages, once they are known

    @property
    def site(self) -> Site:
        return self.holdings.show.site

    @cached_property
    def errands(self) -> tuple[Errand, ...]:
        return (*errands(self.holdings), *(partial(self.source, path) for path in self.site.documents))

    def source(self, path: str) -> Iterator[tuple[str, bytes]]:
        if self.site.checksums[path]:  # that of these very bytes
            yield from source_of(self.site, self.texts, self.root, path)

    @cached_property
    def renderer(self) -> Renderer:
        return Renderer(self.layouts, self.site, self.memory.layouts)

    def __reduce__(self) -> tuple[object, ...]:
        # pages and errands are functions of the archive: whoever unpacks this makes them anew
        show = self.holdings.show
        handed = (show.archive, show.searchable, dict(self.holdings.past), show.reads.follows is not None)
        return _unpacked, (*handed, dict(self.texts), self.root, self.layouts, self.memory)

    def all(self, jobs: int | None, cluster: str | None = None) -> Iterator[Work | Kept]:
        """Everything, in an order that does not depend on who printed what, nor on what stands already."""
        planned, shared = len(self.pages), len(self.pages) + len(self.errands)
        named = [self.named(number) for number in range(shared)]
        standing = [self.stands(*one) for one in named]
        # Other machines have no content/, and what only passes a file on is not worth the way.
        travelling = range(shared - len(self.site.documents) if cluster is not None else shared)
        anew = [number for number in travelling if not standing[number]]
        self.renderer.get_ready(page for number in anew if (page := self.page_of(number)) is not None)
        with workers(jobs, len(anew), _prepare, (self,), cluster=cluster, before=self.alone_now) as spread:
            made = self._known_here(spread(_batch, anew))
            for part in (range(planned), range(planned, shared)):
                for stands, numbers in groupby(part, standing.__getitem__):
                    if stands:
                        yield self.kept([named[number][0] for number in numbers])
                        continue
                    for number in numbers:
                        yield next(made) if number in travelling else self._here(number)
                        if number % BATCH == 0 and number < planned:
                            self.nearer()  # the others have been given the next batches
                if part.start == 0:
                    yield from self._last()

    def _last(self) -> Iterator[Work | Kept]:
        self.alone = self.last()
        shared = len(self.pages) + len(self.errands)
        for number in range(shared, shared + len(self.alone)):
            name, base = self.named(number)
            yield self.kept([name]) if self.stands(name, base) else self._here(number)

    def _here(self, number: int) -> Work:
        return next(self._known_here([self.batch([number])]))

    def _known_here(self, batches: Iterable[Batch]) -> Iterator[Work]:
        """Each piece of work with the numbers under which our memory knows what it has read."""
        for batch in batches:
            known = [self.memory.number(piece) for piece in batch.pieces]
            self.holdings.show.reads.learn(batch.pieces, batch.follows)
            for work in batch.works:
                yield work if work.read is None else work._replace(read=array("I", [known[at] for at in work.read]))

    def named(self, number: int) -> tuple[str, str]:
        """The name of a piece of work, and a digest of all it follows from but what it reads of the archive."""
        page = self.page_of(number)
        if page is not None:
            return page.file, self.renderer.base(page)
        told = given(self.errands[number - len(self.pages)])
        return (f"errand {told}", self.renderer.surroundings) if told else ("", "")

    def page_of(self, number: int) -> Page | None:
        """The page this piece of work is; nothing for an errand."""
        if number < len(self.pages):
            return self.pages[number]
        at = number - len(self.pages) - len(self.errands)
        return self.alone[at] if at >= 0 else None

    def stands(self, name: str, base: str) -> bool:
        """Whether what it gave is published as we left it, and nothing that it was made from has changed since."""
        known = self.memory.works.get(name)
        if known is None or not base or known.base != base or not self._strayed.isdisjoint(known.files):
            return False
        return self._changed.isdisjoint(self.memory.read(known))

    @cached_property
    def _changed(self) -> frozenset[int]:
        """The pieces of the archive that are not what they were in the last build, by the numbers under which they are known."""
        if self.memory.state_before is None:
            return frozenset()
        before, reads = self.memory.state_before.digests, self.holdings.show.reads
        believed, digest_of = reads.believed, reads.digest_of
        return frozenset(
            number
            for number, piece in enumerate(self.memory.pieces)
            if piece not in believed and digest_of(piece) != before.get(piece)
        )

    @cached_property
    def _strayed(self) -> frozenset[str]:
        return self.memory.strayed

    def kept(self, names: Sequence[str]) -> Kept:
        works = self.memory.works
        return Kept(tuple(names), [path for name in names for path in works[name].files])

    def batch(self, numbers: Iterable[int]) -> Batch:
        pieces: dict[Piece, int] = {}
        reads = self.holdings.show.reads
        known = len(reads.follows or ())
        works = [self.one(number, pieces) for number in numbers]
        told = {piece: reads.digest_of(piece) for piece in pieces}
        return Batch(works, told, dict(islice((reads.follows or {}).items(), known, None)))

    def one(self, number: int, pieces: dict[Piece, int]) -> Work:
        """The files of one piece of work; what it reads is added to the `pieces` of its batch, each with its number there."""
        name, base = self.named(number)
        reads = self.holdings.show.reads
        with reads.noting() as noted:
            page = self.page_of(number)
            if page is not None:
                files = [self.page(page)]
            else:
                base_url = self.site.config.base_url
                made = self.errands[number - len(self.pages)]()
                files = [finished(path, data, base_url) for path, data in made]
        if not base:
            return Work(files)
        read = array("I", [pieces.setdefault(piece, len(pieces)) for piece in noted])
        return Work(files, name, base, read)

    def page(self, planned: Page) -> Printed:
        page = replace(planned)  # so that its view goes when it is printed
        key, parts = self.renderer.key(page), page.parts
        reason = self.memory.reason(page.file, key, parts)
        if not reason:
            return Printed(page.file, None, self.memory.before[page.file].sha256, None, key, parts)
        printed = self.renderer.print(page)
        made = finished(page.file, printed.data, self.site.config.base_url)
        return made._replace(key=key, parts=parts, reason=reason, messages=printed.messages)


def _unpacked(
    site: Site, searchable: bool, history: Mapping[str, tuple[Version, ...]], counts: bool, *rest: Any
) -> Press:
    holdings = Holdings(Showing(site, searchable), history)
    if counts:
        holdings.show.reads.believe({}, {}, ())
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
    for_engines = path.startswith("sitemap") and "/" not in path
    return not for_engines and not path.startswith("_") and path not in ("404.html", "robots.txt")


# ---------------------------------------------------------------- in the process that works

_press: list[Press] = []  # one, of the build that this process works for


def _prepare(press: Press) -> None:
    _press[:] = [press]


def _batch(numbers: Iterable[int]) -> list[Batch]:
    return [_press[0].batch(numbers)]
