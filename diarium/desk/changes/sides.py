"""The archive at two moments, each compiled as a build would: as it was at a revision, and as it lies here now.

It compares nothing. The former state is taken out into a folder of its own, which is gone when the work is done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from diarium.archive.site import Site
from diarium.config import PATH as SETTINGS
from diarium.disk import layouts, sources
from diarium.disk.repository import Revision, take_out
from diarium.gathering import Memory, memory_of
from diarium.messages import Message, has_errors, in_order
from diarium.options import Options
from diarium.pages.render import Renderer
from diarium.pages.table import Page
from diarium.pipeline import History, compile_archive, read_history
from diarium.reading.places import DOCUMENT, what

FOLDERS = ("content", "layouts", "assets")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states: what it means, which pages it has, and the key each would be printed by."""

    site: Site
    pages: Mapping[str, Page]
    keys: Mapping[str, str]
    texts: Mapping[str, str]  # of the files of documents
    waiting: frozenset[str]  # files that are no published document: drafts, what is not due yet, what was withdrawn
    messages: tuple[Message, ...]
    exists: bool = True  # there was an archive at all

    @property
    def sound(self) -> bool:
        """Whether it can be published, so that it has pages to compare."""
        return not self.exists or not has_errors(self.messages)


def now(options: Options) -> Side:
    """The archive as it lies here."""
    return sources.in_peace(lambda: _side(replace(options, remember=False)))


def then(options: Options, revision: Revision) -> Side:
    """The archive as it stood at a revision."""
    with tempfile.TemporaryDirectory(prefix="diarium-") as folder:
        root = Path(folder)
        take_out(options.root, revision.commit, FOLDERS, root)
        (root / "content").mkdir(exist_ok=True)
        there = replace(options, root=root, output=root / "site", remember=False)
        here = replace(options, remember=False)
        # What was understood of files that have not changed need not be found out again.
        return _side(there, lambda privacy: read_history(here, privacy, revision.commit), memory_of(here))


def _side(options: Options, history_of: History | None = None, readings: Memory | None = None) -> Side:
    compiled = compile_archive(options, history_of, readings=readings)
    found, told = layouts.find(options.root)
    renderer = Renderer(found, compiled.site)
    pages = {page.path: page for page in compiled.pages}
    published = [document.parsed.path for document in compiled.site.documents.values()]
    sourced = ((path, compiled.texts.get(path) or sources.bytes_of(options.root, path)) for path in published)
    texts = {path: text.decode("utf-8", "replace") for path, text in sourced}
    files = {file.path for file in sources.scan(options.root).value.files if what(file.path) == DOCUMENT}
    keys = {path: renderer.key(page) for path, page in pages.items()}
    exists = (options.root / SETTINGS).is_file()
    waiting = frozenset(files - texts.keys())
    return Side(compiled.site, pages, keys, texts, waiting, in_order([*compiled.messages, *told]), exists)
