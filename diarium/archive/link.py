"""Parsed files to one linked `Site`: reads like the list of what has to be found out, in its order.

It holds no rule of its own (each stands in the module named for it) and touches no file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from diarium.archive import addresses, bodylinks, checks, meetings
from diarium.archive.cases import CaseNumbers
from diarium.archive.checks import FileFacts
from diarium.archive.meetings import Evidence, Meeting
from diarium.archive.mentions import Lexicon, Term, Woven, case_numbers_in, lexicon, weave
from diarium.archive.references import Reference, appearances, references
from diarium.archive.registry import Named, Ref, Registry
from diarium.archive.site import Appearance, Document, Mention, Site, TextPage, Tombstone
from diarium.config import Config
from diarium.messages import Checked, Message, Note, Span, error, warning
from diarium.model import Period
from diarium.reading.document import Parsed
from diarium.schema import DOCUMENT, KINDS, entry_fields, kinds
from diarium.spelling import slug

FIXED_FOLDERS = frozenset({"documents", "years", "search", "changes", "data", *(kind.folder for kind in KINDS)})


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that was read, sorted by path."""

    config: Config
    documents: tuple[Parsed, ...]
    entries: Mapping[str, tuple[Parsed, ...]]  # by kind
    pages: tuple[Parsed, ...]
    front: Parsed | None
    files: Mapping[str, FileFacts]  # whatever else lies in content/
    lock: tuple[addresses.Known, ...]
    unreadable: frozenset[str] = frozenset()  # files that have a message instead of a meaning


def link(content: Content, today: str, drafts: bool = False) -> Checked[Site]:
    """The whole archive with every name, meeting, case, address and link in its place."""
    config = content.config
    sorted_out = _sort_out(content, today, drafts)
    messages = list(sorted_out.messages)
    published = sorted_out.published

    registry, found, told = _registered(content, published)
    messages += told
    series_meetings, disagreements = meetings.assemble(_evidence(published, registry))
    messages += disagreements

    living = _living(content, sorted_out, registry, series_meetings)
    targets = bodylinks.Targets(
        files={
            **sorted_out.addresses,
            **{e.path: ref.path for ref, e in _entries(registry)},
            **{p.path: f"{p.slug}/" for p in content.pages},
        },
        unpublished=sorted_out.unpublished,
        unreadable=content.unreadable,
        anchors={sorted_out.addresses[p.path]: p.body.anchors for p in published},
        addresses=frozenset(living) | {""},
        registry=registry,
        facts=content.files,
    )
    hidden: frozenset[Ref] = frozenset()
    book = lexicon(registry, _glossary(content.pages), CaseNumbers(config.case_patterns), hidden)
    makers = _Makers(config, registry, targets, book, series_meetings, found)

    documents: dict[str, Document] = {}
    for parsed in sorted(published, key=lambda p: (p.fields.date or "", p.path)):
        address = sorted_out.addresses[parsed.path]
        checked = makers.document(parsed, address, today)
        messages += checked.messages
        documents[address] = checked.value
    descriptions: dict[Ref, Woven] = {}
    for ref, entry in _entries(registry):
        woven = makers.text(entry, ref.path, ref)
        messages += woven.messages
        descriptions[ref] = woven.value
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

    redirects, faded, gone = addresses.settle(
        content.lock,
        living,
        _claims(content, sorted_out, documents, registry),
        _successor(registry, series_meetings, living),
    )
    if not content.unreadable and all(parsed.fields.date for parsed in published):
        messages += gone  # what a broken file would have had is not missed on top of its own message
    messages += registry.look_alikes()
    messages += _unlisted(content, documents, makers.pictures)
    site = Site(
        config=config,
        documents=documents,
        tombstones=sorted_out.tombstones,
        entities=dict(sorted(registry.entities.items(), key=lambda item: (item[0].kind, item[0].id))),
        descriptions=descriptions,
        appearances=_by_entity(documents),
        mentions=_mentions(documents),
        meetings={
            ref.id: series_meetings.get(ref.id, ())
            for ref in sorted(registry.entities, key=lambda r: r.id)
            if ref.kind == "series"
        },
        gaps=_gaps(registry, series_meetings),
        text_pages=tuple(text_pages),
        front=TextPage("", front_title, front_lang, content.front, front_woven.value),
        redirects=redirects,
        faded=faded,
        pictures=dict(sorted(makers.pictures.items())),
        addresses=living,
    )
    return Checked(site, tuple(messages))


# ---------------------------------------------------------------- which documents are published, and where


