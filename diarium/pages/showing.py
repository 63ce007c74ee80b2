"""Things of the site as links, facts and rows, in the language of the interface.

Every page builder starts from these; none of them decides what is related to what.
"""

from __future__ import annotations

import html
import re
import weakref
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from importlib import import_module
from operator import attrgetter
from typing import Any, TypeVar
from urllib.parse import urlsplit

from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.mentions import Woven
from diarium.archive.reads import Noted, Reads
from diarium.archive.registry import Entity, Ref
from diarium.archive.relations import Relations
from diarium.archive.seen import seen
from diarium.archive.site import Document, Site
from diarium.model import Period, Record
from diarium.pages.parts import Fact, Group, Link, Part, Person, Row, Text
from diarium.pages.wording import Words
from diarium.reading.body import ROOT, Heading
from diarium.reading.document import Front
from diarium.schema import DOCUMENT, MEETING, Field, kinds, name_paths
from diarium.spelling import sort_key

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# The order in which a list of participants is read.
STATUSES = ("chair", "present", "secretary", "invited", "absent")
IN_SIGHT = 12  # of participants; the others stand behind a fold
SMALL = 4  # so few people are a group that hides nothing
MEETING_FIELDS = {field.name: field for field in MEETING}
_ID = re.compile(r' id="[^"]*"')
_OWN_ANCHOR = re.compile(r'href="#')


def _by(own: weakref.ref[Showing], make: Callable[[Showing, K], V]) -> Callable[[K], V]:
    """What `make` makes, without holding on to the archive it makes it from."""

    def work_out(key: K) -> V:
        show = own()
        assert show is not None, "whoever asks holds it"
        return make(show, key)

    return work_out


def _unmet(own: weakref.ref[Showing]) -> Callable[[str], Mapping[Any, Any] | None]:
    """What an earlier build has worked out under a name, as this one would."""

    def find(name: str) -> Mapping[Any, Any] | None:
        module, _, function = name.partition(":")
        make = getattr(import_module(module), function, None) if module.startswith(f"{__package__}.") else None
        show = own()
        return show.each(make) if make is not None and show is not None else None

    return find


