"""Pages that lead to other pages: the front page, the index of each kind, years, texts, and what has gone.

They list and count; what a thing is stands on its own page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from diarium.archive.addresses import of_type
from diarium.archive.registry import Entity
from diarium.archive.site import Faded, Redirect, TextPage, Tombstone
from diarium.pages.parts import Block, Fact, Head, Link, Row, Text
from diarium.pages.pictures import hanging
from diarium.pages.pictures.years import MOST_BARS, decade_id
from diarium.pages.showing import Showing, naming
from diarium.pages.statement import statement, title
from diarium.pages.views import HomeView, IndexView, NoteView, SearchView, Shelf, TextView, Way, YearView
from diarium.reading.body import Body
from diarium.schema import KINDS, Kind, kinds
from diarium.spelling import initial, sort_key

NEWEST = 8
MOVING = 6  # cases on the front page
SERIES = 8  # series on the front page
PLACES = 12  # cities on the front page
AT_ONCE = 400  # so many documents stand on one page; beyond that their index is one of years


def home(show: Showing) -> HomeView:
    site, words = show.site, show.words
    front = site.front
    body = front.parsed.body if front.parsed else Body()
    counts = Counter(ref.kind for ref in site.entities)
    kinds = [Row(Link(words.documents, "documents/"), words.figure(len(site.documents)))]
    kinds += [
        Row(Link(k.many[show.language], f"{k.folder}/"), words.figure(counts[k.id])) for k in KINDS if counts[k.id]
    ]
    newest = list(site.documents)[::-1][:NEWEST]
    more = Link(words.show_all, "documents/") if len(site.documents) > NEWEST else None
    intro, text = _parted(show.text(body.outline, front.woven, front.lang))
    years = sorted(show.relations.by_year)
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
    return HomeView(
        head=Head(
            front.title,
            show.language,
            (),
            body.lead,
            stamp=(words.documents, span) if span else (),
            title_lang=show.lang(front.lang) if front.parsed and front.parsed.fields.title else None,
        ),
        intro=intro,
        text=text,
        newest=Block("newest", words.newest, show.documents(newest), more),
        kinds=tuple(kinds),
        series=_series_moving(show),
        cases=_cases_moving(show),
        places=_places(show),
        pictures=hanging.on_front(show),
    )


def _parted(text: Text) -> tuple[str, Text]:
    """The first paragraph, where the text begins with one, and the rest."""
    first = text.parts[0] if text.parts else None
    if first is None or first.level or not first.html.startswith("<p "):
        return "", text
    intro, end, rest = first.html.partition("</p>\n")
    parts = (first._replace(html=rest), *text.parts[1:]) if rest.strip() else text.parts[1:]
    return intro + end, replace(text, parts=parts)


def _series_moving(show: Showing) -> Block:
    """The series that met last, in the order of the alphabet."""
    series = show.site.of_kind("series")
    last = {
        e.ref: max((m.period.last for m in show.site.meetings.get(e.ref.id, ()) if m.period), default="")
        for e in series
    }
    chosen = sorted(series, key=lambda e: (last[e.ref], e.ref.id), reverse=True)[:SERIES]
    more = Link(show.words.show_all, "series/") if len(series) > SERIES else None
    return Block("series", _many("series", show), tuple(_series_row(show, e) for e in show.by_name(chosen)), more)


def _series_row(show: Showing, entity: Entity) -> Row:
    """A series with its years, the number of its meetings, and the next one where it is announced."""
    words = show.words
    meetings = show.site.meetings.get(entity.ref.id, ())
    held = [m.period.year for m in meetings if m.period and (m.status != "announced" or m.about)]
    span = held[0] if len(set(held)) == 1 else f"{min(held)}–{max(held)}" if held else ""
    details = [Link(words.count("n_meetings", len(meetings)))]
    for coming in [m for m in meetings[-1:] if m.status == "announced"]:
        when = words.period(coming.period) if coming.period else coming.number or ""
        details.append(Link(words("announced_for", when), coming.path))
    return Row(show.ref(entity.ref), span, "", tuple(details))


def _cases_moving(show: Showing) -> Block:
    """The cases in which something happened last, by the newest day that a document or a meeting gives."""
    latest: dict[str, str] = {}
    dates, tabled_at = show.relations.dates, show.relations.tabled_at
    for case, paths in show.relations.by_case.items():
        days = [dates[path] for path in paths]
        for path in paths:
            for series, key in tabled_at.get(path, ()):
                period = show.site.meeting(series, key).period
                days += [period.last] if period else []
        latest[case] = max(days)
    entities = {entity.ref.id: entity for entity in show.site.of_kind("case")}
    chosen = sorted((id for id in latest if id in entities), key=lambda id: (latest[id], id), reverse=True)
    rows = []
    for id in chosen[:MOVING]:
        entity = entities[id]
        fields = entity.entry.fields if entity.entry is not None else None
        said = [Link(text) for text in (fields.title, fields.status) if text] if fields is not None else []
        said.append(Link(show.words.count("n_documents", len(show.relations.by_case[id]))))
        rows.append(Row(show.ref(entity.ref), show.words.date(latest[id]), latest[id], tuple(said)))
    more = Link(show.words.show_all, "cases/") if len(entities) > MOVING else None
    return Block("cases", show.words.cases_moving, tuple(rows), more)


def _places(show: Showing) -> Block:
    """The cities that most documents name, in the order of the alphabet."""
    cities = show.site.of_kind("city")
    named = show.each(naming)
    often = sorted(cities, key=lambda e: (-named[e.ref], sort_key(e.name, show.language)))[:PLACES]
    rows = [
        Row(show.ref(e.ref), "", "", (Link(show.words.figure(n)),) if (n := named[e.ref]) else ())
        for e in show.by_name(often)
    ]
    more = Link(show.words.show_all, "cities/") if len(cities) > PLACES else None
    return Block("places", show.words.places, tuple(rows), more)


def _many(kind: str, show: Showing) -> str:
    return next(k.many[show.language] for k in KINDS if k.id == kind)


def index_of_kind(show: Showing, kind: Kind) -> IndexView:
    entities = show.by_name(show.site.of_kind(kind.id))
    return IndexView(
        head=Head(kind.many[show.language], show.language, (), "", ""),
        count=show.words.figure(len(entities)),
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
    details = []
    if entity.entry is not None and "title" in entity.entry.fields and entity.entry.fields.title:
        details.append(Link(entity.entry.fields.title))
    if entity.ref.kind == "series":
        details.append(Link(show.words.count("n_meetings", len(show.site.meetings.get(entity.ref.id, ())))))
    elif named := show.each(naming)[entity.ref]:
        details += _latest_organisation(show, entity)
        details.append(Link(show.words.count("n_named", named)))
    return Row(show.ref(entity.ref), "", "", tuple(details))


def _latest_organisation(show: Showing, entity: Entity) -> list[Link]:
    """Where a person came from, as the newest document says that tells."""
    if kinds()[entity.ref.kind].mention != "full":
        return []
    stated = [a for a in show.site.appearances.get(entity.ref, ()) if a.organisation]
    dates = show.relations.dates
    newest = max(stated, key=lambda a: (dates[a.document], a.document), default=None)
    if newest is None:
        return []
    return [Link(newest.organisation or "", None, show.document(newest.document).lang)]


def documents_index(show: Showing) -> IndexView:
    """All documents by year, newest first, and the way to those of one type."""
    types = show.relations.by_type
    by_type = tuple(
        Row(Link(show.type_name(type), of_type(type)), show.words.figure(len(types[type])))
        for type in sorted(types, key=lambda type: sort_key(show.type_name(type), show.language))
    )
    return IndexView(
        head=Head(show.words.documents, show.language),
        count=show.words.figure(len(show.site.documents)),
        shelves=_by_year(show, list(show.site.documents)),
        by=show.words.by_year,
        ways=(Way(show.words.by_type, by_type),) if len(by_type) > 1 else (),
    )


def _by_year(show: Showing, paths: list[str], typed: bool = True) -> tuple[Shelf, ...]:
    """Newest year first; where there are too many for one page, each year says how many and leads to its own."""
    shelves: dict[str, list[str]] = defaultdict(list)
    dates = show.relations.dates
    for path in paths:
        shelves[dates[path][:4]].append(path)
    years = sorted(shelves, reverse=True)
    if len(paths) <= AT_ONCE:
        return tuple(
            Shelf(f"year-{year}", year, show.documents(shelves[year], typed), Link(year, f"years/{year}/"))
            for year in years
        )
    rows = tuple(
        Row(Link(year, f"years/{year}/"), show.words.count("n_documents", len(shelves[year]))) for year in years
    )
    return (Shelf("years", show.words.years, rows),)


def type_index(show: Showing, type: str) -> IndexView:
    """The documents of one type by year."""
    paths = show.relations.by_type[type]
    return IndexView(
        head=Head(show.type_name(type), show.language, (Link(show.words.documents, "documents/"),)),
        count=show.words.figure(len(paths)),
        shelves=_by_year(show, paths, typed=False),
        by=show.words.by_year,
    )


def years_index(show: Showing) -> IndexView:
    rows = {
        year: Row(Link(year, f"years/{year}/"), show.words.count("n_documents", len(paths)))
        for year, paths in sorted(show.relations.by_year.items(), reverse=True)
    }
    head = Head(show.words.years, show.language)
    if not rows or int(max(rows)) - int(min(rows)) < MOST_BARS:
        return IndexView(head, "", (Shelf("years", show.words.years, tuple(rows.values())),), "")
    decades: dict[int, list[Row]] = defaultdict(list)
    for year, row in rows.items():
        decades[int(year) // 10 * 10].append(row)
    shelves = (Shelf(decade_id(d), show.words("decade", str(d)), tuple(listed)) for d, listed in decades.items())
    return IndexView(head, "", tuple(shelves), show.words.years)


def year(show: Showing, which: str) -> YearView:
    """Everything of one year: its documents by type, and its meetings."""
    types: dict[str, list[str]] = defaultdict(list)
    for path in show.relations.by_year[which]:
        types[show.site.documents[path].type].append(path)
    standing = [show.site.meeting(*at) for at in show.relations.met_in[which]]
    meetings = [show.dated_meeting_row(meeting) for meeting in standing if meeting.period]
    meetings.sort(key=lambda row: (row.iso, row.link.text))
    years = sorted(show.relations.by_year)
    at = years.index(which)
    ordered = sorted(types, key=lambda type: sort_key(show.type_name(type), show.language))
    blocks = [Block(f"type-{type}", show.type_name(type), show.documents(types[type], typed=False)) for type in ordered]
    blocks.append(Block("meetings", show.words.meetings_of_year, tuple(meetings)))
    return YearView(
        Head(which, show.language, (Link(show.words.years, "years/"),)),
        tuple(block for block in blocks if block.rows),
        Link(years[at - 1], f"years/{years[at - 1]}/") if at else None,
        Link(years[at + 1], f"years/{years[at + 1]}/") if at + 1 < len(years) else None,
    )


STATEMENT = "accessibility/"


def text_page(show: Showing, page: TextPage) -> TextView:
    body = page.parsed.body if page.parsed else Body()
    passages = statement(show.site.config) if page.path == STATEMENT else ()
    return TextView(
        Head(page.title, page.lang, (), body.lead), show.text(body.outline, page.woven, page.lang), passages
    )


def statement_page(show: Showing) -> TextView:
    """The accessibility statement of an archive that wrote no page about it."""
    config = show.site.config
    return TextView(Head(title(config.language), config.language), Text(config.language), statement(config))


def search(show: Showing) -> SearchView:
    words = show.words
    lists = [Link(words.documents, "documents/"), Link(words.years, "years/")]
    lists += [Link(kind.many[show.language], f"{kind.folder}/") for kind in KINDS]
    examples = ("search_words", "search_phrase", "search_minus", "search_case", "search_name", "search_begin")
    help = tuple(Fact(words(f"{name}_example"), (Link(words(name)),)) for name in examples)
    return SearchView(Head(words.search_archive, show.language), show.searchable, help, tuple(lists))


# ---------------------------------------------------------------- what has gone


def tombstone(show: Showing, stone: Tombstone) -> NoteView:
    words = show.words
    lang = show.lang(stone.lang)
    facts = (
        Fact(words.withdrawn_on, (Link(words.date(stone.date)),)),
        Fact(words.reason, (Link(stone.reason, None, lang),)),
    )
    return NoteView(
        Head(stone.title, show.language, (Link(words.documents, "documents/"),), "", "", False, title_lang=lang),
        words.withdrawn,
        facts,
    )


def redirect(show: Showing, redirect: Redirect) -> NoteView:
    if redirect.target in show.site.documents:
        link = show.document(redirect.target)
    else:
        known = show.site.addresses.get(redirect.target)
        link = Link(known[1] if known else redirect.target, redirect.target)
    return NoteView(
        Head(show.words.moved, show.language, (), "", "", False), show.words.moved_to, (), (link,), redirect.target
    )


def faded(show: Showing, gone: Faded) -> NoteView:
    if not gone.name:
        return NoteView(Head(show.words.withheld, show.language, (), "", "", False), show.words.withheld_help)
    links = (Link(show.site.addresses[gone.target][1], gone.target),) if gone.target else ()
    sentence = show.words.faded_moved if links else show.words.faded
    return NoteView(Head(gone.name, show.language, (), "", "", False), sentence, (), links)


def not_found(show: Showing) -> NoteView:
    links = [Link(show.words.start, ""), Link(show.words.documents, "documents/")]
    links += [Link(kind.many[show.language], f"{kind.folder}/") for kind in KINDS]
    return NoteView(
        Head(show.words.not_found, show.language, (), "", "", False), show.words.not_found_help, (), tuple(links)
    )