@dataclass(slots=True)
class _SortedOut:
    published: tuple[Parsed, ...]
    addresses: dict[str, str]  # file → address, tombstones included
    unpublished: dict[str, str]  # file → why
    tombstones: tuple[Tombstone, ...]
    messages: list[Message]


def _sort_out(content: Content, today: str, drafts: bool) -> _SortedOut:
    published: list[Parsed] = []
    addresses_: dict[str, str] = {}
    unpublished: dict[str, str] = {}
    tombstones: list[Tombstone] = []
    messages: list[Message] = []
    taken: dict[str, Parsed] = {}
    for parsed in content.documents:
        fields = parsed.fields
        if fields.draft and not drafts:
            unpublished[parsed.path] = "is a draft"
            continue
        if fields.publish and fields.publish > today and not drafts:
            unpublished[parsed.path] = f"is not published before {fields.publish}"
            continue
        year = (fields.date or "0000")[:4]
        address = f"documents/{year}/{parsed.slug}/"
        if address in taken:
            messages.append(
                error(
                    "name-collision",
                    Span(parsed.path),
                    f"two documents would have the address /{address}",
                    "rename one of the files",
                    [Note("the other", Span(taken[address].path))],
                )
            )
            continue
        taken[address] = parsed
        addresses_[parsed.path] = address
        if fields.withdrawn:
            lang = fields.lang or content.config.language
            tombstones.append(
                Tombstone(
                    address,
                    fields.title or parsed.slug,
                    lang,
                    fields.withdrawn.date or "",
                    fields.withdrawn.reason or "",
                )
            )
        else:
            published.append(parsed)
    pages: dict[str, Parsed] = {}
    for page in content.pages:
        if page.slug in FIXED_FOLDERS or page.slug in ("index", "404"):
            messages.append(
                error(
                    "name-collision",
                    Span(page.path),
                    f"the address /{page.slug}/ belongs to Diarium's own pages",
                    "rename the file",
                )
            )
        if page.slug in pages:
            messages.append(
                error(
                    "name-collision",
                    Span(page.path),
                    f"two pages would have the address /{page.slug}/",
                    "rename one of the files",
                    [Note("the other", Span(pages[page.slug].path))],
                )
            )
        pages[page.slug] = page
    return _SortedOut(tuple(published), addresses_, unpublished, tuple(tombstones), messages)


# ---------------------------------------------------------------- names


def _registered(
    content: Content, published: Iterable[Parsed]
) -> tuple[Registry, dict[str, tuple[Reference, ...]], list[Message]]:
    """The registry, fed with every entry and every name in front matter and text."""
    registry = Registry()
    messages: list[Message] = []
    found: dict[str, tuple[Reference, ...]] = {}
    names: list[Named] = []
    for kind in KINDS:
        messages += registry.add_entries(kind, content.entries.get(kind.id, ()))
    for parsed in published:
        found[parsed.path] = tuple(references(parsed, DOCUMENT))
        names += [reference.named for reference in found[parsed.path]]
    for kind in KINDS:
        for entry in content.entries.get(kind.id, ()):
            found[entry.path] = tuple(references(entry, entry_fields(kind)))
            names += [reference.named for reference in found[entry.path]]
    numbers = CaseNumbers(content.config.case_patterns)
    for parsed in published:
        names += [Named("case", text, Span(parsed.path)) for text in case_numbers_in(parsed.body, numbers)]
    messages += registry.add_names(names)
    return registry, found, messages


def _entries(registry: Registry) -> Iterator[tuple[Ref, Parsed]]:
    for ref, entity in registry.entities.items():
        if entity.entry is not None:
            yield ref, entity.entry


def _glossary(pages: Iterable[Parsed]) -> Iterator[Term]:
    for page in pages:
        if page.fields.glossary:
            for term, explanation in page.body.definitions:
                yield Term(term, explanation)


# ---------------------------------------------------------------- meetings


