"""What the preview answers from: the archive as it was last understood, each page printed when somebody asks for it.

Pages come from the table, the layouts and the renderer of a build, byte for byte; nothing is written to the site here.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from diarium import gathering, pipeline
from diarium.archive.overlaid import Overlaid
from diarium.disk import layouts, sources
from diarium.gathering import Memory
from diarium.messages import Message, has_errors, in_order, render
from diarium.model import Layouts
from diarium.options import Options
from diarium.pages.files import beside
from diarium.pages.render import Renderer
from diarium.pages.table import Page
from diarium.pipeline import Compiled
from diarium.preview_glance import Glimpse, Mistaken, glimpse
from diarium.preview_server import Faulty, Understood
from diarium.printing import source_of

_KEPT = 50  # pages that stay printed: those that are open, and what they lead to
_LAYING_OUT = ("layouts/", "assets/")
_MANY = 50  # files read anew that are worth remembering before a build does it


class Table:
    """The pages there are, and what lies beside them; several threads may ask."""

    def __init__(
        self,
        compiled: Compiled,
        pages: Mapping[str, Page],
        root: Path,
        renderer: Renderer,
        before: Table | None,
    ) -> None:
        self._compiled = compiled
        self._root = root
        self.renderer = renderer
        self._pages = pages
        self._printed: dict[str, bytes] = {}
        self._last = before.printed if before is not None else {}
        self._guard = threading.RLock()

    @property
    def given(self) -> dict[str, bytes]:
        """Pages as somebody was given them from this table."""
        with self._guard:
            return dict(self._printed)

    @property
    def printed(self) -> dict[str, bytes]:
        """Pages as somebody was given them, from this table or the one before."""
        with self._guard:
            return {**self._last, **self._printed}

    def __len__(self) -> int:
        return len(self._pages)

    def with_pages(self, glimpse: Glimpse, renderer: Renderer, before: Table) -> Table:
        """The same with some pages made anew, all of them in the layouts as they are now."""
        pages = Overlaid(self._pages, {page.file: page for page in glimpse.pages})
        return Table(glimpse.compiled, pages, self._root, renderer, before)

    def shows(self, given: Mapping[str, bytes]) -> bool:
        """Whether nobody who was given these pages would be given a different one now."""
        return not self.faults(given) and all(self._printed.get(name) == data for name, data in given.items())

    def find(self, name: str) -> bytes | Path | Literal["folder"] | None:
        """A page, a file beside a document, an attachment or an asset; `None` for what only a build makes."""
        with self._guard:
            page = self._pages.get(name)
            if page is not None:
                return self._page(page)
            folder, _, last = name.rpartition("/")
            if f"{folder}/" in self._compiled.site.documents:
                made = self._beside(f"{folder}/", name, last)
                if made is not None:
                    return made
            if f"{name}/index.html" in self._pages:
                return "folder"
            return self._lying.get(name)

    def faults(self, paths: Iterable[str]) -> list[Message]:
        """Complaints about pages that are looked at; those without any are printed now, and need not be again."""
        found: list[Message] = []
        for path in paths:
            page = self._pages.get(f"{path}index.html" if path.endswith("/") or not path else path)
            if page is not None:
                try:
                    self._page(page)
                except _Misprinted as fault:
                    found += fault.messages
        return found

    def _page(self, page: Page) -> bytes:
        made = self._printed.get(page.file)
        if made is None:
            printed = self.renderer.print(replace(page))  # a copy, so that its view goes when it is printed
            if has_errors(printed.messages):
                raise _Misprinted(printed.messages, self._last.get(page.file))
            made = self._printed[page.file] = printed.data
            for kept in (self._printed, self._last):
                while len(kept) > _KEPT:
                    del kept[next(iter(kept))]
        return made

    def _beside(self, path: str, name: str, last: str) -> bytes | None:
        compiled = self._compiled
        if last == "index.md":
            try:
                return dict(source_of(compiled.site, compiled.texts, self._root, path))[name]
            except sources.SourceGone:  # deleted meanwhile: the next look is under way
                return None
        if last in ("index.json", "cite.bib", "cite.ris", "cite.json"):
            return dict(beside(compiled.holdings, path)).get(name)
        return None

    @cached_property
    def _lying(self) -> Mapping[str, bytes | Path]:
        return dict(pipeline.lying_about(self._compiled.site, self._root))


class _Misprinted(Faulty):
    def __init__(self, messages: tuple[Message, ...], last: bytes | None) -> None:
        super().__init__(tuple(render(messages, "text")), last)
        self.messages = messages


class Understanding:
    """Looks at the archive again and again; what was read stays in mind, and only what has changed is read anew."""

    def __init__(self, options: Options) -> None:
        self._options = replace(options, record=False)
        self._readings: Memory | None = None
        self._layouts = Layouts({}, {}, "")
        self._renderer: Renderer | None = None
        self._table: Table | None = None
        self._compiled: Compiled | None = None  # what the table shows
        self._shown: Table | None = None  # the same, or that table with what came after it
        self._glanced: list[str] = []  # the texts that were saved last

    def glance(self, changed: Collection[str], looked_at: Iterable[str] = ()) -> Understood | None:
        """The last table with the pages of these files made anew, where no more than texts and layouts has changed.

        `changed` are all files that differ from how they were when that table was made.
        """
        table, compiled, options = self._table, self._compiled, self._options
        if table is None or compiled is None or not changed:
            return None
        texts = [path for path in changed if not path.startswith(_LAYING_OUT)]
        self._glanced = texts or self._glanced
        found = glimpse(compiled, options, texts) if texts else Glimpse(compiled, ())
        if found is None or isinstance(found, Mistaken):
            return None if found is None else Understood(None, found.messages)
        renderer, shown = table.renderer, [page.file for page in found.pages]
        if len(texts) < len(changed):
            laid_out, told = layouts.find(options.root)
            if has_errors(told):
                return Understood(None, told)
            if laid_out != self._layouts:
                renderer = Renderer(laid_out, compiled.site)
            shown += looked_at
        table = table.with_pages(found, renderer, self._shown or table)
        try:
            faults = table.faults(shown)
        except LookupError:  # a page may want to know more of what is new than can be told before a whole look
            return None
        if faults:
            return Understood(None, in_order(pipeline.each_once(faults)))
        self._shown = table
        return Understood(table, ())

    def rehearse(self, looked_at: Iterable[str]) -> None:
        """Make the page that is likely to be saved next, for nobody.

        What a page needs of an archive is found out for the first that asks, and a process that was forked copies
        whatever it touches first: so nobody has to wait for either.
        """
        table, compiled = self._table, self._compiled
        if table is not None and compiled is not None:
            texts = (
                self._glanced
                or [one.parsed.path for path in looked_at if (one := compiled.site.documents.get(path)) is not None][:1]
            )
            found = glimpse(compiled, self._options, texts)
            if isinstance(found, Glimpse):
                table.with_pages(found, table.renderer, table).faults(page.file for page in found.pages)

    def again(self, looked_at: Iterable[str] = ()) -> Understood:
        """The archive as it is now; the pages that somebody looks at are printed and must be without fault."""
        gc.disable()
        try:
            return self._again(looked_at)
        finally:
            # Almost all of it stays until the next table takes its place, and then goes by itself: no search for what
            # may go needs to walk through it.
            gc.freeze()
            gc.enable()

    def _again(self, looked_at: Iterable[str]) -> Understood:
        options = self._options
        if self._readings is None:
            self._readings = gathering.memory_of(options, living=True)
        readings = self._readings
        compiled = sources.in_peace(lambda: pipeline.compile_archive(options, readings=readings, taking_up=True))
        if readings.anew > _MANY:
            readings.save()
        found, told = layouts.find(options.root)
        messages = in_order([*compiled.messages, *told])
        if has_errors(messages) or compiled.refused(options.strict):
            return Understood(None, messages)
        same = self._renderer is not None and found == self._layouts
        renderer = self._renderer.for_site(compiled.site) if self._renderer and same else Renderer(found, compiled.site)
        pages = {page.file: page for page in compiled.pages}
        table = Table(compiled, pages, options.root, renderer, self._shown)
        faults = table.faults(looked_at)
        if faults:
            return Understood(None, in_order([*messages, *pipeline.each_once(faults)]))
        self._layouts, self._renderer, self._table, self._compiled = found, renderer, table, compiled
        self._shown = table
        return Understood(table, messages)
