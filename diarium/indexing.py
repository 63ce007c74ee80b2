"""The steps that make the search, as part of a build: beside the rest where little of the index is new, else after it.

It decides neither what is searched (`pages.records`) nor when a bundle is another one (`disk.search`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from diarium.disk import search
from diarium.disk.forked import GivenUp, tidying
from diarium.messages import SearchFailed
from diarium.model import IndexBundle
from diarium.options import Options
from diarium.pages import finder, records
from diarium.pages.holdings import Holdings

# So many bundles are made while pages are printed. With more of them there is much to print as well, which takes all the
# memory that a large archive should; Pagefind and the records would come on top of it.
FEW = 3

_Ahead = tuple[dict[str, str], str, bool]  # what was made, or why it was not and whether the disk is full


class Indexing:
    """The index of one build. It is begun when this is made, where no other threads run yet; whoever makes it ends it."""

    def __init__(self, holdings: Holdings, options: Options) -> None:
        self._holdings, self._options = holdings, options
        self._bundles = records.bundles(holdings.show.archive) if options.search else ()
        self._beside = ExitStack()
        self._asked: Callable[[], _Ahead | None] = lambda: None
        if options.may_fork and 0 < search.lacking(self._bundles, options.state) <= FEW:
            work = partial(_ahead, self._bundles, options.state)
            self._asked = self._beside.enter_context(tidying(work))

    def files(self, feeds: frozenset[str]) -> Iterator[tuple[str, bytes | Path]]:
        """The index and what its page reads. Raises `SearchFailed` when the index cannot be made."""
        if not self._options.search:
            yield from finder.without_search(self._holdings.show.archive)
            return
        made, why, full = self._asked() or ({}, "", False)
        if why:
            raise SearchFailed(why, full)
        index = search.build(self._bundles, self._options.state, made)
        shelves = tuple(finder.Shelf(one.name, one.language, one.digest, one.urls) for one in index.bundles)
        shown = finder.Index(shelves, index.engine, index.programs.of, index.vocabulary)
        yield from finder.files(self._holdings, shown, feeds)
        yield from index.files(finder.FOLDER)

    def end(self) -> None:
        """Give up what is still being made."""
        self._beside.close()


def _ahead(bundles: tuple[IndexBundle, ...], state: Path, given_up: GivenUp) -> _Ahead:
    try:
        return search.ahead(bundles, state, given_up), "", False
    except SearchFailed as failed:
        return {}, str(failed), failed.full_disk