def _evidence(published: Iterable[Parsed], registry: Registry) -> Iterator[Evidence]:
    """Everything that tells of a meeting of a series."""

    def city(name: str | None) -> Ref | None:
        return registry.find("city", name) if name else None

    for ref, entry in _entries(registry):
        if ref.kind != "series":
            continue
        for at, edition in enumerate(entry.fields.editions):
            yield Evidence(
                ref.id,
                "edition",
                entry.path,
                entry.span("editions", at),
                period=edition.date,
                number=edition.number,
                city=city(edition.city),
                status=edition.status,
                note=edition.note,
            )
    for parsed in published:
        fields = parsed.fields
        address = _address_of(parsed)
        own = registry.find("series", fields.series) if fields.series else None
        for at, tabled in enumerate(fields.tabled):
            body = registry.find("series", tabled.series) if tabled.series else None
            if body and (tabled.date or tabled.number):
                period = Period(tabled.date, tabled.date) if tabled.date else None
                yield Evidence(
                    body.id,
                    "tabled",
                    parsed.path,
                    parsed.span("tabled", at),
                    address,
                    period,
                    tabled.number,
                    item=tabled.item,
                )
        if own is None:
            continue
        meeting = fields.meeting
        if meeting and (meeting.date or meeting.number):
            yield Evidence(
                own.id,
                "about",
                parsed.path,
                parsed.span("meeting"),
                address,
                meeting.date,
                meeting.number,
                city(meeting.city),
                said=meeting,
            )
        for at, value in enumerate(fields.approves):
            number = meetings.number_text(value)
            period = None if number else Period(value, value)
            yield Evidence(own.id, "approves", parsed.path, parsed.span("approves", at), address, period, number)
        if fields.next and (fields.next.date or fields.next.number):
            written = meeting.date.last if meeting and meeting.date else (fields.date or "")
            yield Evidence(
                own.id,
                "next",
                parsed.path,
                parsed.span("next"),
                address,
                fields.next.date,
                fields.next.number,
                city(fields.next.city),
                written=written,
            )


def _address_of(parsed: Parsed) -> str:
    return f"documents/{(parsed.fields.date or '0000')[:4]}/{parsed.slug}/"


def _gaps(registry: Registry, known: Mapping[str, tuple[Meeting, ...]]) -> dict[str, tuple[meetings.Gap, ...]]:
    gaps = {}
    for ref, entry in _entries(registry):
        if ref.kind == "series":
            gaps[ref.id] = meetings.cadence_gaps(known.get(ref.id, ()), entry.fields.every)
    return gaps


# ---------------------------------------------------------------- addresses


def _living(
    content: Content, sorted_out: _SortedOut, registry: Registry, known: Mapping[str, tuple[Meeting, ...]]
) -> dict[str, tuple[str, str]]:
    """Every address of the site that must last: what stands there, and its name."""
    living: dict[str, tuple[str, str]] = {}
    titles = {parsed.path: parsed.fields.title or parsed.slug for parsed in content.documents}
    for file, address in sorted_out.addresses.items():
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
    for parsed in sorted_out.published:
        living.setdefault(f"years/{(parsed.fields.date or '0000')[:4]}/", ("year", (parsed.fields.date or "0000")[:4]))
    return dict(sorted(living.items()))


def _claims(
    content: Content, sorted_out: _SortedOut, documents: Mapping[str, Document], registry: Registry
) -> Iterator[addresses.Claim]:
    """Former addresses, as the content gives them."""
    for parsed in content.documents:
        target = sorted_out.addresses.get(parsed.path)
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
    for ref, entry in _entries(registry):
        for at, alias in enumerate(entry.fields.aliases):
            if alias.startswith("/"):
                yield addresses.Claim(alias, ref.path, entry.span("aliases", at))
    for page in content.pages:
        for at, old in enumerate(page.fields.aliases):
            yield addresses.Claim(old, f"{page.slug}/", page.span("aliases", at))


def _successor(registry: Registry, known: Mapping[str, tuple[Meeting, ...]], living: Mapping[str, object]) -> Any:
    """Where an address leads by itself: a name that became an alias, a meeting whose day became known."""

    def lead(gone: addresses.Known) -> str | None:
        what = gone.what.removesuffix(addresses.MENTIONED)
        if what in kinds():
            found = registry.find(what, gone.name)
            return found.path if found is not None and found.path in living else None
        if gone.what == "year":
            return "years/"
        if gone.what == addresses.STUB:
            _, series, key, *_ = gone.path.split("/")
            later = known.get(series, ())
            same = [m for m in later if m.key.startswith(key + "-") or slug(m.number or "") == key]
            return same[0].path if len(same) == 1 else None
        return None

    return lead


# ---------------------------------------------------------------- documents


