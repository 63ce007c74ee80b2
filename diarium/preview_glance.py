"""The pages of texts that were saved just now, in the light of the archive as it was understood a moment ago.

A whole look takes the longer the larger the archive is; what a writer waits for is the page of the text. So that page
comes first, where nothing but texts has changed or come. What else follows from the change is left to the whole look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diarium.archive.content import address_of
from diarium.archive.overlaid import Overlaid
from diarium.archive.references import references
from diarium.archive.site import Document, Site, Written
from diarium.disk import sources
from diarium.messages import Checked, Message, has_errors, in_order
from diarium.pages.holdings import Holdings
from diarium.pages.table import Page, of_document
from diarium.reading.places import read_file, what
from diarium.schema import DOCUMENT

if TYPE_CHECKING:
    from diarium.archive.documents import Documents
    from diarium.options import Options
    from diarium.pipeline import Compiled
    from diarium.reading.document import Parsed

_FEW = 8
# What a document says of itself and of others; the rest decides where it stands, when, and at which meeting.
_OWN_AFFAIRS = frozenset(
    {
        *("title", "summary", "type", "lang", "case", "organisation", "recipient", "officer", "signed", "participants"),
        *("cities", "absent_cities", "organisations", "themes", "attachments", "related", "source", "corrections"),
        "accepted",
    }
)


_Made = list[tuple[Document, Written]]


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
    """Nothing where more has changed than a few texts; `changed` are files and folders of the archive."""
    if compiled.texts or compiled.makers is None:  # where hidden names stand is found out by a whole look alone
        return None
    lies, known = compiled.makers.targets.lies, _known(compiled, changed)
    texts = [path for path in changed if lies(path) or not _is_nothing(options, path)]
    if not 0 < len(texts) <= _FEW:
        return None
    told = list[Message]()
    read: dict[str, tuple[str, Parsed]] = {}  # by file: where it stands, and what it says
    for path in texts:
        if what(path) != "document" or (path not in known and lies(path)):
            return None
        try:
            checked = read_file(path, sources.bytes_of(options.root, path))
        except (OSError, sources.SourceGone):
            return None
        parsed = checked.value
        if parsed is not None and parsed.fields.draft and not options.drafts:
            return None  # it may be as unfinished as it likes
        if parsed is None or has_errors(checked.messages):
            told += checked.messages
            continue
        address = known[path].path if path in known else address_of(parsed)
        if _moves(known[path], parsed) if path in known else _is_not_simply_new(compiled.site, parsed, address):
            return None
        read[path] = address, parsed
    made = _linked(compiled.makers, read, options.today)
    told += made.messages
    if has_errors(told):
        return Mistaken(in_order(told))
    return _shown(compiled, made.value)


def _linked(makers: Documents, read: Mapping[str, tuple[str, Parsed]], today: str) -> Checked[_Made]:
    addresses = {path: address for path, (address, _) in read.items()}
    makers = replace(
        makers,
        found={path: tuple(references(parsed, DOCUMENT)) for path, (_, parsed) in read.items()},
        targets=replace(makers.targets, files=Overlaid(makers.targets.files, addresses)),
        pictures={},
        shown=set(),
        cited=set(),
    )
    linked = [makers.document(parsed, address, today) for address, parsed in read.values()]
    return Checked([one.value for one in linked], tuple(message for one in linked for message in one.messages))


def _shown(compiled: Compiled, made: _Made) -> Glimpse:
    site = compiled.site
    seen = replace(
        site,
        documents=Overlaid(site.documents, {document.path: document for document, _ in made}),
        outlines=site.outlines.over({document.path: written.outline for document, written in made}),
        texts=site.texts.over({document.path: written.woven for document, written in made}),
        checksums=Overlaid(site.checksums, {document.path: written.checksum for document, written in made}),
    )
    holdings = Holdings(compiled.holdings.show.over(seen), compiled.holdings.past)
    abouts = next((page.abouts for page in compiled.pages if page.abouts is not None), None)
    abouts = abouts and abouts.over(holdings)
    pages = (replace(of_document(holdings.show, document), abouts=abouts) for document, _ in made)
    return Glimpse(replace(compiled, site=seen, holdings=holdings), tuple(pages))


def _known(compiled: Compiled, paths: Iterable[str]) -> dict[str, Document]:
    """Those of these files that are published as documents."""
    assert compiled.makers is not None
    files, documents = compiled.makers.targets.files, compiled.site.documents
    return {path: documents[files[path]] for path in paths if path in files and files[path] in documents}


def _is_nothing(options: Options, path: str) -> bool:
    """A folder, or a text that came and went."""
    full = options.root / path
    return full.is_dir() or (what(path) == "document" and not full.exists())


def _is_not_simply_new(site: Site, parsed: Parsed, address: str) -> bool:
    """Whether it has to do with what was at its address, or does not come to stand there."""
    fields = parsed.fields
    return bool(fields.publish or fields.withdrawn or fields.aliases or address in site.addresses)


def _moves(before: Document, now: Parsed) -> bool:
    """Whether it has changed what its meaning for the rest of the archive hangs on."""
    old, new = before.parsed.fields, now.fields
    return any(old[name] != new[name] for name in {*old, *new} - _OWN_AFFAIRS)
