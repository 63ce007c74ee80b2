"""Every page and every file that follows from the archive, printed: in several processes when there are many.

Each piece of work is a number: pages first, then errands. What stands already, because nothing it was made from has changed,
is not done again. Whoever works makes the list anew from the linked archive (or finds it made, where processes are forked),
so nothing large travels but what was printed. Nothing is published here.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, islice, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from diarium.archive.reads import Followed, Noted, Piece
from diarium.archive.site import Site
from diarium.disk import bundle, cache, sources
from diarium.disk.rows import Parts, Stretch
from diarium.disk.workers import BATCH, workers
from diarium.messages import Message
from diarium.model import Layouts, Version
from diarium.pages.files import Errand, errands, is_large
from diarium.pages.holdings import Holdings
from diarium.pages.offline import offline
from diarium.pages.render import Renderer
from diarium.pages.showing import Showing
from diarium.pages.table import Page, digest, given, plan
from diarium.reading.decoding import as_published

_ANEW = -2  # in the place of a number: it is to be done, and follows upon no number
_LIST = "the list of work"


class Printed(NamedTuple):
    """A file of the site, or a page that stays as it is published."""

    path: str
    data: bytes | None  # nothing: it is published already
    sha256: str
    packed: bundle.Packed | None = None  # as it will lie in the archive of everything
    key: str = ""
    parts: Parts = ()
    reason: str = ""
    messages: tuple[Message, ...] = ()


class Work(NamedTuple):
    """What one page or errand gave, and what it was made from."""

    files: list[Printed]
    name: str = ""  # by which the next build knows it again; nothing: it is done in every build
    base: str = ""
    read: array[int] | None = None  # numbers of pieces of the archive


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
    begins: Callable[[], None] = lambda: None  # told once it is known what is to be printed
    alone: tuple[Page, ...] = field(default=(), init=False)  # the last pages, once they are known
    _nameless: bool = field(default=False, init=False)  # whether some work is done in every build
    _told_errands: Mapping[Piece, None] = field(default_factory=dict, init=False)  # what the list of them follows from

    @property
    def site(self) -> Site:
        return self.holdings.show.site

    @cached_property
    def errands(self) -> tuple[Errand, ...]:
        with self.holdings.show.reads.noting() as self._told_errands:
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

    def all(self, jobs: int | None, cluster: str | None = None) -> Iterator[Work | Stretch]:
        """Everything, in an order that does not depend on who printed what, nor on what stands already."""
        planned, shared = len(self.pages), len(self.pages) + len(self.errands)
        known = self._standing()
        # Other machines have no content/, and what only passes a file on is not worth the way.
        travelling = range(shared - len(self.site.documents) if cluster is not None else shared)
        anew = [number for number in travelling if known[number] == _ANEW]
        self.renderer.get_ready(page for number in anew if (page := self.page_of(number)) is not None)
        self.begins()
        with workers(jobs, len(anew), _prepare, (self,), cluster=cluster, before=self.alone_now) as spread:
            made = self._known_here(spread(_batch, anew, self._is_large))
            for part in (range(planned), range(planned, shared)):
                for run in _runs(known, part):
                    if known[run.start] != _ANEW:
                        yield from self.memory.works.stretches(known[run.start], known[run[-1]] + 1)
                        continue
                    number = run.start
                    yield next(made) if number in travelling else self._here(number)
                    if number % BATCH == 0 and number < planned:
                        self.nearer()  # the others have been given the next batches
                if part.start == 0:
                    yield from self._last()
        yield from self._the_list()

    def _is_large(self, number: int) -> bool:
        """Whether a piece of work gives a file that tells of a good part of all documents."""
        at = number - len(self.pages)
        return 0 <= at < len(self.errands) and is_large(self.errands[at])

    def _standing(self) -> array[int]:
        """By the number of each piece of work, its number in the memory, where it stands."""
        planned, shared = len(self.pages), len(self.pages) + len(self.errands)
        works = self.memory.works
        alone = len(works) - shared - 1
        if alone >= 0 and self._listed_alike:
            known = array("i", chain(range(planned), range(planned + alone, shared + alone)))
            doubtful = self.memory.readers(self._changed) | self._strayed
            asked = [number if number < planned else number - alone for number in doubtful]
            suspects: Iterable[int] = [number for number in asked if number < shared]
        else:
            known, suspects = array("i", [_ANEW]) * shared, range(shared)
        for number in suspects:
            known[number] = self.stands(*self.named(number))
        return known

    @property
    def _listed_alike(self) -> bool:
        """Whether there is the same work to do as in the last build, piece by piece."""
        return self.holdings.show.reads.taken_up and self.stands(_LIST, self._frame) != _ANEW

    @cached_property
    def _frame(self) -> str:
        """All that the list of work follows from but what its errands read of the archive, and all that pages share."""
        frame = self.renderer.frame({page.layouts for page in self.pages})
        return digest("\0".join([frame, *map(attrgetter("path"), self.pages)]))

    def _the_list(self) -> Iterator[Work | Stretch]:
        """The list of work is remembered like the work itself."""
        stands = self.stands(_LIST, self._frame) if not self._nameless else _ANEW
        if stands != _ANEW:
            yield from self.memory.works.stretches(stands, stands + 1)
            return
        base = "" if self._nameless else self._frame
        read = array("I", range(len(self._told_errands)))
        told = {piece: self.holdings.show.reads.digest_of(piece) for piece in self._told_errands}
        yield from self._known_here([Batch([Work([], _LIST, base, read)], told, {})])

    def _last(self) -> Iterator[Work | Stretch]:
        self.alone = self.last()
        shared = len(self.pages) + len(self.errands)
        for number in range(shared, shared + len(self.alone)):
            stands = self.stands(*self.named(number))
            if stands == _ANEW:
                yield self._here(number)
            else:
                yield from self.memory.works.stretches(stands, stands + 1)

    def _here(self, number: int) -> Work:
        return next(self._known_here([self.batch([number])]))

    def _known_here(self, batches: Iterable[Batch]) -> Iterator[Work]:
        """Each piece of work with the numbers under which our memory knows what it has read."""
        for batch in batches:
            known = [self.memory.number(piece) for piece in batch.pieces]
            self.holdings.show.reads.learn(batch.pieces, batch.follows)
            batch.works.reverse()
            while batch.works:  # nobody holds what has been handed on
                work = batch.works.pop()
                self._nameless |= not work.name
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

    def stands(self, name: str, base: str) -> int:
        """The number in the memory, where what it gave is published as we left it, and nothing that it was made from has changed."""
        number = self.memory.works.numbers.get(name, _ANEW)
        if number == _ANEW or not base or self.memory.works.base(number) != base or number in self._strayed:
            return _ANEW
        return number if self._changed.isdisjoint(self.memory.read(number)) else _ANEW

    @cached_property
    def _others(self) -> set[Piece] | None:
        return self.holdings.show.reads.others

    @cached_property
    def _changed(self) -> frozenset[int]:
        """The pieces of the archive that are not what they were in the last build, by the numbers under which they are known."""
        former, digest_of = self.memory.former, self.holdings.show.reads.digest_of
        if self._others is None:
            return frozenset(at for at, piece in enumerate(former.pieces) if digest_of(piece) != former.digest_at(at))
        return frozenset(at for piece in self._others if (at := former.pieces.find(piece)) is not None)

    @cached_property
    def _strayed(self) -> set[int]:
        return self.memory.strayed

    def batch(self, numbers: Iterable[int]) -> Batch:
        pieces: dict[Piece, int] = {}
        reads = self.holdings.show.reads
        known = len(reads.follows or ())
        works = [self.one(number, pieces) for number in numbers]
        told = {piece: reads.digest_of(piece) for piece in pieces}
        return Batch(works, told, _latest(reads.follows or {}, known))

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


def _latest(listed: dict[Piece, Followed], known: int) -> dict[Piece, Followed]:
    """What was put into a list after so many others. It is sought from the end: there may be a hundred thousand before."""
    found = list(islice(reversed(listed.items()), len(listed) - known))
    return dict(reversed(found))


def _runs(known: array[int], part: range) -> Iterator[range]:
    """Stretches of numbers that follow upon one another in the memory, too; what is to be done is one each."""
    first = part.start
    for at, (one, next_one) in enumerate(pairwise(known[part.start : part.stop]), part.start + 1):
        if next_one - one != 1:
            yield range(first, at)
            first = at
    if first < part.stop:
        yield range(first, part.stop)


def _unpacked(
    site: Site, searchable: bool, history: Mapping[str, tuple[Version, ...]], counts: bool, *rest: Any
) -> Press:
    holdings = Holdings(Showing(site, searchable), history)
    if counts:
        holdings.show.reads.count()
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


_SELDOM = ("search/", "sitemap", "_", "404.html", "robots.txt")


def belongs(path: str) -> bool:
    """What reads without a server: not the search's index, nor what only servers and search engines ask for."""
    if not path.startswith(_SELDOM):  # asked of every file of the site
        return True
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