@dataclass(slots=True)
class _Makers:
    """Makes the linked form of single files; what they need of the whole archive in one place."""

    config: Config
    registry: Registry
    targets: bodylinks.Targets
    book: Lexicon
    meetings: Mapping[str, tuple[Meeting, ...]]
    found: Mapping[str, tuple[Reference, ...]]
    pictures: dict[str, str] = field(default_factory=dict)

    def text(self, parsed: Parsed, address: str, itself: Ref | None = None) -> Checked[Woven]:
        links = bodylinks.resolve(parsed, address, {}, self.targets)
        self._publish_pictures(links.pictures, address)
        return Checked(weave(parsed.body, links.hrefs, self.book, itself), links.messages)

    def _publish_pictures(self, pictures: Iterable[str], address: str) -> None:
        for source in pictures:
            self.pictures[f"{address}{source.rpartition('/')[2]}"] = source

    def document(self, parsed: Parsed, address: str, today: str) -> Checked[Document]:
        fields = parsed.fields
        messages: list[Message] = [*checks.kind_of_document(parsed, self.config), *checks.dates(parsed, today)]
        named, told = appearances(self.found[parsed.path], address, self.registry)
        messages += told
        attached, told = checks.attachments(parsed, address, self.targets.facts)
        messages += told
        own_files = {a.source: a.path for a in attached if a.source and a.path}
        links = bodylinks.resolve(parsed, address, own_files, self.targets)
        messages += links.messages
        self._publish_pictures(links.pictures, address)
        related: list[str] = []
        for file, problem in bodylinks.related(parsed, self.targets):
            if problem:
                messages.append(problem)
            else:
                related.append(self.targets.files[file])
        if fields.approves and not fields.series:
            messages.append(
                warning(
                    "approves-without-series",
                    parsed.span("approves"),
                    "'approves' says nothing without a series",
                    "add the series whose minutes were approved",
                )
            )
        woven = weave(parsed.body, links.hrefs, self.book)
        title = fields.title or parsed.slug
        document = Document(
            path=address,
            parsed=parsed,
            title=title,
            date=fields.date or "",
            type=fields.type or "",
            lang=fields.lang or self.config.language,
            summary=fields.summary or _shortened(parsed.body.lead),
            woven=woven,
            appearances=named,
            attachments=attached,
            meeting=self._meeting_of(fields.series, lambda m: address in m.about),
            tabled=tuple(self._tabled(fields, address)),
            approves=tuple(self._all_meetings(fields.series, lambda m: address in m.approved_in)),
            announces=self._meeting_of(fields.series, lambda m: address in m.announced_in),
            cites=tuple(dict.fromkeys(self.targets.files[file] for file in links.documents)),
            related=tuple(dict.fromkeys(related)),
        )
        return Checked(document, tuple(messages))

    def _all_meetings(self, series: str | None, fits: Any) -> Iterator[tuple[str, str]]:
        ref = self.registry.find("series", series) if series else None
        for meeting in self.meetings.get(ref.id, ()) if ref else ():
            if fits(meeting):
                yield meeting.series, meeting.key

    def _meeting_of(self, series: str | None, fits: Any) -> tuple[str, str] | None:
        return next(self._all_meetings(series, fits), None)

    def _tabled(self, fields: Any, address: str) -> Iterator[tuple[str, str, str | None]]:
        for tabled in fields.tabled:
            for series, key in self._all_meetings(tabled.series, lambda m, t=tabled: (address, t.item) in m.tabled):
                yield series, key, tabled.item


def _shortened(text: str, limit: int = 280) -> str:
    """The first sentences of a paragraph, cut between words."""
    if len(text) <= limit:
        return text
    cut = text[:limit].rpartition(" ")[0] or text[:limit]
    stop = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    return cut[: stop + 1] if stop > limit // 3 else cut.rstrip(",;:– ") + " …"


# ---------------------------------------------------------------- backlinks


def _by_entity(documents: Mapping[str, Document]) -> dict[Ref, tuple[Appearance, ...]]:
    found: dict[Ref, list[Appearance]] = defaultdict(list)
    for document in documents.values():
        counted: set[tuple[Ref, str]] = set()
        for appearance in document.appearances:
            if appearance.ref is None or (appearance.ref, appearance.capacity) in counted:
                continue
            if appearance.capacity != "participants.organisation":
                counted.add((appearance.ref, appearance.capacity))
            found[appearance.ref].append(appearance)
    return {ref: tuple(listed) for ref, listed in found.items()}


def _mentions(documents: Mapping[str, Document]) -> dict[Ref, tuple[Mention, ...]]:
    found: dict[Ref, list[Mention]] = defaultdict(list)
    for document in documents.values():
        for ref, section in document.woven.mentions:
            found[ref].append(Mention(document.path, section))
    return {ref: tuple(listed) for ref, listed in found.items()}


def _unlisted(content: Content, documents: Mapping[str, Document], pictures: Mapping[str, str]) -> Iterator[Message]:
    used = {a.source for document in documents.values() for a in document.attachments} | set(pictures.values())
    listed = {checks.beside(p, a.file) for p in content.documents for a in p.fields.attachments if a.file}
    for path in sorted(content.files):
        if path not in used and path not in listed:
            yield warning(
                "unlisted-file",
                Span(path),
                "this file belongs to no document, so it is not published",
                "list it under attachments of its document, or delete it",
            )