class Showing(Noted):
    """The site together with the words to show it in."""

    def __init__(self, archive: Site, searchable: bool = True) -> None:
        self.archive = archive  # for those whose reading need not be noted
        self.reads = Reads()
        self.site = site = seen(archive, self.reads)
        self.language = site.config.language
        self.words = Words(self.language)
        self.relations = Relations(site, self.reads)
        self._shared: dict[str, frozenset[Ref]] = {}  # by kind, who share their names; texts make no others of them
        self._follow(searchable)
        self.reads.unmet = _unmet(weakref.ref(self))
        self.capacities: dict[str, Field] = {place.key: place.field for place in name_paths(DOCUMENT)}

    def _follow(self, searchable: bool) -> None:
        self._wanted = self.reads.follow("wanted", {"search": searchable}, outside=True)
        self._names = self.reads.work_out("names in full", self._name)
        self._namesakes = self.reads.work_out("namesakes", self._sharing)
        self.listed = self.reads.work_out("documents in lists", self._listed)
        self._each: dict[str, Mapping[Any, Any]] = {}

    @property
    def searchable(self) -> bool:
        """Whether there is an index to search."""
        return self._wanted["search"]

    def over(self, archive: Site) -> Showing:
        """The same for an archive some texts of which are others; what has to do with what stays as it was."""
        other = copy(self)
        other.archive, other.reads = archive, Reads()
        other.site = seen(archive, other.reads)
        other.relations = self.relations.over(other.site)
        other._follow(self.searchable)
        return other

    def each(self, make: Callable[[Showing, K], V]) -> Mapping[K, V]:
        """What many pages need of one thing, worked out for the first of them; `make` belongs to a module."""
        name = f"{make.__module__}:{make.__qualname__}"
        if name not in self._each:
            self._each[name] = self.reads.work_out(name, _by(weakref.ref(self), make))
        return self._each[name]

    # -- links

    def lang(self, language: str) -> str | None:
        """For the `lang` attribute: nothing where the page's own language goes on."""
        return None if language == self.language else language

    def document(self, path: str) -> Link:
        return self.listed[path].link

    def ref(self, ref: Ref | None, text: str | None = None, lang: str | None = None) -> Link:
        if ref is None:
            return Link(text or "", None, lang)
        return Link(text or self.name(ref), ref.path, lang)

    def name(self, ref: Ref) -> str:
        """The entity's name, with what tells it apart from a namesake."""
        return self._names[ref]

    def _name(self, ref: Ref) -> str:
        entity = self.site.entities[ref]
        if ref not in self._namesakes[ref.kind]:
            return entity.name
        roles = entity.entry.fields.roles if entity.entry is not None and "roles" in entity.entry.fields else ()
        known = ", ".join(filter(None, (roles[0].role, roles[0].organisation))) if roles else ""
        return f"{entity.name} ({known or ref.id})"

    def _sharing(self, kind: str) -> frozenset[Ref]:
        """Those of a kind who share their names."""
        if kind not in self._shared:
            by_name: dict[str, list[Ref]] = {}
            for entity in self.site.of_kind(kind):
                by_name.setdefault(entity.name, []).append(entity.ref)
            self._shared[kind] = frozenset(ref for refs in by_name.values() if len(refs) > 1 for ref in refs)
        return self._shared[kind]

    def meeting_name(self, meeting: Meeting, with_series: bool = True) -> str:
        """`Internationella beredningen 3/2017, 22 mars 2017`"""
        said = []
        if meeting.number:
            said.append(meeting.number)
        if meeting.period:
            said.append(self.words.period(meeting.period))
        when = ", ".join(said) or self.words.undated
        if not with_series:
            return when[:1].upper() + when[1:]
        return f"{self.site.entities[Ref('series', meeting.series)].name} {when}"

    def meeting(self, meeting: Meeting, with_series: bool = True) -> Link:
        return Link(self.meeting_name(meeting, with_series), meeting.path)

    def day_and_year(self, iso: str) -> tuple[str, ...]:
        """A date in two lines, `23 februari` and `2017`, or in one when no more is known."""
        said = self.words.date(iso)
        day = said.removesuffix(iso[:4]).rstrip()
        return (day, iso[:4]) if day else (said,)

    def type(self, document: Document) -> str:
        return self.type_name(document.type)

    def type_name(self, type: str) -> str:
        label = self.site.config.types.get(type)
        return label[self.language] if label else type

    # -- rows

    def _listed(self, path: str) -> Row:
        """A document wherever it is listed: a page that lists it follows from no more of it than this."""
        document = self.site.documents[path]
        link = Link(document.title, path, self.lang(document.lang))
        return Row(link, self.words.date(document.date), document.date, (Link(self.type(document)),))

    def document_row(self, path: str, reasons: Iterable[str] = (), details: Iterable[Link] = ()) -> Row:
        row = self.listed[path]
        return Row(row.link, row.when, row.iso, (*row.details, *details), tuple(reasons))

    @staticmethod
    def newest(rows: Iterable[Row]) -> tuple[Row, ...]:
        """Rows of documents, newest first."""
        return tuple(sorted(rows, key=lambda row: (row.iso, row.link.path), reverse=True))

    def documents(self, paths: Iterable[str], typed: bool = True) -> tuple[Row, ...]:
        """Newest first; without their type where all are of one."""
        rows = self.newest([self.listed[path] for path in dict.fromkeys(paths)])
        return rows if typed else tuple(row._replace(details=()) for row in rows)

    def meeting_row(self, meeting: Meeting, with_series: bool = True, reasons: Iterable[str] = ()) -> Row:
        details = []
        if meeting.city:
            details.append(self.ref(meeting.city))
        for field, place, document in meeting.said:
            if field == "place":
                details.append(Link(place, None, self.document(document).lang))
        mark, kind = self.mark(meeting)
        name = self.meeting_name(meeting, with_series)
        return Row(
            Link(name, meeting.path),
            "",
            meeting.period.first if meeting.period else "",
            tuple(details),
            tuple(reasons),
            mark,
            kind,
        )

    def dated_meeting_row(self, meeting: Meeting, reasons: Iterable[str] = ()) -> Row:
        """For lists of days: when it was stands where a document's date does, not in its name as well."""
        row = self.meeting_row(meeting, reasons=reasons)
        if meeting.period is None:
            return row
        name = " ".join(filter(None, (self.name(Ref("series", meeting.series)), meeting.number)))
        return row._replace(link=Link(name, meeting.path), when=self.words.period(meeting.period))

    def mark(self, meeting: Meeting) -> tuple[str, str]:
        match meeting.status:
            case "announced":
                return self.words.announced, "announced"
            case "inferred":
                return self.words.inferred, "inferred"
            case "missing":
                return self.words.missing_number, "missing"
            case _:
                return ("", "held") if meeting.about else (self.words.without_papers, "stub")

    def by_name(self, entities: Iterable[Entity]) -> list[Entity]:
        return sorted(entities, key=lambda e: sort_key(self.sorted_name(e), self.language))

    def sorted_name(self, entity: Entity) -> str:
        """People stand under their last name."""
        if kinds()[entity.ref.kind].mention != "full":
            return entity.name
        first, _, last = entity.name.rpartition(" ")
        return f"{last} {first}".strip()

    # -- what was said then

    @staticmethod
    def stated(a: Appearance, lang: str | None) -> tuple[Link, ...]:
        """Role, party and organisation as printed on that document, in its language."""
        return _stated(a.role, a.party, a.organisation, a.organisation_ref, lang)

    def capacity(self, appearance: Appearance) -> str:
        """How an entity belongs to a document: `handläggare`, `inbjuden`, `möte hölls här`."""
        if appearance.capacity == "participants.name":
            return self.words(f"as_{appearance.status or 'present'}")
        field = self.capacities[appearance.capacity]
        label = field.role or field.label
        return self.words.label(label).lower() if label else field.name

    def groups(self, appearances: Sequence[Appearance]) -> tuple[Group, ...]:
        """Participants by status, in the order they were printed."""
        found: dict[str, list[Person]] = {}
        for a in appearances:
            lang = self.document(a.document).lang
            organisation = self.ref(a.organisation_ref, a.organisation, lang) if a.organisation else None
            person = Person(self.ref(a.ref, a.printed), a.role or "", a.party or "", organisation, lang)
            found.setdefault(a.status or "present", []).append(person)
        return folded([(status, self.words(status), found[status]) for status in STATUSES if status in found])

    # -- facts

    def facts(
        self, parsed: Front, fields: tuple[Field, ...], appearances: Sequence[Appearance] = ()
    ) -> tuple[Fact, ...]:
        """Every declared field that has a label and a value; groups are shown by the pages that know them."""
        facts: list[Fact] = []
        lang = self.lang(parsed.fields.lang) if "lang" in parsed.fields and parsed.fields.lang else None
        for field in fields:
            value = parsed.fields[field.name]
            if field.label is None or field.type == "group" or value in (None, ()):
                continue
            if field.kind is not None and appearances:
                links = [self.printed(a, lang) for a in appearances if a.capacity == field.name]
            else:
                links = [self.value(field, one, lang) for one in (value if field.many else (value,))]
            facts.append(Fact(self.words.label(field.label), tuple(dict.fromkeys(links))))
        return tuple(facts)

    def printed(self, appearance: Appearance, lang: str | None) -> Link:
        """A name as it stands on a document, in that document's language; people's names and numbers are in none."""
        spoken = appearance.ref is None or kinds()[appearance.ref.kind].mention not in ("full", "number")
        return self.ref(appearance.ref, appearance.printed, lang if spoken else None)

    def group_facts(self, group: Record | None, fields: tuple[Field, ...], lang: str | None = None) -> tuple[Fact, ...]:
        """The labelled values of a group."""
        if group is None:
            return ()
        return tuple(
            Fact(self.words.label(field.label), (self.value(field, group[field.name], lang),))
            for field in fields
            if field.label is not None and group[field.name] is not None
        )

    def value(self, field: Field, value: object, lang: str | None = None) -> Link:
        """A value in words; what an editor wrote freely is in the language of its document."""
        match field.type:
            case "day" | "date":
                return Link(self.words.date(str(value)))
            case "period" if isinstance(value, Period):
                return Link(self.words.period(value))
            case "web":
                return Link(urlsplit(str(value)).hostname or str(value), None, None, str(value))
            case "cadence" if isinstance(value, tuple):
                return Link(self.words.every(value))
            case "position" if isinstance(value, tuple):
                latitude, longitude = (f"{degrees:.4f}" for degrees in value)
                comma = f"{latitude}; {longitude}".replace(".", ",")  # where the comma is the decimal point
                return Link(f"{latitude}, {longitude}" if self.language == "en" else comma)
            case "name":
                assert field.kind is not None
                ref = self.site.names.get((field.kind, str(value)))
                return self.ref(ref, str(value), lang)
            case _:
                return Link(str(value), None, lang if any(c.isalpha() for c in str(value)) else None)

    # -- running text

    def text(self, outline: Iterable[Heading], woven: Woven, lang: str) -> Text:
        parts = tuple(
            Part(section.level, section.anchor, section.heading, explained(woven.sections[number]))
            for number, section in enumerate(outline)
        )
        return Text(lang, parts, explained(woven.footnotes))

    def excerpt(self, document: Document, number: int) -> Text:
        """A section on a page of its own: without ids, and with its own anchors leading to the document."""

        def away(text: str) -> str:
            return _OWN_ANCHOR.sub(f'href="{ROOT}{html.escape(document.path)}#', _ID.sub("", text))

        return Text(document.lang, (Part(0, "", "", away(explained(self.site.texts[document.path].sections[number]))),))


