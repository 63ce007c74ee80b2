"""The things of the archive in the words of schema.org, as JSON-LD for the head of each page.

It says what the page says and uses no property that schema.org lacks; it never guesses what kind of thing a name is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity, Ref
from diarium.pages.holdings import Holding, Holdings, as_json
from diarium.pages.parts import Head
from diarium.pages.showing import Showing

Node = dict[str, object]
Address = Callable[[str], str]  # a path of the site to an address as the page may write it

REPORTS = frozenset({"report", "travel-report", "statement"})
_LICENCES = re.compile(r"CC[ -](BY(?:-(?:NC|ND|SA|NC-SA|NC-ND))?)[ -](\d\.\d)", re.IGNORECASE)
_UNSAFE = ("<", ">", "&", "\u2028", "\u2029")


def written(nodes: Sequence[Node]) -> str:
    """Nodes as the text of a script element, which nothing in it can end."""
    graph = {"@context": "https://schema.org", "@graph": list(nodes)}
    text = as_json(graph).decode()
    for sign in _UNSAFE:  # five looks for one letter are several times as fast as one look at every letter
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def licence_address(licence: str) -> str | None:
    """The address of a licence that is called by its usual short name."""
    if licence.startswith(("https://", "http://")):
        return licence
    if re.fullmatch(r"CC0(?: 1\.0)?", licence, re.IGNORECASE):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _LICENCES.fullmatch(licence)
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/" if match else None


def breadcrumbs(head: Head, here: str, start: str, at: Address) -> Node:
    crumbs = [(start, ""), *((c.text, c.path) for c in head.crumbs if c.path is not None), (head.title, here)]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": at(path)}
        for place, (name, path) in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


# ---------------------------------------------------------------- documents


def document(holdings: Holdings, one: Holding, at: Address) -> list[Node]:
    record = one.document
    is_report = record.type in REPORTS
    url = at(one.path)
    node: Node = {"@type": "Report" if is_report else "DigitalDocument", "@id": url, "url": url, "name": record.title}
    node["inLanguage"] = record.lang
    if record.date:
        node["datePublished"] = record.date
    node |= {"dateModified": one.changed, "version": holdings.version(one), "genre": one.type}
    if record.summary:
        node["abstract"] = record.summary
    authors = [a for a in record.appearances if a.capacity == "signed"]
    authors = authors or [a for a in record.appearances if a.capacity == "officer"]
    issuers = [a for a in record.appearances if a.capacity == "organisation"]
    if authors or issuers:
        node["author"] = [_named(holdings, a, at) for a in authors or issuers]
    if issuers:
        node["publisher"] = [_named(holdings, a, at) for a in issuers]
    if one.cases and is_report:
        node["reportNumber"] = ", ".join(one.cases)
    elif one.cases:
        node["identifier"] = list(one.cases)
    about: list[Node] = [{"@type": "City", "@id": at(c.path), "name": holdings.name(c)} for c in one.cities]
    about += [{"@type": "DefinedTerm", "@id": at(t.path), "name": holdings.name(t)} for t in one.themes]
    if one.meeting:
        about.append({"@type": "Event", "@id": at(one.meeting.path), "name": holdings.show.meeting_name(one.meeting)})
    if about:
        node["about"] = about
    cases = [a.ref for a in record.appearances if a.capacity == "case" and a.ref is not None]
    node["isPartOf"] = [{"@id": at("")}, *({"@id": at(ref.path)} for ref in dict.fromkeys(cases))]
    node["encoding"] = [
        {
            "@type": "MediaObject",
            "contentUrl": at(f"{one.path}index.md"),
            "encodingFormat": "text/markdown",
            "sha256": holdings.checksum(one),
        },
        {"@type": "MediaObject", "contentUrl": at(f"{one.path}index.json"), "encodingFormat": "application/json"},
    ]
    licence = licence_address(holdings.show.site.config.licence)
    if licence:
        node["license"] = licence
    return [node]


def _named(holdings: Holdings, appearance: Appearance, at: Address) -> Node:
    """A person or body as printed, with its page where it is known who it is."""
    ref = appearance.ref
    if ref is None:
        return {"@type": "Person", "name": appearance.printed}
    return {"@type": _type(holdings, ref), "@id": at(ref.path), "name": appearance.printed}


# ---------------------------------------------------------------- meetings and series


def meeting(holdings: Holdings, one: Meeting, at: Address) -> list[Node]:
    site = holdings.show.site
    url = at(one.path)
    series = Ref("series", one.series)
    node: Node = {"@type": "Event", "@id": url, "url": url, "name": holdings.show.meeting_name(one)}
    node["superEvent"] = {"@type": "EventSeries", "@id": at(series.path), "name": holdings.name(series)}
    if one.period:
        node["startDate"] = one.period.first
        if one.period.last != one.period.first:
            node["endDate"] = one.period.last
    if one.number:
        node["identifier"] = one.number
    if one.status == "announced":
        node["eventStatus"] = "https://schema.org/EventScheduled"
    place: list[Node] = []
    if one.says("place"):
        place.append({"@type": "Place", "name": one.says("place")})
    if one.city:
        place.append({"@type": "City", "@id": at(one.city.path), "name": holdings.name(one.city)})
    if place:
        node["location"] = place
    present: dict[Ref, Node] = {}
    for path in one.about:
        for appearance in holdings[path].participants:
            if appearance.ref is not None and appearance.status in ("present", "chair", "secretary"):
                present.setdefault(appearance.ref, _named(holdings, appearance, at))
    if present:
        node["attendee"] = list(present.values())
    papers = [
        {"@type": _document_type(holdings[path]), "@id": at(path), "name": site.documents[path].title}
        for path in dict.fromkeys((*one.about, *(path for path, _ in one.tabled)))
    ]
    if papers:
        node["subjectOf"] = papers
    if one.note:
        node["description"] = one.note
    return [node]


def _document_type(one: Holding) -> str:
    return "Report" if one.document.type in REPORTS else "DigitalDocument"


# ---------------------------------------------------------------- people, cities, bodies, themes, cases


def entity(holdings: Holdings, one: Entity, at: Address) -> list[Node]:
    url = at(one.ref.path)
    node: Node = {"@type": _type(holdings, one.ref), "@id": url, "url": url, "name": one.name}
    other = list(dict.fromkeys((*one.aliases, *one.spellings)))
    if other:
        node["alternateName"] = other
    fields = one.entry.fields if one.entry is not None else None
    if fields is not None and fields.same_as:
        node["sameAs"] = list(fields.same_as)
    match one.ref.kind:
        case "city" if fields is not None:
            if fields.position:
                latitude, longitude = fields.position
                node["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
            within = _ref(holdings, "city", fields.part_of)
            if within:
                node["containedInPlace"] = {"@type": "City", "@id": at(within.path), "name": holdings.name(within)}
            elif fields.country:
                node["containedInPlace"] = {"@type": "Country", "name": fields.country}
        case "person" if fields is not None:
            roles = list(dict.fromkeys(role.role for role in fields.roles if role.role))
            if roles:
                node["jobTitle"] = roles
        case "organisation" if fields is not None:
            home = _ref(holdings, "city", fields.city)
            if home:
                node["location"] = {"@type": "City", "@id": at(home.path), "name": holdings.name(home)}
        case "series" if fields is not None:
            bodies = [ref for name in fields.organiser if (ref := _ref(holdings, "organisation", name))]
            if bodies:
                node["organizer"] = [
                    {"@type": _type(holdings, ref), "@id": at(ref.path), "name": holdings.name(ref)} for ref in bodies
                ]
        case "case":
            node["identifier"] = one.name
            if fields is not None and fields.title:
                node["name"] = fields.title
            node["hasPart"] = [
                {"@type": _document_type(holdings[path]), "@id": at(path), "name": holdings[path].document.title}
                for path in holdings.show.relations.by_case[one.ref.id]
            ]
    return [node]


def _ref(holdings: Holdings, kind: str, name: str | None) -> Ref | None:
    return holdings.show.site.names.get((kind, name)) if name else None


_TYPES = {
    "person": "Person",
    "city": "City",
    "series": "EventSeries",
    "theme": "DefinedTerm",
    "case": "Collection",
    "organisation": "Organization",
}


def _type(holdings: Holdings, ref: Ref) -> str:
    if ref.kind == "organisation" and holdings.show.each(is_public)[ref]:
        return "GovernmentOrganization"
    return _TYPES.get(ref.kind, "Thing")


def is_public(show: Showing, organisation: Ref) -> bool:
    """Who issues or receives documents of a public archive is a public body; of others nobody can tell."""
    return any(a.capacity in ("organisation", "recipient") for a in show.site.appearances.get(organisation, ()))


# ---------------------------------------------------------------- the archive itself


def archive(holdings: Holdings, at: Address) -> list[Node]:
    config = holdings.show.site.config
    node: Node = {"@type": "WebSite", "@id": at(""), "url": at(""), "name": config.name, "inLanguage": config.language}
    if config.owner:
        node["publisher"] = {"@type": "Organization", "name": config.owner}
    licence = licence_address(config.licence)
    if licence:
        node["license"] = licence
    return [node]
