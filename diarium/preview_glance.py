"""The pages of texts that were saved just now, in the light of the archive as it was understood a moment ago.

A whole look takes the longer the larger the archive is; what a writer waits for is the page of the text. So that page
comes first, where nothing but texts has changed. What else follows from the change is left to the whole look.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from diarium.archive.site import Document, Written
from diarium.disk import sources
from diarium.messages import has_errors
from diarium.pages.about import Abouts
from diarium.pages.documents import document_view
from diarium.pages.holdings import Holdings
from diarium.pages.table import Page
from diarium.reading.places import read_file

if TYPE_CHECKING:
    from diarium.options import Options
    from diarium.pipeline import Compiled
    from diarium.reading.document import Parsed

_FEW = 4
# These change the page of the document itself; whatever else changes may change where it stands and what it means.
_OWN_AFFAIRS = frozenset({"title", "summary"})


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The archive with the new texts, and the pages that show them."""

    compiled: Compiled
    pages: tuple[Page, ...]


def glimpse(compiled: Compiled, options: Options, changed: Collection[str]) -> Glimpse | None:
    """Nothing where more has changed than a few texts, or a text has faults; `changed` are files of the archive."""
    if compiled.texts or compiled.makers is None:  # where hidden names stand is found out by a whole look alone
        return None
    if not 0 < len(changed) <= _FEW or not all(path in compiled.documents for path in changed):
        return None
    site, made = compiled.site, dict[str, tuple[Document, Written]]()
    for path in changed:
        document = compiled.documents[path]
        try:
            read = read_file(path, sources.bytes_of(options.root, path))
        except (OSError, sources.SourceGone):
            return None
        if read.value is None or has_errors(read.messages) or _moves(document, read.value):
            return None
        makers = replace(compiled.makers, pictures={}, cited=set())
        linked = makers.document(read.value, document.path, options.today)
        if has_errors(linked.messages):
            return None
        made[document.path] = linked.value
    documents = {path: document for path, (document, _) in made.items()}
    seen = replace(
        site,
        documents={**site.documents, **documents},
        outlines={**site.outlines, **{path: written.outline for path, (_, written) in made.items()}},
        texts=site.texts.but({path: written.woven for path, (_, written) in made.items()}),
        checksums={**site.checksums, **{path: written.checksum for path, (_, written) in made.items()}},
    )
    holdings = Holdings(compiled.holdings.show.over(seen), compiled.holdings.past)
    abouts = Abouts(holdings)
    pages = (
        replace(page, make=partial(document_view, holdings.show, page.path), abouts=abouts)
        for page in compiled.pages
        if page.path in documents
    )
    return Glimpse(replace(compiled, site=seen, holdings=holdings), tuple(pages))


def _moves(before: Document, now: Parsed) -> bool:
    """Whether more has changed than the text and what only its own page shows."""
    old, new = before.parsed.fields, now.fields
    return any(old[name] != new[name] for name in {*old, *new} - _OWN_AFFAIRS)