# What people are called is the same on most of the documents that name them.
@lru_cache(maxsize=16_384)
def _stated(
    role: str | None, party: str | None, organisation: str | None, organisation_ref: Ref | None, lang: str | None
) -> tuple[Link, ...]:
    found = []
    if role:
        found.append(Link(role, None, lang))
    if party:
        found.append(Link(party))
    if organisation:
        found.append(Link(organisation, organisation_ref.path if organisation_ref is not None else None, lang))
    return tuple(found)


def naming(show: Showing, ref: Ref) -> int:
    """How many documents name an entity, in their front matter or their text."""
    return len(documents_naming(show, ref))


def documents_naming(show: Showing, ref: Ref) -> set[str]:
    return {*map(_DOCUMENT, show.site.appearances.get(ref, ())), *map(_DOCUMENT, show.site.mentions.get(ref, ()))}


_DOCUMENT = attrgetter("document")


def explained(text: str) -> str:
    """Abbreviations that the keyboard reaches, so that their meaning shows on focus, too."""
    return text.replace("<abbr title=", '<abbr tabindex="0" title=')


def folded(listed: Sequence[tuple[str, str, list[Person]]]) -> tuple[Group, ...]:
    """The groups with what goes beyond the first twelve people behind a fold; a small group stands in sight whole."""
    groups = []
    left = IN_SIGHT
    for id, title, people in listed:
        sight = len(people) if len(people) <= max(left + 2, SMALL) else max(left, 0)
        left -= sight
        count = len({person.name.path or at for at, person in enumerate(people)})
        groups.append(Group(id, title, tuple(people[:sight]), tuple(people[sight:]), count))
    return tuple(groups)


def related_reason(words: Words, code: str, said: str) -> str:
    return words(code, said) if said else words(code)
