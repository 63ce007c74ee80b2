"""What documents and people have to do with one another, each time with the reason.

It reads the linked site and answers questions; it adds nothing to it.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from itertools import chain
from typing import Any

from diarium.archive.meetings import Meeting
from diarium.archive.reads import Reads
from diarium.archive.registry import Entity, Ref
from diarium.archive.site import Document, Site
from diarium.model import Label
from diarium.schema import entry_fields, kinds, name_paths
from diarium.spelling import fold

_TOGETHER = frozenset(
    {"case", "series", "theme"}
)  # documents that name the same one of these have to do with each other
_TAKING_PART = "participants.name"
NEAREST = 3  # of what is alike only by series or theme, so many on either side
REASONS = (
    "same_meeting",
    "same_case",
    "approves",
    "approved_by",
    "declared",
    "cites",
    "cited_by",
    "tabled_together",
    "same_series",
    "same_theme",
)


@dataclass(frozen=True, slots=True)
class Reason:
    code: str  # one of REASONS
    said: str = ""  # the case number, the theme


@dataclass(frozen=True, slots=True)
class Relation:
    document: str
    reasons: tuple[Reason, ...]


class Relations:
    """Indexes over the site, made once, that answer for every page."""

    def __init__(self, site: Site, reads: Reads) -> None:
        self.site = site
        indexes = _Indexes(site)
        self.by_case = reads.follow("by case", indexes.by_case, [])
        self.by_theme = reads.follow("by theme", indexes.by_theme, [])
        self.by_series = reads.follow("by series", indexes.by_series, [])
        self.by_meeting = reads.follow("by meeting", indexes.by_meeting, [])
        self.held_in = reads.follow("held in", indexes.held_in, [])
        self.tabled = reads.follow("tabled", indexes.tabled, [])
        self.pointed = reads.follow("pointed", indexes.pointed, [])
        self.pointing = reads.follow("pointing", indexes.pointing, [])
        self.gone = reads.follow("gone", {stone.path: stone for stone in site.tombstones})
        self.themes_of = reads.follow("themes of", indexes.themes_of, ())
        # What no edit of a title touches, so that a page that asks for no more of documents does not follow from one.
        of_all: dict[str, Any] = {
            "dates": indexes.dates,
            "tabled at": indexes.tabled_at,
            "without case": indexes.without_case,
            "attached": indexes.attached,
        }
        self._of_all = reads.follow("of all", of_all)
        self.by_year = reads.follow("by year", indexes.by_year, [])
        self.by_type = reads.follow("by type", indexes.by_type, [])
        self.met_in = reads.follow("met in", indexes.met_in, [])
        self.organisations_in = reads.follow("organisations in", organisations_by_city(site), [])
        self._theme_headings = reads.follow("theme headings", indexes.theme_headings)
        self._participants = reads.work_out("participants", self._participants_of)
        self.speaking_for = reads.work_out("speaking for", self._speaking_for)
        self._neighbours = reads.work_out("neighbours", self._neighbours_of)
        self._nearest = reads.work_out("nearest", self._nearest_of)
        # The places of documents in their lists, and of meetings in their series, when first asked for.
        self._places: dict[tuple[str, str], dict[str, int]] = {}
        self._orders: dict[str, dict[str, int]] = {}

    @property
    def dates(self) -> dict[str, str]:
        """Of all documents, by address; one piece of the archive, for lists that go through most of them anyway."""
        dates: dict[str, str] = self._of_all["dates"]
        return dates

    @property
    def tabled_at(self) -> dict[str, list[tuple[str, str]]]:
        """The meetings at which documents were on the agenda, by the address of the document; those at none are not in it."""
        at: dict[str, list[tuple[str, str]]] = self._of_all["tabled at"]
        return at

    @property
    def without_case(self) -> list[str]:
        """The documents that name no case."""
        listed: list[str] = self._of_all["without case"]
        return listed

    @property
    def attached(self) -> dict[str, list[str | None]]:
        """What is attached to documents, by the address of the document: the title of each where the file is missing."""
        at: dict[str, list[str | None]] = self._of_all["attached"]
        return at

    def over(self, site: Site) -> Relations:
        """The same for an archive in which a few documents are others, or new; what is known of the rest stays."""
        other = copy(self)
        other.site = site
        return other

    def of(self, document: Document) -> tuple[Relation, ...]:
        """Every document that has to do with this one, the closest first, each with all reasons."""
        found: dict[str, dict[Reason, None]] = defaultdict(dict)

        def tell(other: str, code: str, said: str = "") -> None:
            if other != document.path and other in self.site.documents:
                found[other].setdefault(Reason(code, said))

        if document.meeting:
            for other in self.by_meeting[document.meeting]:
                tell(other, "same_meeting")
        for ref in dict.fromkeys(a.ref for a in document.appearances if a.ref is not None and a.ref.kind == "case"):
            for other in self.by_case[ref.id]:
                tell(other, "same_case", self.site.entities[ref].name)
        for meeting in document.approves:
            for other in self.by_meeting[meeting]:
                tell(other, "approves")
        if document.meeting:
            for other in self.site.meeting(*document.meeting).approved_in:
                tell(other, "approved_by")
        for other in document.related:
            tell(other, "declared")
        for other in document.cites:
            tell(other, "cites")
        for other, code in self.pointed[document.path]:
            tell(other, code)
        for series, key, _ in document.tabled:
            for other in self.tabled[series, key]:
                tell(other, "tabled_together", self.site.entities[Ref("series", series)].name)
        for appearance in document.appearances:
            if appearance.capacity == "series" and appearance.ref is not None:
                for other in self._near(document.path, "series", appearance.ref.id):
                    tell(other, "same_series")
        for theme in self.themes_of[document.path]:
            for other in self._near(document.path, "theme", theme):
                tell(other, "same_theme", self.site.entities[Ref("theme", theme)].name)
        relations = [
            Relation(other, tuple(sorted(reasons, key=lambda r: REASONS.index(r.code))))
            for other, reasons in found.items()
        ]
        relations.sort(key=lambda r: self.site.documents[r.document].place, reverse=True)
        return tuple(sorted(relations, key=lambda r: (REASONS.index(r.reasons[0].code), -len(r.reasons))))

    def _near(self, path: str, kind: str, id: str) -> Sequence[str]:
        """The neighbours in time, with itself; a page follows from no more of the list than these."""
        with suppress(LookupError):
            return self._nearest[kind, id, path]
        return self._around(path, self._listed(kind, id))  # it is new since the indexes were made

    def _nearest_of(self, key: tuple[str, str, str]) -> Sequence[str]:
        kind, id, path = key
        listed = self._listed(kind, id)
        places = self._places.get((kind, id))
        if places is None:
            places = self._places[kind, id] = {one: at for at, one in enumerate(listed)}
        at = places[path]
        return listed[max(0, at - NEAREST) : at + NEAREST + 1]

    def _listed(self, kind: str, id: str) -> list[str]:
        return self.by_series[id] if kind == "series" else self.by_theme[id]

    def _around(self, path: str, listed: list[str]) -> Sequence[str]:
        """The same by dates; the lists are in the order of the site's documents."""

        def place(one: str) -> tuple[str, str]:
            return self.site.documents[one].place

        at = bisect.bisect_left(listed, place(path), key=place)
        return listed[max(0, at - NEAREST) : at + NEAREST + 1]

    def companions(self, person: Ref) -> dict[str, int]:
        """With whom a person took part, and how often, by their ids: it is the same field everywhere, so one kind of thing."""
        listed = (a for a in self.site.appearances.get(person, ()) if a.capacity == _TAKING_PART)
        documents = dict.fromkeys(a.document for a in listed)
        counted = Counter(chain.from_iterable([self._participants[path] for path in documents]))
        counted.pop(person.id, None)
        return counted

    def _participants_of(self, path: str) -> tuple[str, ...]:
        listed = self.site.documents[path].appearances
        return tuple(dict.fromkeys([a.ref.id for a in listed if a.capacity == _TAKING_PART and a.ref is not None]))

    def _speaking_for(self, path: str) -> tuple[tuple[Ref, Ref, str], ...]:
        """Who took part for which organisation, and what that is called there."""
        return tuple(
            [
                (a.organisation_ref, a.ref, a.organisation or "")
                for a in self.site.documents[path].appearances
                if a.capacity == _TAKING_PART and a.ref is not None and a.organisation_ref is not None
            ]
        )

    def theme_sections(self, theme: str) -> list[tuple[Document, int]]:
        """The sections that open with one of the theme's headings, oldest document first."""
        found = []
        for path in self.by_theme[theme]:
            document = self.site.documents[path]
            for number, section in enumerate(self.site.outlines[path]):
                if self._theme_headings.get(heading_key(section.title)) == theme:
                    found.append((document, number))
        return found

    def neighbours(self, meeting: Meeting) -> tuple[Meeting | None, Meeting | None]:
        before, after = self._neighbours[meeting.series, meeting.key]
        known = self.site.meeting_at
        return known[meeting.series, before] if before else None, known[meeting.series, after] if after else None

    def _neighbours_of(self, meeting: tuple[str, str]) -> tuple[str, str]:
        """Their keys; nothing where there is none."""
        series, key = meeting
        listed = self.site.meetings[series]
        if series not in self._orders:
            self._orders[series] = {m.key: at for at, m in enumerate(listed)}
        at = self._orders[series][key]
        return (listed[at - 1].key if at else ""), (listed[at + 1].key if at + 1 < len(listed) else "")


