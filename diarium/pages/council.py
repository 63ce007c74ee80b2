"""The archive in the vocabularies of council data: OParl lists for what sits and what it reads, Popolo for who did.

Lists follow one another by year, so that an edit touches one of them; nothing is said that a document does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Any, NamedTuple
from urllib.parse import quote

from diarium.archive.meetings import Meeting
from diarium.archive.reads import Noted
from diarium.archive.registry import Entity, Ref
from diarium.model import brief
from diarium.pages.citations import named
from diarium.pages.datasets import FOLDER
from diarium.pages.feeds import moment
from diarium.pages.holdings import Holding, Holdings, compact, taking_part
from diarium.pages.jsonld import licence_address
from diarium.pages.showing import Showing
from diarium.schema import AGENDA_TYPES, MINUTES_TYPES

Node = dict[str, Any]
SCHEMA = "https://schema.oparl.org/1.1/"
OPARL = f"{FOLDER}oparl/"
POPOLO = f"{FOLDER}popolo.json"

_CAME = ("present", "chair", "secretary")
_PLAIN = re.compile(r"[a-zA-Z0-9/._-]*").fullmatch  # what an address may hold as it stands


UNDATED, NO_YEAR = "undated", "none"

File = tuple[str, bytes]


def council(holdings: Holdings) -> Iterator[partial[Iterator[File]]]:
    """What makes the files in these vocabularies: each by itself, so that an edit has only those made again it touches."""
    oparl = OParl(holdings)
    papers, meetings = oparl.years(holdings.show.relations.by_year), oparl.years(holdings.show.relations.met_in)
    yield partial(oparl.system, papers[0], meetings[0])
    yield partial(oparl.people)
    yield partial(oparl.organizations)
    for make, years in ((oparl.papers, papers), (oparl.meetings, meetings)):
        beside = zip(["", *years], years, [*years[1:], ""], strict=False)
        for newer, year, older in beside:
            yield partial(make, years[0], newer, year, older, years[-1])
    yield partial(people_and_places, holdings)


class OParl(Noted):
    """An object's id is the list it stands in, with its own id as the fragment."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.site = holdings.show.site
        self._files: dict[str, str] = {}  # some dozens of addresses, each asked for by the thousand

    @cached_property
    def body(self) -> str:
        return self._at("body.json")

    @staticmethod
    def years(known: Iterable[str]) -> list[str]:
        """Those of which there is a list, the newest first; there is always one, though nothing stands in it."""
        return sorted({year or UNDATED for year in known}, reverse=True) or [NO_YEAR]

    def _at(self, file: str, fragment: str = "") -> str:
        base = self._files.get(file)
        if base is None:
            base = self._files[file] = self.holdings.url(OPARL + file)
        return f"{base}#{fragment if _PLAIN(fragment) else quote(fragment)}" if fragment else base

    def _year(self, date: str) -> str:
        return date[:4] or UNDATED

    def person(self, ref: Ref) -> str:
        return self._at("people.json", ref.id)

    def organization(self, ref: Ref) -> str:
        return self._at("organizations.json", f"{ref.kind}/{ref.id}")

    def paper(self, one: Holding) -> str:
        return self._at(f"papers-{self._year(one.document.date)}.json", one.id)

    def meeting(self, one: Meeting) -> str:
        return self._at(f"meetings-{self._year(one.order[0])}.json", f"{one.series}/{one.key}")

    # ------------------------------------------------------------ files

    def system(self, papers: str, meetings: str) -> Iterator[File]:
        """What leads to all else, given the newest year of papers and that of meetings."""
        config = self.site.config
        yield (
            f"{OPARL}system.json",
            compact(
                {
                    "id": self._at("system.json"),
                    "type": f"{SCHEMA}System",
                    "oparlVersion": SCHEMA,
                    "name": config.name,
                    "contactEmail": config.contact if "@" in config.contact else "",
                    "product": "Diarium",
                    "website": self.holdings.url(""),
                    "body": self._at("bodies.json"),
                }
            ),
        )
        body: Node = {
            "id": self.body,
            "type": f"{SCHEMA}Body",
            "system": self._at("system.json"),
            "name": config.owner or config.name,
            "website": self.holdings.url(""),
            "license": licence_address(config.licence) or config.licence,
            "organization": self._at("organizations.json"),
            "person": self._at("people.json"),
            "meeting": self._at(f"meetings-{meetings}.json"),
            "paper": self._at(f"papers-{papers}.json"),
            "legislativeTerm": [],
        }
        yield f"{OPARL}body.json", compact(body)
        yield self._list("bodies.json", [body])

    def people(self) -> Iterator[File]:
        yield self._list("people.json", [self._person(e) for e in self.site.of_kind("person")])

    def organizations(self) -> Iterator[File]:
        bodies = [*self.site.of_kind("organisation"), *self.site.of_kind("series")]
        yield self._list("organizations.json", [self._organization(e) for e in bodies])

    def papers(self, first: str, newer: str, year: str, older: str, last: str) -> Iterator[File]:
        listed = self.holdings.show.relations.by_year["" if year == UNDATED else year]
        data = [self._paper(self.holdings[path]) for path in listed]
        yield self._list(f"papers-{year}.json", data, self._beside("papers", first, newer, older, last))

    def meetings(self, first: str, newer: str, year: str, older: str, last: str) -> Iterator[File]:
        listed = self.holdings.show.relations.met_in["" if year == UNDATED else year]
        data = [self._meeting(self.site.meeting(*at)) for at in listed]
        yield self._list(f"meetings-{year}.json", data, self._beside("meetings", first, newer, older, last))

    def _list(self, file: str, data: list[Node], links: Node | None = None) -> File:
        return f"{OPARL}{file}", compact({"data": data, "pagination": {}, "links": links or {}})

    def _beside(self, name: str, first: str, newer: str, older: str, last: str) -> Node:
        """The lists before and after this one: the newest year comes first."""
        links = {"first": first, "last": last} | ({"prev": newer} if newer else {}) | ({"next": older} if older else {})
        return {way: self._at(f"{name}-{year}.json") for way, year in links.items()}

    # ------------------------------------------------------------ objects

    def _person(self, entity: Entity) -> Node:
        family, given = named(entity.name)
        memberships: dict[tuple[Ref, str], Node] = {}
        for a in self.site.appearances.get(entity.ref, ()):
            key = (a.organisation_ref, a.role or "")
            if a.capacity == "participants.name" and key[0] is not None and (key[0], key[1]) not in memberships:
                place = f"{entity.ref.id}/{len(memberships) + 1}"
                node: Node = {"id": self._at("people.json", place), "type": f"{SCHEMA}Membership"}
                node |= {"person": self.person(entity.ref), "organization": self.organization(key[0])}
                memberships[key[0], key[1]] = node | ({"role": a.role} if a.role else {})
        found: Node = {
            "id": self.person(entity.ref),
            "type": f"{SCHEMA}Person",
            "body": self.body,
            "name": entity.name,
            "familyName": family,
        }
        found |= {"givenName": given} if given else {}
        return found | {"membership": list(memberships.values()), "web": self.holdings.url(entity.ref.path)}

    def _organization(self, entity: Entity) -> Node:
        kind = "organisation" if entity.ref.kind == "organisation" else "meeting series"
        return {
            "id": self.organization(entity.ref),
            "type": f"{SCHEMA}Organization",
            "body": self.body,
            "name": entity.name,
            "classification": kind,
            "web": self.holdings.url(entity.ref.path),
        }

    def _paper(self, one: Holding) -> Node:
        record = one.document
        node: Node = {
            "id": self.paper(one),
            "type": f"{SCHEMA}Paper",
            "body": self.body,
            "name": record.title,
            "paperType": one.type,
        }
        if one.cases:
            node["reference"] = ", ".join(one.cases)
        if len(record.date) == 10:
            node["date"] = record.date
        node["mainFile"] = self._file(one, "index.md", record.title, f"{one.path}index.md", "text/markdown")
        extra = [
            self._file(one, f"attachment/{number}", a.title, a.path, "", a.size)
            for number, a in enumerate(record.attachments, 1)
            if a.path
        ]
        if extra:
            node["auxiliaryFile"] = extra
        people = [a.ref for a in record.appearances if a.capacity in ("officer", "signed") and a.ref is not None]
        if people:
            node["originatorPerson"] = [self.person(ref) for ref in dict.fromkeys(people)]
        issuers = [a.ref for a in record.appearances if a.capacity == "organisation" and a.ref is not None]
        if issuers:
            node["originatorOrganization"] = [self.organization(ref) for ref in dict.fromkeys(issuers)]
        node["consultation"] = [
            {
                "id": f"{self.paper(one)}/consultation/{number}",
                "type": f"{SCHEMA}Consultation",
                "paper": self.paper(one),
                "meeting": self.meeting(self.holdings.meetings[series, key]),
                "organization": [self.organization(Ref("series", series))],
                **({"agendaItem": f"{self.meeting(self.holdings.meetings[series, key])}/item/{quote(item)}"} if item else {}),
            }
            for number, (series, key, item) in enumerate(record.tabled, 1)
        ]  # fmt: skip
        if one.themes:
            node["keyword"] = [self.holdings.name(theme) for theme in one.themes]
        return node | {"modified": moment(one.changed), "web": one.url}

    def _file(self, one: Holding, id: str, name: str, path: str, media: str, size: int | None = None) -> Node:
        url = self.holdings.url(path)
        node: Node = {"id": f"{self.paper(one)}/{id}", "type": f"{SCHEMA}File", "name": name}
        node |= {"fileName": path.rpartition("/")[2], "accessUrl": url, "downloadUrl": url}
        return node | ({"mimeType": media} if media else {}) | ({"size": size} if size is not None else {})

    def _meeting(self, one: Meeting) -> Node:
        id = self.meeting(one)
        node: Node = {
            "id": id,
            "type": f"{SCHEMA}Meeting",
            "name": self.holdings.show.meeting_name(one),
            "organization": [self.organization(Ref("series", one.series))],
            "cancelled": False,
        }
        if one.status == "held":
            node["meetingState"] = "durchgeführt"
        elif one.status == "announced":  # with an agenda somebody was invited, without one the day was only set
            node["meetingState"] = "eingeladen" if one.about else "terminiert"
        if one.period and one.period.has_day:
            node |= {"start": moment(one.period.first), "end": moment(one.period.last)}
        place = ", ".join(
            part for part in (one.says("place"), self.holdings.name(one.city) if one.city else None) if part
        )
        if place:
            node["location"] = {"id": f"{id}/location", "type": f"{SCHEMA}Location", "description": place}
        people: dict[Ref, None] = {}
        items: dict[str, Node] = {}
        for path in one.about:
            paper = self.holdings[path]
            for a in paper.participants:
                if a.ref is not None and a.status in _CAME:
                    people[a.ref] = None
            kind = paper.document.type
            name = "invitation" if kind in AGENDA_TYPES else "resultsProtocol" if kind in MINUTES_TYPES else ""
            if name and name not in node:
                node[name] = self._file(paper, "index.md", paper.document.title, f"{path}index.md", "text/markdown")
            if kind in AGENDA_TYPES | MINUTES_TYPES:
                for section in self.site.outlines[path]:
                    if section.item:
                        items[section.item] = self._item(id, section.item, section.title, len(items) + 1)
        for path, item in one.tabled:
            if item:
                title = self.site.documents[path].title
                items.setdefault(item, self._item(id, item, title, len(items) + 1))
        if people:
            node["participant"] = [self.person(ref) for ref in people]
        return node | {"agendaItem": list(items.values()), "web": self.holdings.url(one.path)}

    @staticmethod
    def _item(meeting: str, number: str, name: str, order: int) -> Node:
        return {
            "id": f"{meeting}/item/{quote(number)}",
            "type": f"{SCHEMA}AgendaItem",
            "meeting": meeting,
            "number": number,
            "order": order,
            "name": name,
            "public": True,
        }


