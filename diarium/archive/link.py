"""Parsed files to one linked `Site`: reads like the list of what has to be found out, in its order.

It holds no rule of its own (each stands in the module named for it) and touches no file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from diarium.archive import addresses, bodylinks, checks, doubles, meetings
from diarium.archive.appearances import Values, by_entity
from diarium.archive.cases import CaseNumbers
from diarium.archive.circles import circles
from diarium.archive.content import Content, Publication, sort_out
from diarium.archive.documents import Documents, MeetingsOf
from diarium.archive.evidence import evidence
from diarium.archive.meetings import Meeting
from diarium.archive.mentions import Term, Woven, lexicon
from diarium.archive.naming import registered
from diarium.archive.omissions import omissions
from diarium.archive.packed import Outlines, Texts
from diarium.archive.references import Reference, references
from diarium.archive.registry import PERSON, Named, Ref, Registry
from diarium.archive.site import Document, Faded, Mention, Redirect, Site, TextPage, Tombstone
from diarium.archive.unread import unread
from diarium.messages import Checked, Message, Span
from diarium.model import Laid
from diarium.reading.document import Parsed
from diarium.schema import DOCUMENT, KINDS, kinds
from diarium.spelling import slug


@dataclass(frozen=True, slots=True)
class Linked:
    """The linked archive, who can put one more text in the place of an old one, and what was said of single texts."""

    site: Site
    makers: Documents
    own: Mapping[str, tuple[Message, ...]]  # by file: what was said of a document by itself
    others: tuple[Message, ...]  # what else was said
    settle: Callable[[Iterable[addresses.Known]], Settled]  # the same archive after another list of addresses


Settled = tuple[tuple[Redirect, ...], tuple[Faded, ...], tuple[Message, ...]]


def link(content: Content, today: str, drafts: bool = False) -> Checked[Linked]:
    """The whole archive with every name, meeting, case, address and link in its place."""
    config = content.config
    publication = sort_out(content, today, drafts)
    messages = list(publication.messages)
    published = publication.published

    registry, found, told = registered(content, published)
    messages += told
    series_meetings, disagreements = meetings.assemble(evidence(published, registry))
    messages += disagreements

    living = _living(content, publication, registry, series_meetings)
    targets = bodylinks.Targets(
        files={
            **publication.addresses,
            **{e.path: ref.path for ref, e in registry.entries()},
            **{p.path: f"{p.slug}/" for p in content.pages},
        },
        unpublished=publication.unpublished,
        unreadable=content.unreadable,
        anchors={publication.addresses[p.path]: p.body.anchors for p in published if p.body.digest},
        addresses=frozenset(living) | {""},
        registry=registry,
        facts=content.files,
        cited=addresses.cited_before(content.lock),
    )
    book = lexicon(registry, _glossary(content.pages), CaseNumbers(config.case_patterns))
    makers = Documents(
        config, registry, targets, book, MeetingsOf(m for ms in series_meetings.values() for m in ms), found
    )

    names = _names(found, registry)
    documents: dict[str, Document] = {}
    outlines = Outlines()
    checksums: dict[str, str] = {}
    texts, values, laid = Texts(), Values(), Laid()
    named: list[tuple[str, Iterable[tuple[Ref, int]]]] = []
    own: dict[str, tuple[Message, ...]] = {}
    for parsed in sorted(published, key=lambda p: (p.fields.date or "", p.path)):  # as `Document.place` has it
        address = publication.addresses[parsed.path]
        checked = makers.document(parsed, address, today)
        own[parsed.path] = checked.messages
        document, (outline, text, checksums[address]) = checked.value
        documents[address] = document.naming(values, laid)
        outlines.add(address, outline)
        texts.add(address, text)
        named.append((address, text.mentions))
    makers.found = {}  # nobody asks for it any more, and it holds every file
    for parsed in publication.withdrawn:
        messages += checks.strange_dates(parsed, today)
    descriptions: dict[Ref, Woven] = {}
    for ref, entry in registry.entries():
        woven = makers.text(entry, ref.path, ref)
        messages += woven.messages
        descriptions[ref] = woven.value
        messages += [*checks.strange_dates(entry, today), *checks.unknown_meetings(entry)]
    text_pages: list[TextPage] = []
    for page in content.pages:
        woven = makers.text(page, f"{page.slug}/")
        messages += woven.messages
        text_pages.append(
            TextPage(
                f"{page.slug}/", page.fields.title or page.slug, page.fields.lang or config.language, page, woven.value
            )
        )
    front_woven = makers.text(content.front, "") if content.front else Checked(Woven((), "", ()))
    messages += front_woven.messages
    front_title = content.front.fields.title if content.front and content.front.fields.title else config.name
    front_lang = content.front.fields.lang if content.front and content.front.fields.lang else config.language

    claims = tuple(_claims(content, publication, documents, registry))
    excused = frozenset(_told_by(publication.withdrawn, registry, content))

    def settle(before: Iterable[addresses.Known]) -> Settled:
        lead = _successor(registry, series_meetings, living)
        return addresses.settle(before, living, claims, lead, excused, _withheld(content, registry))

    redirects, faded, gone = settle(content.lock)
    if not content.unreadable and all(parsed.fields.date for parsed in published):
        messages += gone  # what a broken file would have had is not missed on top of its own message
    messages += doubles.look_alikes(registry)
    messages += unread(content, documents, makers.shown)
    site = Site(
        config=config,
        documents=documents,
        outlines=outlines,
        texts=texts,
        checksums=checksums,
        tombstones=tuple(_tombstones(publication, registry)),
        entities=dict(sorted(registry.entities.items(), key=lambda item: (item[0].kind, item[0].id))),
        names=names,
        descriptions=descriptions,
        appearances=by_entity((one.appearances for one in documents.values()), values),
        values=values,
        mentions=mentions_in(named),
        meetings={
            ref.id: series_meetings.get(ref.id, ())
            for ref in sorted(registry.entities, key=lambda r: r.id)
            if ref.kind == "series"
        },
        meeting_at={(m.series, m.key): m for listed in series_meetings.values() for m in listed},
        gaps=_gaps(registry, series_meetings),
        text_pages=tuple(text_pages),
        front=TextPage("", front_title, front_lang, content.front, front_woven.value),
        redirects=redirects,
        faded=faded,
        pictures=dict(sorted(makers.pictures.items())),
        addresses=living,
        cited=tuple(sorted(makers.cited)),
    )
    messages += omissions(site, today)
    messages += circles(site, registry)
    everything = (*messages, *chain.from_iterable(own.values()))
    return Checked(Linked(site, makers, own, tuple(messages), settle), everything)


# ---------------------------------------------------------------- names


def _told_by(withdrawn: Iterable[Parsed], registry: Registry, content: Content) -> Iterator[str]:
    """Addresses of what withdrawn documents name and of the meetings they tell of."""
    alone = Registry(content.unlisted, content.stand_ins)
    for kind in KINDS:
        list(alone.add_entries(kind, (entry for ref, entry in registry.entries() if ref.kind == kind.id)))
    list(alone.add_names([one.named for parsed in withdrawn for one in references(parsed, DOCUMENT)]))
    yield from (ref.path for ref in alone.entities)
    of_series, _ = meetings.assemble(evidence(withdrawn, alone))
    yield from (meeting.path for listed in of_series.values() for meeting in listed)


def _names(found: Mapping[str, tuple[Reference, ...]], registry: Registry) -> dict[tuple[str, str], Ref]:
    names: dict[tuple[str, str], Ref] = {}
    for reference in (one for path in found for one in found[path]):
        named = reference.named
        if named.id is None and (named.kind, named.text) not in names:
            ref = registry.find(named.kind, named.text)
            if ref is not None:
                names[named.kind, named.text] = ref
    return names


def _tombstones(publication: Publication, registry: Registry) -> Iterator[Tombstone]:
    """Each with what the document was about, as far as the rest of the archive still knows it."""
    for stone, parsed in zip(publication.tombstones, publication.withdrawn, strict=True):
        meant = (registry.resolve(reference.named) for reference in references(parsed, DOCUMENT))
        yield replace(stone, refs=tuple(dict.fromkeys(ref for ref in meant if isinstance(ref, Ref))))


def _glossary(pages: Iterable[Parsed]) -> Iterator[Term]:
    for page in pages:
        if page.fields.glossary:
            for term, explanation in page.body.definitions:
                yield Term(term, explanation)


# ---------------------------------------------------------------- meetings


def _gaps(registry: Registry, known: Mapping[str, tuple[Meeting, ...]]) -> dict[str, tuple[meetings.Gap, ...]]:
    gaps = {}
    for ref, entry in registry.entries():
        if ref.kind == "series":
            gaps[ref.id] = meetings.cadence_gaps(known.get(ref.id, ()), entry.fields.every)
    return gaps


# ---------------------------------------------------------------- addresses


def _living(
    content: Content, publication: Publication, registry: Registry, known: Mapping[str, tuple[Meeting, ...]]
) -> dict[str, tuple[str, str]]:
    """Every address of the site that must last: what stands there, and its name."""
    living: dict[str, tuple[str, str]] = {}
    titles = {parsed.path: parsed.fields.title or parsed.slug for parsed in content.documents}
    for file, address in publication.addresses.items():
        living[address] = ("document", titles[file])
    for ref, entity in registry.entities.items():
        lasting = entity.registered or kinds()[ref.kind].id in ("series", "case")
        living[ref.path] = (ref.kind if lasting else ref.kind + addresses.MENTIONED, entity.name)
    for series, found in known.items():
        for meeting in found:
            what = addresses.STUB if meeting.is_stub else "meeting"
            name = f"{registry.entities[Ref('series', series)].name} {meeting.number or meeting.period or ''}".strip()
            living[meeting.path] = (what, name)
    for page in content.pages:
        living[f"{page.slug}/"] = ("page", page.fields.title or page.slug)
    for parsed in publication.published:
        living.setdefault(f"years/{(parsed.fields.date or '0000')[:4]}/", ("year", (parsed.fields.date or "0000")[:4]))
        if parsed.fields.type:
            living.setdefault(addresses.of_type(parsed.fields.type), ("type", parsed.fields.type))
    return dict(sorted(living.items()))


def _claims(
    content: Content, publication: Publication, documents: Mapping[str, Document], registry: Registry
) -> Iterator[addresses.Claim]:
    """Former addresses, as the content gives them."""
    for parsed in content.documents:
        target = publication.addresses.get(parsed.path)
        if target is None:
            continue
        document = documents.get(target)
        for at, old in enumerate(parsed.fields.aliases):
            leads_to = target
            if old.startswith("/series/") and document is not None and document.meeting is not None:
                leads_to = (
                    f"series/{document.meeting[0]}/{document.meeting[1]}/"  # a meeting that moved leads to the meeting
                )
            yield addresses.Claim(old, leads_to, parsed.span("aliases", at))
    for ref, entry in registry.entries():
        for at, alias in enumerate(entry.fields.aliases):
            if alias.startswith("/"):
                yield addresses.Claim(alias, ref.path, entry.span("aliases", at))
    for page in content.pages:
        for at, old in enumerate(page.fields.aliases):
            yield addresses.Claim(old, f"{page.slug}/", page.span("aliases", at))


def _successor(registry: Registry, known: Mapping[str, tuple[Meeting, ...]], living: Mapping[str, object]) -> Any:
    """Where an address leads by itself: a name that became an alias, a meeting whose day became known."""

    def lead(gone: addresses.Known) -> str | None:
        what = addresses.kind_of(gone)
        if what in kinds():
            found = registry.find(what, gone.name)
            return found.path if found is not None and found.path in living else None
        if gone.what in ("year", "type"):  # a list that nothing stands in any more leads to the list above it
            return {"year": "years/", "type": "documents/"}[gone.what]
        if gone.what in (addresses.STUB, "meeting"):
            _, series, key, *_ = gone.path.split("/")
            home = series if series in known else _heir(registry, series)
            if gone.what == "meeting" and home == series:
                return None
            later = known.get(home, ())
            same = [m for m in later if m.key == key] or [
                m for m in later if m.key.startswith(key + "-") or slug(m.number or "") == key
            ]
            return same[0].path if len(same) == 1 else None
        return None

    return lead


def _heir(registry: Registry, series: str) -> str:
    """The series that says a former one's address or name is its own."""
    for ref, entry in registry.entries():
        if ref.kind == "series" and any(alias.strip("/") == f"series/{series}" for alias in entry.fields.aliases):
            return ref.id
    found = registry.find("series", series)
    return found.id if found is not None else series


def _withheld(content: Content, registry: Registry) -> Callable[[addresses.Known], addresses.Withheld]:
    """Which former addresses are told without a name, or not at all, for a person's sake."""

    def told(known: addresses.Known) -> addresses.Withheld:
        person = addresses.kind_of(known) == PERSON
        mentioned = known.what.endswith(addresses.MENTIONED)
        if content.unspoken(known.path, False) or ((person or mentioned) and content.unspoken(known.name, mentioned)):
            return "wholly"
        if person and registry.is_unlisted(Named(PERSON, known.name, Span(""), known.path.split("/")[1])):
            return "name"
        if person and registry.is_unlisted(Named(PERSON, known.name, Span(""))):
            return "name"
        return "no"

    return told


# ---------------------------------------------------------------- backlinks


def mentions_in(texts: Iterable[tuple[str, Iterable[tuple[Ref, int]]]]) -> dict[Ref, tuple[Mention, ...]]:
    """Which texts name an entity, in the order of the site's documents."""
    found: dict[Ref, list[Mention]] = defaultdict(list)
    for address, named in texts:
        for ref, section in named:
            found[ref].append(Mention(address, section))
    return {ref: tuple(listed) for ref, listed in found.items()}
