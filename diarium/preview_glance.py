"""The pages of texts that were saved just now, in the light of the archive as it was understood a moment ago.

A whole look takes the longer the larger the archive is; what a writer waits for is the page of the text. So that page
comes first, where nothing but texts has changed. What else follows from the change is left to the whole look.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from diarium.archive.references import references
from diarium.archive.site import Document, Written
from diarium.disk import sources
from diarium.messages import Message, has_errors, in_order
from diarium.pages.documents import document_view
from diarium.pages.holdings import Holdings
from diarium.pages.table import Page
from diarium.reading.places import read_file
from diarium.schema import DOCUMENT

if TYPE_CHECKING:
    from diarium.options import Options
    from diarium.pipeline import Compiled
    from diarium.reading.document import Parsed

_FEW = 8
# What a document says of itself and of others; the rest decides where it stands, when, and at which meeting.
_OWN_AFFAIRS = frozenset(
    {
        *("title", "summary", "type", "lang", "case", "organisation", "recipient", "officer", "signed", "participants"),
        *("cities", "absent-cities", "organisations", "themes", "attachments", "related", "source", "corrections"),
        "accepted",
    }
)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The archive with the new texts, and the pages that show them."""

    compiled: Compiled
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Mistaken:
    """What is wrong with the new texts."""

    messages: tuple[Message, ...]


def glimpse(compiled: Compiled, options: Options, changed: Collection[str]) -> Glimpse | Mistaken | None:
    """Nothing where more has changed than a few texts; `changed` are files of the archive."""
    if compiled.texts or compiled.makers is None:  # where hidden names stand is found out by a whole look alone
        return None
    if not 0 < len(changed) <= _FEW or not all(path in compiled.documents for path in changed):
        return None
    site, made, told = compiled.site, dict[str, tuple[Document, Written]](), list[Message]()
    for path in changed:
        document = compiled.documents[path]
        try:
            read = read_file(path, sources.bytes_of(options.root, path))
        except (OSError, sources.SourceGone):
            return None
        if read.value is not None and read.value.fields.draft and not options.drafts:
            return None  # it may be as unfinished as it likes
        if read.value is None or has_errors(read.messages):
            told += read.messages
            continue
        if _moves(document, read.value):
            return None
        named = tuple(references(read.value, DOCUMENT))
        makers = replace(
            compiled.makers, found={**compiled.makers.found, path: named}, pictures={}, shown=set(), cited=set()
        )
        linked = makers.document(read.value, document.path, options.today)
        told += linked.messages
        made[document.path] = linked.value
    if has_errors(told):
        return Mistaken(in_order(told))
    documents = {path: document for path, (document, _) in made.items()}
    seen = replace(
        site,
        documents={**site.documents, **documents},
        outlines={**site.outlines, **{path: written.outline for path, (_, written) in made.items()}},
        texts=site.texts.but({path: written.woven for path, (_, written) in made.items()}),
        checksums={**site.checksums, **{path: written.checksum for path, (_, written) in made.items()}},
    )
    holdings = Holdings(compiled.holdings.show.over(seen), compiled.holdings.past)
    pages = (
        replace(
            page,
            make=partial(document_view, holdings.show, page.path),
            abouts=page.abouts and page.abouts.over(holdings),
        )
        for page in compiled.pages
        if page.path in documents
    )
    return Glimpse(replace(compiled, site=seen, holdings=holdings), tuple(pages))


def _moves(before: Document, now: Parsed) -> bool:
    """Whether it has changed what its meaning for the rest of the archive hangs on."""
    old, new = before.parsed.fields, now.fields
    return any(old[name] != new[name] for name in {*old, *new} - _OWN_AFFAIRS)