# ---------------------------------------------------------------- Popolo


def people_and_places(holdings: Holdings) -> Iterator[File]:
    yield POPOLO, compact(popolo(holdings))


@brief
class Seat(NamedTuple):
    """Who took part, as what and for whom: all of a document that is told here, so that a title changes none of it."""

    person: str
    organization: str | None
    role: str
    came: bool


def seats(show: Showing, path: str) -> tuple[Seat, ...]:
    """Of the participants of a document, those who are known."""
    return tuple(
        Seat(a.ref.id, a.organisation_ref and a.organisation_ref.id, a.role or "", a.status in _CAME)
        for a in taking_part(show.site.documents[path])
        if a.ref is not None
    )


def popolo(holdings: Holdings) -> Node:
    """People, bodies, who stood where, occasions and places, as one file of cross-referenced lists."""
    site = holdings.show.site
    memberships: dict[tuple[str, str, str], Node] = {}
    seated = holdings.show.each(seats)
    for path in site.documents:
        for seat in seated[path]:
            if seat.organization is not None:
                key = (seat.person, seat.organization, seat.role)
                node = {"person_id": key[0], "organization_id": key[1]} | ({"role": key[2]} if key[2] else {})
                memberships.setdefault(key, node)
    return {
        "persons": [_thing(holdings, e) for e in site.of_kind("person")],
        "organizations": [
            *(_thing(holdings, e) | {"classification": "organisation"} for e in site.of_kind("organisation")),
            *(_thing(holdings, e, "series/") | {"classification": "meeting series"} for e in site.of_kind("series")),
        ],
        "memberships": [memberships[key] for key in sorted(memberships)],
        "areas": [_thing(holdings, e) | {"classification": "city"} for e in site.of_kind("city")],
        "events": [_event(holdings, m) for listed in site.meetings.values() for m in listed],
    }


