"""The vocabulary of an archive as data: kinds of entity, fields of front matter, types of document.

Everything that differs between one field or kind and another stands in these tables; the rooms run over them
and name no field they could find here. Adding a field or a kind is adding a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from diarium.codes import ACCEPTABLE
from diarium.model import Label

Type = Literal[
    "line",  # one line of text
    "text",  # text, perhaps over several lines
    "day",  # 2017-02-23
    "date",  # 2017-02-23, 2017-02 or 2017
    "period",  # a date, or from one day to another: 2017-02-16/2017-02-17
    "flag",  # true or false
    "choice",  # one of `choices`
    "name",  # names an entity of `kind`
    "web",  # an address on the web
    "file",  # a file beside this one
    "document",  # another document, as a path relative to this file
    "address",  # an address on this site: /documents/2016/old-slug/
    "position",  # latitude, longitude
    "cadence",  # 2 years, 1 month
    "checksum",  # SHA-256, as 64 hexadecimal digits
    "group",  # further fields, see `fields`
    "tree",  # whatever stands there, for the room that knows its keys
]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of front matter: what it holds, how it is shown, and what the documentation says of it.

    Each is only itself: two rows of a table are never the same field, and whoever keeps something by its fields finds it at once.
    """

    name: str
    type: Type
    help: str
    label: Label | None = None  # how pages call it; without one it is not shown in the list of facts
    role: Label | None = None  # what it makes of the entity it names, seen from that entity's page
    kind: str | None = None  # the kind of entity its names belong to
    many: bool = False  # one value or a list of them
    required: bool = False
    choices: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    shorthand: tuple[str, ...] = ()  # a group written as one text: these fields, separated by the first comma
    example: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entity: where it lives, what it is called, what its registry entry knows."""

    id: str
    folder: str  # of its files in content/ and of its pages
    one: Label
    many: Label
    fields: tuple[Field, ...] = ()
    # Which of its names are linked in running text: every known one of two words or more (`full`), those of
    # registered entries (`registered`), what looks like a case number (`number`), or none (`never`).
    mention: Literal["full", "registered", "number", "never"] = "registered"


# The tables below read as tables: one row a line, however long.
# fmt: off
ACCEPTED = Field("accepted", "group", "Messages that are all right here: the original says so, or it has been looked into.", many=True, fields=(
    Field("rule", "choice", "The word in square brackets of the message.", required=True, choices=ACCEPTABLE, example="older-than-event"),
    Field("reason", "text", "Why it is all right, for the next editor.", required=True, example="The original has this date."),
))

COMMON_ENTRY = (
    Field("name", "line", "The name pages show.", required=True, example="Helsingfors"),
    Field("aliases", "line", "Other names and spellings that mean the same; a former address begins with `/`.", many=True, example="Helsinki"),
    Field("same-as", "web", "Addresses elsewhere that describe the same thing.", Label("Se även", "Se også", "See also"), many=True),
    ACCEPTED,
)

EDITION = (
    Field("date", "period", "The day, days, month or year.", example="2019"),
    Field("number", "line", "Its number in the series.", example="3/2017"),
    Field("city", "name", "Where it was held.", kind="city", example="Oslo"),
    Field("status", "choice", "Whether it took place, is announced, or is inferred from other sources.", choices=("held", "announced", "inferred"), example="announced"),
    Field("note", "text", "What the reader should know about it."),
)

ROLE = (
    Field("role", "line", "The office or function."),
    Field("organisation", "name", "Where.", kind="organisation"),
    Field("party", "line", "Party."),
    Field("from", "date", "Since when."),
    Field("to", "date", "Until when."),
)

# How much of a person pages show, from everything to nothing.
PRIVACY = ("full", "no-page", "initials", "hidden")

KINDS: tuple[Kind, ...] = (
    Kind(
        "person", "people", Label("Person", "Person", "Person"), Label("Personer", "Personer", "People"),
        (
            Field("privacy", "choice", "How much of the person pages show.", choices=PRIVACY),
            Field("roles", "group", "Offices held, where they are known apart from documents.", Label("Uppdrag", "Verv", "Roles"), many=True, fields=ROLE, shorthand=("role",)),
        ),
        mention="full",
    ),
    Kind(
        "city", "cities", Label("Stad", "By", "City"), Label("Städer", "Byer", "Cities"),
        (
            Field("country", "line", "The country.", Label("Land", "Land", "Country")),
            Field("position", "position", "Latitude and longitude.", Label("Läge", "Posisjon", "Position"), example="60.17, 24.94"),
            Field("part-of", "name", "The city it is a part of.", Label("Del av", "Del av", "Part of"), Label("del härav", "del av denne", "part of it"), kind="city"),
        ),
    ),
    Kind(
        "organisation", "organisations", Label("Organisation", "Organisasjon", "Organisation"), Label("Organisationer", "Organisasjoner", "Organisations"),
        (Field("city", "name", "The city it belongs to.", Label("Ort", "Sted", "City"), Label("hör hit", "hører hjemme her", "belongs here"), kind="city"),),
    ),
    Kind(
        "series", "series", Label("Mötesserie", "Møteserie", "Meeting series"), Label("Mötesserier", "Møteserier", "Meeting series"),
        (
            Field("organiser", "name", "Who holds the meetings.", Label("Arrangör", "Arrangør", "Organiser"), Label("arrangeras härifrån", "arrangeres herfra", "organised from here"), kind="organisation", many=True),
            Field("every", "cadence", "How often it meets.", Label("Hur ofta", "Hvor ofte", "How often"), example="2 years"),
            Field("editions", "group", "Meetings known apart from documents.", many=True, fields=EDITION),
        ),
    ),
    Kind(
        "theme", "themes", Label("Tema", "Tema", "Theme"), Label("Teman", "Temaer", "Themes"),
        (Field("headings", "line", "The headings that open its sections in documents.", many=True),),
        mention="never",
    ),
    Kind(
        "case", "cases", Label("Ärende", "Sak", "Case"), Label("Ärenden", "Saker", "Cases"),
        (
            Field("title", "line", "What the case is about.", Label("Ärendet gäller", "Saken gjelder", "Subject")),
            Field("status", "line", "Where it stands.", Label("Status", "Status", "Status")),
            Field("related", "name", "Other cases it belongs together with.", Label("Hör ihop med", "Henger sammen med", "Related cases"), kind="case", many=True),
        ),
        mention="number",
    ),
)

MEETING = (
    Field("date", "period", "The day or days it was held.", example="2017-02-16/2017-02-17"),
    Field("time", "line", "The hours, as printed.", Label("Tid", "Tid", "Time"), example="09:00–11:00"),
    Field("number", "line", "Its number in the series.", example="3/2017"),
    Field("city", "name", "Where it was held.", Label("Värdstad", "Vertsby", "Host city"), Label("möte här", "møte her", "meeting here"), kind="city", example="Helsingfors"),
    Field("place", "line", "The building or room.", Label("Plats", "Sted", "Venue"), example="Rådhuset"),
    Field("theme", "text", "Its motto.", Label("Mötets tema", "Møtets tema", "Theme of the meeting")),
)

TABLED = (
    Field("series", "name", "The body that had it on its agenda.", kind="series", required=True, example="Internationella beredningen"),
    Field("number", "line", "The number of that meeting.", example="3/2017"),
    Field("date", "day", "The day of that meeting.", example="2017-03-22"),
    Field("item", "line", "The item of its agenda.", example="7.1"),
)

PARTICIPANT = (
    Field("name", "name", "The name as printed.", kind="person", required=True, example="Elin Sundin"),
    Field("role", "line", "Office or function, as stated then.", example="borgarrådssekreterare"),
    Field("party", "line", "Party, as stated then.", example="S"),
    Field("organisation", "name", "Whom they came from, as stated then.", Label("Organisation", "Organisasjon", "Organisation"), Label("deltagare härifrån", "deltakere herfra", "participants from here"), kind="organisation", example="Stockholms stad"),
    Field("status", "choice", "How they took part; `present` when left out.", choices=("present", "invited", "absent", "chair", "secretary")),
    Field("person", "line", "The id (file name) of the registered person, where the name alone does not tell.", example="anne-solheim-oslo"),
)

ATTACHMENT = (
    Field("title", "line", "What the attachment is called.", required=True),
    Field("file", "file", "The file, beside this one."),
    Field("sha256", "checksum", "The checksum of the original; a file that differs from it is an error at every build.", example="9f86d081…"),
    Field("url", "web", "Where it lies, if elsewhere."),
    Field("missing", "flag", "`true` when it belongs to the document but could not be had."),
)

SOURCE = (
    Field("url", "web", "Where the original was found."),
    Field("retrieved", "date", "When it was fetched."),
    Field("note", "text", "How this text came about."),
)

DOCUMENT: tuple[Field, ...] = (
    Field("title", "line", "The title.", required=True, example="Reserapport Oslo"),
    Field("date", "date", "The date written on the document.", Label("Daterad", "Datert", "Dated"), required=True, example="2017-02-23"),
    Field("type", "choice", "The type of document, a word of `archive.yml`'s list.", Label("Typ", "Type", "Type"), required=True, example="travel-report"),
    Field("lang", "line", "The language it is written in; the archive's when left out.", Label("Språk", "Språk", "Language"), example="nb"),
    Field("case", "name", "Case number or numbers, as printed.", Label("Diarienummer", "Saksnummer", "Case number"), kind="case", many=True, example="803-1966/2016"),
    Field("organisation", "name", "Who issued it.", Label("Utfärdad av", "Utstedt av", "Issued by"), Label("utfärdare", "utsteder", "issuer"), kind="organisation", many=True),
    Field("recipient", "name", "To whom it is addressed.", Label("Till", "Til", "To"), Label("mottagare", "mottaker", "recipient"), kind="organisation", many=True),
    Field("officer", "name", "Who handled the matter.", Label("Handläggare", "Saksbehandler", "Officer"), kind="person", many=True),
    Field("signed", "name", "Who signed it.", Label("Undertecknad av", "Undertegnet av", "Signed by"), Label("undertecknare", "undertegner", "signatory"), kind="person", many=True),
    Field("series", "name", "The recurring meeting or conference it is about.", Label("Mötesserie", "Møteserie", "Meeting series"), kind="series"),
    Field("meeting", "group", "The occasion it is about.", Label("Möte", "Møte", "Meeting"), fields=MEETING),
    Field("tabled", "group", "Where the document itself was on an agenda.", Label("Behandlad", "Behandlet", "Tabled"), many=True, fields=TABLED),
    Field("approves", "line", "Date or number of the earlier meeting whose minutes it approves.", Label("Godkänner protokoll från", "Godkjenner referat fra", "Approves minutes of"), many=True, example="2023-01-19"),
    Field("next", "group", "The announced next occasion.", Label("Nästa möte", "Neste møte", "Next meeting"), fields=(
        Field("date", "period", "The day, or only the year.", example="2019"),
        Field("number", "line", "Its number in the series."),
        Field("city", "name", "Where.", Label("Värdstad", "Vertsby", "Host city"), Label("kommande möte här", "kommende møte her", "coming meeting here"), kind="city", example="Oslo"),
    )),
    Field("participants", "group", "Who took part: `Name, role`, or a mapping.", Label("deltagare", "deltaker", "participant"), many=True, fields=PARTICIPANT, shorthand=("name", "role")),
    Field("cities", "name", "Further cities it is about.", Label("Städer", "Byer", "Cities"), Label("handlar om staden", "handler om byen", "about the city"), kind="city", many=True),
    Field("absent-cities", "name", "Cities that were invited and did not take part.", Label("Inbjudna städer som uteblev", "Inviterte byer som ikke deltok", "Invited cities that did not attend"), Label("inbjuden, uteblev", "invitert, deltok ikke", "invited, did not attend"), kind="city", many=True),
    Field("organisations", "name", "Further organisations it is about.", Label("Organisationer", "Organisasjoner", "Organisations"), Label("nämnd i dokumentet", "nevnt i dokumentet", "named in the document"), kind="organisation", many=True),
    Field("themes", "name", "Themes it is about.", Label("Teman", "Temaer", "Themes"), Label("handlar om temat", "handler om temaet", "about the theme"), kind="theme", many=True),
    Field("attachments", "group", "What belongs to it.", many=True, fields=ATTACHMENT, shorthand=("title",)),
    Field("related", "document", "Other documents, as paths relative to this file.", many=True, example="../2016/strategi.md"),
    Field("summary", "text", "One or two sentences; else the first paragraph."),
    Field("source", "group", "Where the text comes from.", fields=SOURCE),
    Field("corrections", "group", "What was corrected after publication.", many=True, fields=(
        Field("date", "date", "When.", required=True), Field("note", "text", "What.", required=True),
    )),
    Field("draft", "flag", "`true`: not published."),
    Field("publish", "day", "Not published before that day."),
    Field("withdrawn", "group", "The page becomes a note that names both.", fields=(
        Field("date", "date", "When it was withdrawn.", required=True), Field("reason", "text", "Why.", required=True),
    )),
    Field("aliases", "address", "Former addresses of this page.", many=True, example="/documents/2016/old-slug/"),
    ACCEPTED,
)

# What a document says of itself alone: it names nobody, and nothing follows from it but how the document is shown. A field
# that is not among these may mean something to the rest of the archive, which is then looked at anew.
OF_ITSELF = frozenset({"title", "lang", "summary", "source", "corrections", "accepted"})

PAGE: tuple[Field, ...] = (
    Field("title", "line", "The title.", required=True),
    Field("lang", "line", "The language it is written in; the archive's when left out."),
    Field("glossary", "flag", "`true`: its definition lists explain abbreviations in documents."),
    Field("draft", "flag", "`true`: not published."),
    Field("aliases", "address", "Former addresses of this page.", many=True),
    ACCEPTED,
)

FRONT_PAGE: tuple[Field, ...] = (
    Field("title", "line", "A heading for the front page; the archive's name when left out."),
    Field("lang", "line", "The language it is written in; the archive's when left out."),
)

ARCHIVE: tuple[Field, ...] = (
    Field("name", "line", "The archive's name.", required=True, example="Byarkivet"),
    Field("language", "choice", "The language of the interface.", choices=("sv", "nb", "en")),
    Field("base-url", "web", "Where the archive is published."),
    Field("owner", "line", "Who is responsible."),
    Field("contact", "line", "An e-mail address, or a sentence."),
    Field("licence", "line", "What others may do with the texts."),
    Field("types", "tree", "Further document types: id, then a label a language."),
    Field("case-patterns", "line", "Further patterns of case numbers, as regular expressions.", many=True),
    Field("privacy", "tree", "Rules for how people are shown: for whom, after how long, and how. See [Privacy](privacy.md)."),
    Field("accessibility", "tree", "What the accessibility statement asks for."),
)

# fmt: on

DOCUMENT_TYPES: dict[str, Label] = {
    "travel-report": Label("Reserapport", "Reiserapport", "Travel report"),
    "minutes": Label("Protokoll", "Referat", "Minutes"),
    "agenda": Label("Kallelse", "Innkalling", "Agenda"),
    "statement": Label("Tjänsteutlåtande", "Uttalelse", "Statement"),
    "report": Label("Rapport", "Rapport", "Report"),
}

# The languages a document can be written in, named in each interface language.
DOCUMENT_LANGUAGES: dict[str, Label] = {
    "sv": Label("svenska", "svensk", "Swedish"),
    "nb": Label("norskt bokmål", "norsk bokmål", "Norwegian Bokmål"),
    "nn": Label("nynorska", "nynorsk", "Norwegian Nynorsk"),
    "da": Label("danska", "dansk", "Danish"),
    "fi": Label("finska", "finsk", "Finnish"),
    "is": Label("isländska", "islandsk", "Icelandic"),
    "en": Label("engelska", "engelsk", "English"),
}
LANGUAGE_SYNONYMS = {"no": "nb"}

# Which document types are the two halves of a meeting's papers.
AGENDA_TYPES = frozenset({"agenda"})
MINUTES_TYPES = frozenset({"minutes"})


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    return {kind.id: kind for kind in KINDS}


@cache
def entry_fields(kind: Kind) -> tuple[Field, ...]:
    """The fields of a registry entry of this kind."""
    if kind.mention == "number":  # what is known by its number needs no other name
        rest = COMMON_ENTRY[1:]
        number = Field(
            "name",
            "line",
            "The number as printed; else as documents print it, or the file's name.",
            example="803-1966/2016",
        )
        return (number, *rest, *kind.fields)
    return (*COMMON_ENTRY, *kind.fields)


@cache
def field_names() -> frozenset[str]:
    """Every name that a field has anywhere."""

    def within(fields: tuple[Field, ...]) -> set[str]:
        return {name for field in fields for name in (field.name, *within(field.fields))}

    entries = [entry_fields(kind) for kind in KINDS]
    return frozenset(name for fields in (DOCUMENT, PAGE, ARCHIVE, *entries) for name in within(fields))


@cache
def list_names() -> frozenset[str]:
    """Every name that a field of several values has anywhere."""

    def within(fields: tuple[Field, ...]) -> set[str]:
        return {name for field in fields for name in ({field.name} if field.many else set()) | within(field.fields)}

    entries = [entry_fields(kind) for kind in KINDS]
    return frozenset(name for fields in (DOCUMENT, PAGE, ARCHIVE, *entries) for name in within(fields))


@dataclass(frozen=True, slots=True)
class NamePath:
    """Where a document names an entity: the fields to walk, and the field that holds the name."""

    path: tuple[Field, ...]

    @property
    def field(self) -> Field:
        return self.path[-1]

    @property
    def key(self) -> str:
        return ".".join(field.name for field in self.path)


@cache
def name_paths(fields: tuple[Field, ...]) -> tuple[NamePath, ...]:
    """All places in these fields that name entities, in the order of declaration."""
    found: list[NamePath] = []

    def walk(prefix: tuple[Field, ...], fields: tuple[Field, ...]) -> None:
        for field in fields:
            if field.kind is not None:
                found.append(NamePath((*prefix, field)))
            walk((*prefix, field), field.fields)

    walk((), fields)
    return tuple(found)
