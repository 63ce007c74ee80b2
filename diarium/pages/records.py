"""What the search index is made of: records of clean text, made from the linked archive and not from its pages.

It holds only living documents, so nothing withdrawn, unpublished or merely mentioned can be found; it never writes a
file and never runs a program.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from urllib.parse import quote

from diarium.archive.registry import Entity
from diarium.archive.site import Document, Site
from diarium.model import IndexBundle, IndexRecord
from diarium.pages.compounds import splitter
from diarium.pages.holdings import plain
from diarium.pages.shadow import HIDDEN, Shadows, clean, exonyms
from diarium.pages.wording import Words

# A document longer than this (in letters) becomes several records, each a run of sections of about half of it.
LONG = 12_000
# The most letters one run of Pagefind gets: it needs some 95 bytes of memory for each. Fewer bundles cost the reader less.
BUNDLE = 8_000_000

# The codes Pagefind has a stemmer for; the others share the stemmer of their nearest kin, or have none.
STEMMERS = {"sv": "sv", "nb": "nb", "nn": "nb", "da": "da", "fi": "fi", "en": "en"}
NO_STEMMER = "unknown"
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document with a place on its page."""

    anchor: str
    title: str
    text: str
    level: int = 2
    names: bool = False  # a list of names and not running text


def bundles(site: Site) -> tuple[IndexBundle, ...]:
    """All records, by language and, where there are many, by time."""
    by_language: dict[str, list[Document]] = {}
    for document in site.documents.values():
        by_language.setdefault(stemmer(document.lang), []).append(document)
    names = exonyms((e.name, *e.aliases) for e in site.entities.values() if e.ref.kind != "person")
    made = []
    for language in sorted(by_language):
        for name, documents in _groups(site, language, by_language[language]):
            seed = repr((language, site.config.language, sorted(names.items())))
            key = blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=16)
            for document in documents:
                key.update("\0".join(_from(site, document)).encode("utf-8", "surrogatepass"))
            later = partial(_records, site, documents, language, names)
            made.append(IndexBundle(name, language, key.hexdigest(), later))
    return tuple(made)


def stemmer(language: str) -> str:
    return STEMMERS.get(language, NO_STEMMER)


def _from(site: Site, document: Document) -> Iterator[str]:
    """All that a document's records are made from."""
    aka = [(e.name, *e.aliases) for e in _entities(site, document)]
    text = site.texts[document.path]
    shown = [(a.capacity, a.printed, a.role, a.party, a.organisation) for a in document.appearances]
    attached = [a.title for a in document.attachments]
    yield repr((document.path, site.checksums[document.path], document.title, document.summary, shown, aka, attached))
    yield from text.sections
    yield text.footnotes
    yield "\0"


def _records(
    site: Site, documents: Iterable[Document], language: str, names: Mapping[str, tuple[str, ...]]
) -> Iterator[IndexRecord]:
    """One after another, and only when the bundle is not at hand from an earlier build."""
    words = Words(site.config.language)
    whole = deque((document, _parts(site, document, words)) for document in documents)
    shadows = Shadows(names, splitter(language, _vocabulary(part for _, parts in whole for part in parts)))
    while whole:  # what has become a record is not held any longer
        document, parts = whole.popleft()
        for number, run in enumerate(_runs(parts)):
            url = document.path if number == 0 else f"{document.path}#{quote(run[0].anchor)}"
            yield IndexRecord(url, _html(document, run, number == 0, shadows))


def _vocabulary(parts: Iterable[Part]) -> Iterator[str]:
    """Every word of these texts in small letters, looked for only when somebody wants to know."""
    printed: set[str] = set()
    for part in parts:
        printed.update(part.text.split())
    small = set(map(str.lower, printed))  # taken apart only now: most words stand there a hundred times
    yield from {word for token in small for word in ((token,) if token.isalpha() else _LETTERS.findall(token))}


# ---------------------------------------------------------------- the text of a document


def plain_text(markup: str) -> str:
    """The words of HTML that reading made, in one line."""
    return " ".join(clean(plain(markup)).split())


