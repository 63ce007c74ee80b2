"""What the search page reads beside the index: names to find while typing, facets of every document, titles.

All of it is small JSON made from the linked archive; nothing here knows how it is searched.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from diarium.archive.registry import Entity
from diarium.archive.site import Document, Site
from diarium.pages import numbers
from diarium.pages.holdings import Holdings
from diarium.pages.phrases import WORDS
from diarium.pages.shadow import spelt_short
from diarium.schema import KINDS, kinds
from diarium.spelling import fold, romanised

FOLDER = "search/"
TITLES = 128  # titles in one file
MOST_IN_ONE = 3_000  # entries of the finder in one file; more are parted by their words' letters
MOST_TITLES = 2_000  # of larger archives titles are found by the index alone

File = tuple[str, bytes]
Values = Iterable[tuple[str, str, str]]  # id, label, address


@dataclass(frozen=True, slots=True)
class Shelf:
    """A finished bundle as the search page has to know it."""

    name: str
    language: str
    digest: str
    urls: tuple[str, ...]  # in the order in which the index counts its pages


@dataclass(frozen=True, slots=True)
class Index:
    """The finished index as the search page has to know it."""

    shelves: tuple[Shelf, ...]
    engine: str  # the folder of what searches it
    programs: Mapping[str, tuple[str, ...]]  # for each language: a program, or one and a patch to it
    vocabulary: str  # the file that tells where to look up which bundles hold a word


def without_search(site: Site) -> tuple[File, ...]:
    """Tells every page that there is nothing to search in."""
    return ((f"{FOLDER}index.json", _json({"off": True, "words": _words(site.config.language)})),)


def files(holdings: Holdings, index: Index, feeds: frozenset[str]) -> tuple[File, ...]:
    """Everything the search page reads beside this index."""
    site = holdings.show.site
    documents = list(site.documents.values())
    number = {document.path: at for at, document in enumerate(documents)}
    entries = _entries(site)
    drawers: dict[str, list[Entry]] = defaultdict(list)
    if len(entries) > MOST_IN_ONE:
        for entry in entries:
            for where in _places(entry):
                drawers[where].append(entry)
    facets = {name: _facet(holdings, documents, of) for name, of in FACETS.items()}
    manifest = {
        "language": site.config.language,
        "name": site.config.name,
        "address": site.config.base_url,
        "engine": index.engine,
        "programs": index.programs,
        "vocabulary": index.vocabulary,
        "bundles": [
            {"name": s.name, "language": s.language, "digest": s.digest, "pages": _pages(s.urls, number)}
            for s in index.shelves
        ],
        "documents": len(documents),
        "titles": TITLES,
        "finder": sorted(drawers),
        "prefixes": _prefixes(site),
        "facets": [name for name, facet in facets.items() if facet["values"]],
        "kinds": {kind.id: [kind.one[site.config.language], f"{kind.folder}/"] for kind in KINDS},
        "feeds": sorted(kind.id for kind in KINDS if any(path.startswith(f"{kind.folder}/") for path in feeds)),
        "words": _words(site.config.language),
    }
    made: list[File] = [(f"{FOLDER}index.json", _json(manifest))]
    made.append((f"{FOLDER}documents.json", _json({"dates": [document.date for document in documents]})))
    made += [(f"{FOLDER}facets/{name}.json", _json(facet)) for name, facet in facets.items() if facet["values"]]
    for at in range(0, len(documents), TITLES):
        rows = [[d.path, d.title, d.lang] for d in documents[at : at + TITLES]]
        made.append((f"{FOLDER}titles/{at // TITLES}.json", _json(rows)))
    for name, inside in sorted(drawers.items()) or (("all", entries),):
        made.append((f"{FOLDER}finder/{name}.json", _json(inside)))
    return tuple(made)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _words(language: str) -> dict[str, str]:
    return {name[3:]: label[language] for name, label in WORDS.items() if name.startswith("js_")}


def _pages(urls: Iterable[str], number: Mapping[str, int]) -> list[int]:
    """The document of each page of a bundle, each as the step from the one before: mostly ones and noughts."""
    steps, before = [], 0
    for url in urls:
        here = number[url.partition("#")[0]]
        steps.append(here - before)
        before = here
    return steps


# ---------------------------------------------------------------- facets


def _facet(
    holdings: Holdings, documents: list[Document], of: Callable[[Holdings, Document], Values]
) -> dict[str, object]:
    """The values of one facet and, for each document, which of them it has."""
    places: dict[str, int] = {}
    values: list[list[str]] = []
    rows: list[list[int]] = []
    for document in documents:
        row = []
        for id, label, address in dict.fromkeys(of(holdings, document)):
            if id not in places:
                places[id] = len(values)
                values.append([id, label, address] if address else [id, label])
            row.append(places[id])
        rows.append(list(dict.fromkeys(row)))
    return {"values": values, "of": rows}


def _named(kind: str, left_out: tuple[str, ...] = ()) -> Callable[[Holdings, Document], Values]:
    def of(holdings: Holdings, document: Document) -> Values:
        entities = holdings.show.site.entities
        for appearance in document.appearances:
            if appearance.capacity in left_out:
                continue
            for ref in (appearance.ref, appearance.organisation_ref):
                if ref is not None and ref.kind == kind and ref in entities:
                    yield ref.id, entities[ref].name, ref.path

    return of


def _type(holdings: Holdings, document: Document) -> Values:
    yield document.type, holdings.show.type(document), ""


def _language(holdings: Holdings, document: Document) -> Values:
    yield document.lang, holdings.show.words.language_name(document.lang), ""


def _theme(holdings: Holdings, document: Document) -> Values:
    for ref in holdings.all[document.path].themes:
        yield ref.id, holdings.name(ref), ref.path


def _party(_holdings: Holdings, document: Document) -> Values:
    for appearance in document.appearances:
        if appearance.party:
            yield fold(appearance.party), appearance.party, ""


FACETS: dict[str, Callable[[Holdings, Document], Values]] = {
    "type": _type,
    "series": _named("series"),
    "city": _named("city", ("absent-cities",)),
    "theme": _theme,
    "language": _language,
    "organisation": _named("organisation"),
    "person": _named("person"),
    "party": _party,
    "case": _named("case"),
}


# ---------------------------------------------------------------- the finder

Entry = list[object]  # kind, name, address, other names, in how many documents, language where it matters


def _entries(site: Site) -> list[Entry]:
    named: dict[str, set[str]] = defaultdict(set)
    for ref, appearances in site.appearances.items():
        named[ref.path] |= {a.document for a in appearances}
    for ref, mentions in site.mentions.items():
        named[ref.path] |= {m.document for m in mentions}
    entries: list[Entry] = []
    for entity in site.entities.values():
        if entity.ref.path not in site.addresses:
            continue
        entries.append(
            [
                entity.ref.kind,
                entity.name,
                entity.ref.path,
                list(dict.fromkeys(_aka(entity))),
                len(named[entity.ref.path]),
            ]
        )
    if len(site.documents) <= MOST_TITLES:
        entries += [["document", d.title, d.path, [], 0, d.lang] for d in site.documents.values()]
    entries += [["page", page.title, page.path, [], 0, page.lang] for page in site.text_pages]
    return entries


def _aka(entity: Entity) -> Iterator[str]:
    yield from (name for name in (*entity.aliases, *entity.spellings) if name != entity.name)
    yield from filter(None, map(romanised, (entity.name, *entity.aliases, *entity.spellings)))
    if entity.entry is not None and "title" in entity.entry.fields and entity.entry.fields.title:
        yield entity.entry.fields.title


def _prefixes(site: Site) -> list[str]:
    """The letters that case numbers of this archive begin with, so that `ks 2019/123` is read as one number."""
    first = (numbers.groups(e.name)[:1] for e in site.entities.values() if kinds()[e.ref.kind].mention == "number")
    return sorted({one[0] for one in first if one and not one[0].isdigit() and len(one[0]) <= 6})


def _places(entry: Entry) -> set[str]:
    """The files an entry stands in: one for each word of its names, by its first letter and the first consonant after
    it, since vowels are what people mistype; one for each number, by its first two digits."""
    names = [str(entry[1]), *(str(name) for name in entry[3])] if isinstance(entry[3], list) else [str(entry[1])]
    return {place(word) for name in names for word in numbers.groups(spelt_short(name)) if word}


def place(word: str) -> str:
    """`satvedt` and `sotvedt` → `st`, `1873` → `18`; what has nothing of the kind is a place of its own."""
    if word.isdigit():
        return word[:2]
    first = word[0] if word[0].isascii() else "_"
    return first + next((c for c in word[1:] if c.isascii() and c not in "aeiouy"), "_")
