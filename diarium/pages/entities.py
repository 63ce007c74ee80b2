"""The pages of people, cities, organisations, cases, themes and of any kind declared in the schema.

A kind without a builder of its own gets what every kind has: facts, description, documents, mentions, backlinks;
what is true of an entity was found out before and is never decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from diarium.archive.appearances import Appearance
from diarium.archive.mentions import Woven
from diarium.archive.registry import Entity, Ref
from diarium.pages.occasions import series_blocks
from diarium.pages.parts import Block, Fact, Head, Link, Row, Text
from diarium.pages.pictures import hanging
from diarium.pages.showing import Showing
from diarium.pages.views import EntityView, Excerpt, ThemeView
from diarium.schema import COMMON_ENTRY, entry_fields, kinds

Maker = Callable[[Showing, Entity], Iterable[Block]]


def entity_view(show: Showing, ref: Ref) -> EntityView | ThemeView:
    entity = show.site.entities[ref]
    text = description(show, entity)
    if kinds()[entity.ref.kind].id == "theme":
        return _theme(show, entity, text)
    makers = BLOCKS.get(entity.ref.kind, (in_documents, mentioned, from_registry))
    blocks = [block for make in makers for block in make(show, entity) if block.rows]
    pictures = hanging.on_entity(show, entity)
    return EntityView(head(show, entity), facts(show, entity), text, tuple(blocks), pictures)


def head(show: Showing, entity: Entity) -> Head:
    kind = kinds()[entity.ref.kind]
    title = show.name(entity.ref)
    if entity.entry is not None and "title" in entity.entry.fields and entity.entry.fields.title:
        title = f"{entity.name}: {entity.entry.fields.title}"
    stamp = (kind.one[show.language], entity.name) if kind.mention == "number" else ()
    crumbs = (Link(kind.many[show.language], f"{kind.folder}/"),)
    return Head(title, show.language, crumbs, "", kind.one[show.language], stamp=stamp)


def facts(show: Showing, entity: Entity) -> tuple[Fact, ...]:
    found: list[Fact] = []
    if entity.aliases:
        found.append(Fact(show.words.also_called, tuple(Link(alias) for alias in entity.aliases)))
    spelt = tuple(Link(s) for s in entity.spellings)
    if spelt:
        found.append(Fact(show.words.spelt_in_documents, spelt))
    if entity.entry is not None:
        own = [f for f in entry_fields(kinds()[entity.ref.kind]) if f.name != "title"]
        found += show.facts(entity.entry, tuple(f for f in own if f not in COMMON_ENTRY or f.label))
        if "roles" in entity.entry.fields:
            found += _roles(show, entity)
    return tuple(found)


def _roles(show: Showing, entity: Entity) -> Iterator[Fact]:
    assert entity.entry is not None
    said = []
    for role in entity.entry.fields.roles:
        years = (
            "–".join(show.words.date(end) if end else "" for end in (role["from"], role.to))
            if role["from"] or role.to
            else ""
        )
        said.append(Link(", ".join(filter(None, (role.role, role.organisation, role.party, years)))))
    if said:
        label = next(f.label for f in kinds()["person"].fields if f.name == "roles")
        yield Fact(show.words.label(label), tuple(said))


def description(show: Showing, entity: Entity) -> Text:
    if entity.entry is None:
        return Text(show.language)
    woven = show.site.descriptions.get(entity.ref, Woven((), "", ()))
    return show.text(entity.entry.body.outline, woven, show.language)


# ---------------------------------------------------------------- what every kind has


def in_documents(show: Showing, entity: Entity) -> Iterator[Block]:
    """Documents whose front matter names it, each with the capacity."""
    of_document: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in show.site.appearances.get(entity.ref, ()):
        of_document[appearance.document].append(appearance)
    rows = [
        show.document_row(path, dict.fromkeys([show.capacity(a) for a in listed]))
        for path, listed in of_document.items()
    ]
    yield Block("documents", show.words.in_documents, show.newest(rows))


def mentioned(show: Showing, entity: Entity) -> Iterator[Block]:
    """Documents whose running text names it, with the section."""
    sections: dict[str, list[int]] = defaultdict(list)
    for mention in show.site.mentions.get(entity.ref, ()):
        sections[mention.document].append(mention.section)
    rows = []
    for path, named in sections.items():
        lang = show.document(path).lang
        of_text = show.site.outlines[path]
        headed = [of_text[n] for n in named if n < len(of_text)]
        where = [Link(s.title, f"{path}#{s.anchor}", lang) for s in headed if s.anchor]
        rows.append(show.document_row(path, (), where))
    yield Block("mentions", show.words.mentioned_in, show.newest(rows))


def from_registry(show: Showing, entity: Entity) -> Iterator[Block]:
    """Registry entries of other things that point here."""
    rows = [
        Row(
            show.ref(other),
            "",
            "",
            (Link(kinds()[other.kind].one[show.language]),),
            (show.words.label(label).lower(),),
        )
        for other, label in show.relations.pointing[entity.ref]
    ]
    yield Block("registry", show.words.linked_from_registry, tuple(rows))


# ---------------------------------------------------------------- people


def appearances_of_person(show: Showing, entity: Entity) -> Iterator[Block]:
    """Every appearance with what was stated then."""
    of_document: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in show.site.appearances.get(entity.ref, ()):
        of_document[appearance.document].append(appearance)
    rows = []
    for path, listed in of_document.items():
        row = show.listed[path]
        details = [link for a in listed for link in show.stated(a, row.link.lang)]
        reasons = list(dict.fromkeys([show.capacity(a) for a in listed]))
        printed = [a.printed for a in listed if a.printed != entity.name]
        reasons += [f"”{p}”" for p in dict.fromkeys(printed)]
        rows.append(row._replace(details=(*row.details, *details), reasons=tuple(reasons)))
    yield Block("appearances", show.words.appearances, show.newest(rows))


# ---------------------------------------------------------------- cities


def held_here(show: Showing, entity: Entity) -> Iterator[Block]:
    rows = []
    for at in show.relations.held_in[entity.ref]:
        row = show.dated_meeting_row(show.site.meeting(*at))
        rows.append(row._replace(details=tuple(said for said in row.details if said.path != entity.ref.path)))
    for appearance in show.site.appearances.get(entity.ref, ()):
        if appearance.capacity != "meeting.city":
            continue
        document = show.site.documents[appearance.document]
        if document.meeting is None:
            period = document.held
            link = show.document(document.path)
            when = show.words.period(period) if period else show.words.date(document.date)
            rows.append(Row(link, when, period.first if period else document.date, (Link(show.words.without_series),)))
    rows.sort(key=lambda row: (row.iso, row.link.text), reverse=True)
    yield Block("held-here", show.words.held_here, tuple(rows))


def people_from_here(show: Showing, entity: Entity) -> Iterator[Block]:
    """Participants whose organisation belongs to the city."""
    found: dict[Ref, set[str]] = defaultdict(set)
    for organisation in _organisations(show, entity):
        named = show.site.appearances.get(organisation.ref, ())
        for path in dict.fromkeys(a.document for a in named if a.capacity == "participants.organisation"):
            for body, person, called in show.relations.speaking_for[path]:
                if body == organisation.ref:
                    found[person].add(called or organisation.name)
    rows = [
        Row(show.ref(person.ref), "", "", tuple(Link(o) for o in sorted(found[person.ref])))
        for person in show.by_name(show.site.entities[ref] for ref in found)
    ]
    yield Block("people", show.words.people_from_here, tuple(rows))


def _organisations(show: Showing, city: Entity) -> list[Entity]:
    return [show.site.entities[ref] for ref in show.relations.organisations_in[city.ref]]


def organisations_here(show: Showing, entity: Entity) -> Iterator[Block]:
    rows = tuple(Row(show.ref(o.ref)) for o in show.by_name(_organisations(show, entity)))
    yield Block("organisations", show.words.organisations_here, rows)


# ---------------------------------------------------------------- cases and themes


def case_time_line(show: Showing, entity: Entity) -> Iterator[Block]:
    """Documents of the case and the meetings they were at, in the order of time."""
    rows: list[Row] = []
    told: set[str] = set()
    for path in show.relations.by_case[entity.ref.id]:
        document = show.site.documents[path]
        rows.append(show.document_row(path))
        at = [(key, "tabled") for *key, _ in document.tabled] + (
            [(list(document.meeting), "meeting")] if document.meeting else []
        )
        for (series, key), why in at:
            meeting = show.site.meeting(series, key)
            if meeting.path not in told:
                told.add(meeting.path)
                reason = show.words.tabled_papers if why == "tabled" else show.words.meeting
                row = show.dated_meeting_row(meeting, (reason.lower(),))
                rows.append(row._replace(details=(*row.details, show.document(path))))
    rows.sort(key=lambda row: (row.iso, row.link.text))
    yield Block("time-line", show.words.timeline, tuple(rows))


def people_in_case(show: Showing, entity: Entity) -> Iterator[Block]:
    capacities: dict[Ref, dict[str, None]] = defaultdict(dict)
    for path in show.relations.by_case[entity.ref.id]:
        for appearance in show.site.documents[path].appearances:
            if appearance.ref is not None and appearance.ref.kind == "person":
                capacities[appearance.ref].setdefault(show.capacity(appearance))
    rows = [
        Row(show.ref(person.ref), "", "", (), tuple(capacities[person.ref]))
        for person in show.by_name(show.site.entities[ref] for ref in capacities)
    ]
    yield Block("people", show.words.people_in_case, tuple(rows))


def _theme(show: Showing, entity: Entity, text: Text) -> ThemeView:
    excerpts = []
    for document, number in show.relations.theme_sections(entity.ref.id):
        section = show.site.outlines[document.path][number]
        heading = Link(section.title, f"{document.path}#{section.anchor}", show.lang(document.lang))
        excerpts.append(Excerpt(show.document_row(document.path), heading, show.excerpt(document, number)))
    documents = Block(
        "documents", show.words.documents_on_theme, show.documents(show.relations.by_theme[entity.ref.id])
    )
    blocks = [documents, *from_registry(show, entity)]
    return ThemeView(
        head(show, entity),
        facts(show, entity),
        text,
        tuple(excerpts),
        tuple(b for b in blocks if b.rows),
        hanging.on_entity(show, entity),
    )


BLOCKS: dict[str, tuple[Maker, ...]] = {
    "person": (appearances_of_person, mentioned, from_registry),
    "city": (held_here, in_documents, mentioned, people_from_here, organisations_here, from_registry),
    "case": (case_time_line, people_in_case, mentioned, from_registry),
    "series": (series_blocks, mentioned, from_registry),
}