def _parts(site: Site, document: Document, words: Words) -> list[Part]:
    """Everything a reader may search for, in the order of the page, each with the anchor nearest to it."""
    outline, woven = site.outlines[document.path], site.texts[document.path]
    found = [Part("", "", f"{document.summary}" if document.parsed.fields.summary else "")]
    for section, markup in zip(outline, woven.sections, strict=True):
        found.append(Part(section.anchor, section.title, plain_text(markup), section.level or 2))
    if woven.footnotes:
        found.append(Part("", words.footnotes, plain_text(woven.footnotes)))
    people = [a for a in document.appearances if a.capacity == "participants.name"]
    if people:
        lines = (", ".join(filter(None, (a.printed, a.role, a.party, a.organisation))) for a in people)
        found.append(Part("participants", words.participants, ". ".join(lines), names=True))
    facts = dict.fromkeys(a.printed for a in document.appearances if not a.capacity.startswith("participants."))
    meeting = document.parsed.fields.meeting
    said = [meeting.place, meeting.theme, meeting.number] if meeting else []
    tabled = [" ".join(filter(None, (t.number, t.item))) for t in document.parsed.fields.tabled]
    listed = ". ".join(filter(None, (*facts, *said, *tabled)))
    if listed:
        found.append(Part("facts", words.facts, listed, names=True))
    if document.attachments:
        found.append(Part("attachments", words.attachments, ". ".join(a.title for a in document.attachments)))
    printed = {a.printed for a in document.appearances}
    hidden = dict.fromkeys(
        name for entity in _entities(site, document) for name in _names(entity) if name not in printed
    )
    if hidden:
        found.append(Part("", "", f"{HIDDEN} {'. '.join(hidden)}", names=True))
    return [part for part in found if part.text or part.title]


def _entities(site: Site, document: Document) -> Iterator[Entity]:
    """Everything a document names, in its front matter or its text, that readers may look for by its other names."""
    refs = dict.fromkeys(
        (*(a.ref for a in document.appearances), *(ref for ref, _ in site.texts[document.path].mentions))
    )
    for ref in refs:
        entity = site.entities.get(ref) if ref is not None else None
        if entity is not None:
            yield entity


def _names(entity: Entity) -> Iterator[str]:
    yield from (name for name in (entity.name, *entity.aliases) if not name.startswith("/"))


def _runs(parts: list[Part]) -> Iterator[list[Part]]:
    """One run of parts for most documents; for long ones as many as keep an excerpt quick to fetch."""
    if sum(len(part.text) for part in parts) <= LONG:
        yield parts
        return
    run: list[Part] = []
    length = 0
    for part in parts:
        if run and part.anchor and length > LONG // 2:
            yield run
            run, length = [], 0
        run.append(part)
        length += len(part.text)
    yield run


def _html(document: Document, parts: Iterable[Part], first: bool, shadows: Shadows) -> str:
    """A record in the form Pagefind reads: headings with their anchors, words with their other forms."""

    def text(words: str) -> str:
        return html.escape(shadows.text(clean(words)))

    pieces = [f"<h1>{text(document.title)}</h1>"] if first else []
    for part in parts:
        if part.title and part.anchor:
            level = min(max(part.level, 2), 6)
            pieces.append(f'<h{level} id="{html.escape(part.anchor)}">{text(part.title)}</h{level}>')
        elif part.title:
            pieces.append(f"<p>{text(part.title)}</p>")
        if part.text and part.names:
            pieces.append(f"<p>{html.escape(shadows.names(clean(part.text)))}</p>")
        elif part.text:
            pieces.append(f"<p>{text(part.text)}</p>")
    return f"<!doctype html><html><body data-pagefind-body>{''.join(pieces)}</body></html>"


# ---------------------------------------------------------------- bundles


def _groups(site: Site, language: str, documents: list[Document]) -> Iterator[tuple[str, list[Document]]]:
    """One bundle, or several by time.

    Time is halved again and again at places that never move, until every piece is small enough. So a document more
    can only part its own piece in two; the bundles of other years stay as they are, to the byte.
    """
    sized = [(_moment(document.date), _size(site, document), document) for document in documents]

    def halve(first: int, length: int, inside: list[tuple[int, int, Document]]) -> Iterator[tuple[str, list[Document]]]:
        if not inside:
            return
        if sum(size for _, size, _ in inside) <= BUNDLE or length == 1:
            name = language if length == 1 << 16 else f"{language}-{_named(first)}-{_named(first + length - 1)}"
            yield name, [document for _, _, document in inside]
            return
        middle = first + length // 2
        yield from halve(first, length // 2, [one for one in inside if one[0] < middle])
        yield from halve(middle, length // 2, [one for one in inside if one[0] >= middle])

    yield from halve(0, 1 << 16, sized)  # 4096 years of 16 places, of which the months take twelve


def _moment(date: str) -> int:
    month = date[5:7]
    return (int(date[:4]) if date[:4].isdigit() else 0) % 4096 * 16 + (int(month) if month.isdigit() else 0)


def _named(moment: int) -> str:
    year, month = divmod(moment, 16)
    return f"{year:04}" if month in (0, 15) else f"{year:04}{month:02}"


def _size(site: Site, document: Document) -> int:
    return sum(map(len, site.texts[document.path].sections)) + 60 * len(document.appearances) + 500