def _thing(holdings: Holdings, entity: Entity, prefix: str = "") -> Node:
    node: Node = {"id": prefix + entity.ref.id, "name": entity.name}
    other = dict.fromkeys((*entity.aliases, *entity.spellings))
    if other:
        node["other_names"] = [{"name": name} for name in other]
    links = [holdings.url(entity.ref.path)]
    if entity.entry is not None:
        links += entity.entry.fields.same_as
    return node | {"links": [{"url": url} for url in links]}


def _event(holdings: Holdings, meeting: Meeting) -> Node:
    node: Node = {
        "id": f"{meeting.series}/{meeting.key}",
        "name": holdings.show.meeting_name(meeting),
        "classification": "meeting",
        "organization_id": f"series/{meeting.series}",
        "status": meeting.status,
    }
    if meeting.period:
        node |= {"start_date": meeting.period.first, "end_date": meeting.period.last}
    if meeting.city:
        node |= {"location": holdings.name(meeting.city), "area_id": meeting.city.id}
    seated = holdings.show.each(seats)
    present = dict.fromkeys(seat.person for path in meeting.about for seat in seated[path] if seat.came)
    if present:
        node["attendees"] = [{"id": id} for id in present]
    return node | {"links": [{"url": holdings.url(meeting.path)}]}
