"""Pages that lead to other pages: the front page, the index of each kind, years, texts, and what has gone.

They list and count; what a thing is stands on its own page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from diarium.archive.registry import Entity
from diarium.archive.site import Faded, Redirect, Site, TextPage, Tombstone
from diarium.model import Record
from diarium.pages.showing import Showing
from diarium.pages.views import Block, Fact, Head, HomeView, IndexView, Link, NoteView, Row, Shelf, TextView, YearView
from diarium.reading.markdown import Body
from diarium.schema import KINDS, Kind
from diarium.spelling import initial, sort_key

NEWEST = 10


def home(show: Showing) -> HomeView:
    site, words = show.site, show.words
    front = site.front
    body = front.parsed.body if front.parsed else Body()
    counts = Counter(ref.kind for ref in site.entities)
    kinds = [Row(Link(words.documents, "documents/"), words.count("n_documents", len(site.documents)))]
    kinds += [Row(Link(k.many[show.language], f"{k.folder}/"), str(counts[k.id])) for k in KINDS if counts[k.id]]
    newest = list(site.documents)[::-1][:NEWEST]
    series = [
        Row(show.ref(entity.ref), words.count("n_meetings", len(site.meetings.get(entity.ref.id, ()))))
        for entity in show.by_name(site.of_kind("series"))
    ]
    return HomeView(
        head=Head(front.title, show.language, (), "", ""),
        text=show.text(body, front.woven, front.lang),
        newest=Block("newest", words.newest, show.documents(newest)),
        kinds=tuple(kinds),
        series=Block("series", _many("series", show), tuple(series)),
    )


def _many(kind: str, show: Showing) -> str:
    return next(k.many[show.language] for k in KINDS if k.id == kind)


def index_of_kind(show: Showing, kind: Kind) -> IndexView:
    entities = show.by_name(show.site.of_kind(kind.id))
    return IndexView(
        head=Head(kind.many[show.language], show.language, (), "", ""),
        count=str(len(entities)),
        shelves=_by_letter(show, entities),
        by=show.words.letters,
    )


def _by_letter(show: Showing, entities: list[Entity]) -> tuple[Shelf, ...]:
    shelves: dict[str, list[Row]] = defaultdict(list)
    for entity in entities:
        letter = initial(show.sorted_name(entity), show.language)
        shelves[letter].append(_entity_row(show, entity))
    ordered = sorted(shelves, key=lambda letter: "" if letter == "#" else sort_key(letter, show.language))
    return tuple(Shelf(_shelf_id(letter), letter, tuple(shelves[letter])) for letter in ordered)


def _shelf_id(letter: str) -> str:
    return "letter-" + {"#": "other", "Å": "aa", "Ä": "ae", "Ö": "oe", "Æ": "ae", "Ø": "oe"}.get(letter, letter.lower())


def _entity_row(show: Showing, entity: Entity) -> Row:
    named = {a.document for a in show.site.appearances.get(entity.ref, ())}
    named |= {m.document for m in show.site.mentions.get(entity.ref, ())}
    details = []
    if entity.entry is not None and "title" in entity.entry.fields and entity.entry.fields.title:
        details.append(Link(entity.entry.fields.title))
    if entity.ref.kind == "series":
        details.append(Link(show.words.count("n_meetings", len(show.site.meetings.get(entity.ref.id, ())))))
    elif named:
        details.append(Link(show.words.count("n_named", len(named))))
    return Row(show.ref(entity.ref), "", "", tuple(details))


def documents_index(show: Showing) -> IndexView:
    """All documents by year, newest first."""
    shelves: dict[str, list[str]] = defaultdict(list)
    for path, document in show.site.documents.items():
        shelves[document.date[:4]].append(path)
    years = sorted(shelves, reverse=True)
    return IndexView(
        head=Head(show.words.documents, show.language),
        count=show.words.count("n_documents", len(show.site.documents)),
        shelves=tuple(Shelf(f"year-{year}", year, show.documents(shelves[year])) for year in years),
        by=show.words.years,
    )


def years_of(site: Site) -> list[str]:
    return sorted({document.date[:4] for document in site.documents.values()})


def years_index(show: Showing) -> IndexView:
    counts = Counter(document.date[:4] for document in show.site.documents.values())
    rows = tuple(
        Row(Link(year, f"years/{year}/"), show.words.count("n_documents", counts[year]))
        for year in sorted(counts, reverse=True)
    )
    return IndexView(Head(show.words.years, show.language), "", (Shelf("years", show.words.years, rows),), "")


def year(show: Showing, which: str) -> YearView:
    documents = [path for path, document in show.site.documents.items() if document.date.startswith(which)]
    meetings = [
        show.meeting_row(meeting)
        for listed in show.site.meetings.values()
        for meeting in listed
        if meeting.period and meeting.period.year == which
    ]
    meetings.sort(key=lambda row: (row.iso, row.link.text))
    years = years_of(show.site)
    at = years.index(which)
    blocks = (
        Block("documents", show.words.documents, show.documents(documents)),
        Block("meetings", show.words.meetings_of_year, tuple(meetings)),
    )
    return YearView(
        Head(which, show.language, (Link(show.words.years, "years/"),), "", show.words.years),
        tuple(block for block in blocks if block.rows),
        Link(years[at - 1], f"years/{years[at - 1]}/") if at else None,
        Link(years[at + 1], f"years/{years[at + 1]}/") if at + 1 < len(years) else None,
    )


def text_page(show: Showing, page: TextPage) -> TextView:
    body = page.parsed.body if page.parsed else Body()
    statement = show.site.config.accessibility
    facts = accessibility_facts(statement) if page.path == "accessibility/" and statement else ()
    return TextView(Head(page.title, page.lang), show.text(body, page.woven, page.lang), facts)


def accessibility_facts(statement: Record) -> tuple[Fact, ...]:
    """What `archive.yml` says for the statement, as it stands there."""
    facts = []
    for name in statement:
        value = statement[name]
        values: Iterable[object] = value if isinstance(value, tuple) else (value,)
        facts.append(Fact(name.replace("_", " ").capitalize(), tuple(Link(str(one)) for one in values)))
    return tuple(facts)


# ---------------------------------------------------------------- what has gone


def tombstone(show: Showing, stone: Tombstone) -> NoteView:
    words = show.words
    lang = show.lang(stone.lang)
    facts = (
        Fact(words.withdrawn_on, (Link(words.date(stone.date)),)),
        Fact(words.reason, (Link(stone.reason, None, lang),)),
    )
    return NoteView(
        Head(stone.title, show.language, (Link(words.documents, "documents/"),), "", "", False), words.withdrawn, facts
    )


def redirect(show: Showing, redirect: Redirect) -> NoteView:
    name = show.site.addresses[redirect.target][1] if redirect.target in show.site.addresses else redirect.target
    link = Link(name, redirect.target)
    return NoteView(
        Head(show.words.moved, show.language, (), "", "", False), show.words.moved_to, (), (link,), redirect.target
    )


def faded(show: Showing, gone: Faded) -> NoteView:
    links = (Link(show.site.addresses[gone.target][1], gone.target),) if gone.target else ()
    sentence = f"{show.words.faded} {gone.name}"
    return NoteView(Head(gone.name, show.language, (), "", "", False), sentence, (), links)


def not_found(show: Showing) -> NoteView:
    links = [Link(show.words.start, ""), Link(show.words.documents, "documents/")]
    links += [Link(kind.many[show.language], f"{kind.folder}/") for kind in KINDS]
    return NoteView(
        Head(show.words.not_found, show.language, (), "", "", False), show.words.not_found_help, (), tuple(links)
    )