class _Indexes:
    """Who is named where, by walking through the archive once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.by_case: dict[str, list[str]] = defaultdict(list)
        self.by_theme: dict[str, list[str]] = defaultdict(list)
        self.by_series: dict[str, list[str]] = defaultdict(list)
        self.by_meeting: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.held_in: dict[Ref, list[tuple[str, str]]] = defaultdict(list)
        self.tabled: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.pointed: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.themes_of: dict[str, tuple[str, ...]] = {}
        self.dates: dict[str, str] = {}
        self.tabled_at: dict[str, list[tuple[str, str]]] = {}
        self.without_case: list[str] = []
        self.attached: dict[str, list[str | None]] = {}
        self.by_year: dict[str, list[str]] = defaultdict(list)
        self.by_type: dict[str, list[str]] = defaultdict(list)
        self.met_in: dict[str, list[tuple[str, str]]] = defaultdict(list)  # by the year among whose meetings it stands
        self.theme_headings = theme_headings(site)
        named = self._named()
        for document in site.documents.values():
            self._add(document, named.get(document.path, ()))
        for listed in site.meetings.values():
            for meeting in listed:
                self.met_in[meeting.order[0][:4]].append((meeting.series, meeting.key))
                if meeting.city is not None:
                    self.held_in[meeting.city].append((meeting.series, meeting.key))
        # Registry entries that point at an entity, and what they say by it.
        self.pointing: dict[Ref, list[tuple[Ref, Label]]] = defaultdict(list)
        for entity in site.entities.values():
            self._add_entry(entity)

    def _named(self) -> dict[str, list[tuple[str, Ref]]]:
        """The cases, series and themes that each document names, and how; asked of those, who are fewer than the documents."""
        found: dict[str, list[tuple[str, Ref]]] = defaultdict(list)
        for ref, listed in self.site.appearances.items():
            if ref.kind in _TOGETHER:
                for appearance in listed:
                    found[appearance.document].append((appearance.capacity, ref))
        return found

    def _add(self, document: Document, named: Sequence[tuple[str, Ref]]) -> None:
        self.dates[document.path] = document.date
        if not document.has_case:
            self.without_case.append(document.path)
        if document.attachments:
            self.attached[document.path] = [one.title if one.missing else None for one in document.attachments]
        self.by_year[document.date[:4]].append(document.path)
        self.by_type[document.type].append(document.path)
        for ref in dict.fromkeys([ref for _, ref in named if ref.kind == "case"]):
            self.by_case[ref.id].append(document.path)
        self.themes_of[document.path] = themes = self._themes(document, named)
        for theme in themes:
            self.by_theme[theme].append(document.path)
        for capacity, ref in named:
            if capacity == "series":
                self.by_series[ref.id].append(document.path)
        if document.meeting:
            self.by_meeting[document.meeting].append(document.path)
        for series, key, _ in document.tabled:
            self.tabled[series, key].append(document.path)
            self.tabled_at.setdefault(document.path, []).append((series, key))
        for other in document.cites:
            self.pointed[other].append((document.path, "cited_by"))
        for other in document.related:
            self.pointed[other].append((document.path, "declared"))

    def _add_entry(self, entity: Entity) -> None:
        if entity.entry is None:
            return
        for place in name_paths(entry_fields(kinds()[entity.ref.kind])):
            field = place.field
            label = field.role or field.label
            if label is None or len(place.path) > 1:
                continue
            value = entity.entry.fields[field.name]
            for name in value if field.many else (value,):
                ref = self.site.names.get((field.kind or "", name))
                if ref is not None and ref != entity.ref:
                    self.pointing[ref].append((entity.ref, label))

    def _themes(self, document: Document, named: Sequence[tuple[str, Ref]]) -> tuple[str, ...]:
        themes = [ref.id for _, ref in named if ref.kind == "theme"]
        if len(themes) > 1:  # in the order in which it names them
            themes = [a.ref.id for a in document.appearances if a.ref is not None and a.ref.kind == "theme"]
        outline = self.site.outlines[document.path] if self.theme_headings else ()
        headed = [self.theme_headings[h] for s in outline if (h := heading_key(s.title)) in self.theme_headings]
        return tuple(dict.fromkeys([*themes, *headed]))


_MUNICIPAL = ("kommune", "kommun", "stad", "by", "city")


def organisations_by_city(site: Site) -> dict[Ref, list[Ref]]:
    """Organisations that say so in the registry, bear a city's name, or are called its municipality."""
    by_name: dict[str, Ref] = {}
    for city in site.of_kind("city"):
        for name in (city.name, *city.aliases):
            by_name.setdefault(fold(name), city.ref)
            for word in _MUNICIPAL:
                by_name.setdefault(fold(f"{name} {word}"), city.ref)
                by_name.setdefault(fold(f"{name}s {word}"), city.ref)
    found: dict[Ref, list[Ref]] = defaultdict(list)
    for organisation in site.of_kind("organisation"):
        entry = organisation.entry
        declared = entry.fields.city if entry is not None and "city" in entry.fields else None
        if declared is not None:
            home = site.names.get(("city", declared))
        else:
            home = next(
                (by_name[key] for n in (organisation.name, *organisation.aliases) if (key := fold(n)) in by_name), None
            )
        if home is not None:
            found[home].append(organisation.ref)
    return found


def theme_headings(site: Site) -> dict[str, str]:
    """Which theme a heading opens a section of: the registered headings, or the theme's own name."""
    headings: dict[str, str] = {}
    for entity in site.of_kind("theme"):
        listed = entity.entry.fields.headings if entity.entry is not None else ()
        for heading in (*listed, entity.name, *entity.aliases):
            headings.setdefault(heading_key(heading), entity.ref.id)
    return headings


def heading_key(heading: str) -> str:
    """Headings compared without their number and colon."""
    return fold(re.sub(r"^[\d.§\s]+[a-z]?[.)]?\s+", "", heading).strip(" :"))
