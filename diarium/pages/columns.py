"""The tables of the open data as data: each column with its type and what it means, in three languages.

Whatever is written (CSV, database, description) runs over these tables; nothing here reads the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diarium.model import Label

Type = Literal["text", "whole", "number", "date", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type
    means: Label
    table: str = ""  # where its values are ids
    many: bool = False  # several values, with "; " between them


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    one: Label  # what a row is
    columns: tuple[Column, ...]
    key: tuple[str, ...]  # the columns that no two rows share

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


SEPARATOR = "; "

# One row a column, however long.
# fmt: off
_URL = Column("url", "text", Label("Sidans adress i arkivet.", "Sidens adresse i arkivet.", "The address of its page."))
_NAME = Column("name", "text", Label("Namnet som arkivet visar.", "Navnet arkivet viser.", "The name the archive shows."))
_OTHER = Column("other_names", "text", Label("Andra namn och stavningar.", "Andre navn og skrivemåter.", "Other names and spellings."), many=True)
_DOCUMENTS = Column("documents", "whole", Label("I hur många dokument det uppges eller nämns.", "I hvor mange dokumenter det er oppgitt eller nevnt.", "In how many documents it is listed or mentioned."))
_FIRST = Column("first", "date", Label("Datum på det äldsta av dem.", "Dato på det eldste av dem.", "Date of the oldest of them."))
_LAST = Column("last", "date", Label("Datum på det yngsta av dem.", "Dato på det yngste av dem.", "Date of the youngest of them."))
_DOCUMENT = Column("document", "text", Label("Dokumentet.", "Dokumentet.", "The document."), "documents")
_MEETING = Column("meeting", "text", Label("Mötet.", "Møtet.", "The meeting."), "meetings")
_PRINTED = Column("name", "text", Label("Namnet som det är tryckt; N.N. där hänsyn till en person kräver det.", "Navnet slik det er trykt; N.N. der hensynet til en person krever det.", "The name as printed; N.N. where regard for a person asks for it."))
_NUMBER = Column("row", "whole", Label("Radens nummer; följer ordningen i dokumenten.", "Radens nummer; følger rekkefølgen i dokumentene.", "The number of the row, in the order of the documents."))


def _id(what: Label) -> Column:
    return Column("id", "text", what)


_PLAIN_ID = _id(Label("Det sista ledet i sidans adress.", "Siste ledd i sidens adresse.", "The last part of its page's address."))

TABLES: tuple[Table, ...] = (
    Table("cities", Label("en stad", "en by", "a city"), (
        _PLAIN_ID, _URL, _NAME, _OTHER,
        Column("country", "text", Label("Land.", "Land.", "Country.")),
        Column("latitude", "number", Label("Latitud, WGS 84.", "Breddegrad, WGS 84.", "Latitude, WGS 84.")),
        Column("longitude", "number", Label("Longitud, WGS 84.", "Lengdegrad, WGS 84.", "Longitude, WGS 84.")),
        Column("part_of", "text", Label("Staden den är en del av.", "Byen den er en del av.", "The city it is a part of."), "cities"),
        _DOCUMENTS,
        Column("meetings", "whole", Label("Hur många möten som har hållits eller aviserats där.", "Hvor mange møter som er holdt eller varslet der.", "How many meetings were held or announced there.")),
    ), ("id",)),
    Table("organisations", Label("en organisation", "en organisasjon", "an organisation"), (
        _PLAIN_ID, _URL, _NAME, _OTHER,
        Column("city", "text", Label("Staden den hör till, enligt registret.", "Byen den hører til, ifølge registeret.", "The city it belongs to, by the registry."), "cities"),
        _DOCUMENTS, _FIRST, _LAST,
    ), ("id",)),
    Table("people", Label("en person", "en person", "a person"), (
        _PLAIN_ID, _URL, _NAME, _OTHER, _DOCUMENTS,
        Column("participations", "whole", Label("I hur många dokument personen står bland deltagarna.", "I hvor mange dokumenter personen står blant deltakerne.", "In how many documents the person stands among the participants.")),
        _FIRST, _LAST,
    ), ("id",)),
    Table("series", Label("en mötesserie", "en møteserie", "a meeting series"), (
        _PLAIN_ID, _URL, _NAME, _OTHER,
        Column("every", "text", Label("Hur ofta den möts.", "Hvor ofte den møtes.", "How often it meets.")),
        Column("meetings", "whole", Label("Hur många möten som är kända.", "Hvor mange møter som er kjent.", "How many meetings are known.")),
        _DOCUMENTS, _FIRST, _LAST,
    ), ("id",)),
    Table("themes", Label("ett tema", "et tema", "a theme"), (
        _PLAIN_ID, _URL, _NAME, _OTHER,
        Column("documents", "whole", Label("Hur många dokument som handlar om det.", "Hvor mange dokumenter som handler om det.", "How many documents are about it.")),
    ), ("id",)),
    Table("cases", Label("ett ärende", "en sak", "a case"), (
        _PLAIN_ID, _URL,
        Column("number", "text", Label("Numret som det är tryckt.", "Nummeret slik det er trykt.", "The number as printed.")),
        Column("title", "text", Label("Vad ärendet gäller.", "Hva saken gjelder.", "What the case is about.")),
        Column("status", "text", Label("Var det står.", "Hvor den står.", "Where it stands.")),
        _DOCUMENTS, _FIRST, _LAST,
    ), ("id",)),
    Table("meetings", Label("ett möte i en serie", "et møte i en serie", "a meeting of a series"), (
        _id(Label("Seriens id, snedstreck, och det sista ledet i mötets adress.", "Seriens id, skråstrek og siste ledd i møtets adresse.", "The series' id, a slash, and the last part of the meeting's address.")),
        _URL,
        Column("series", "text", Label("Mötesserien.", "Møteserien.", "The meeting series."), "series"),
        Column("number", "text", Label("Mötets nummer som det är tryckt.", "Møtets nummer slik det er trykt.", "Its number as printed.")),
        Column("first_day", "date", Label("Första dagen, eller månaden eller året när inget mer är känt.", "Første dag, eller måneden eller året når ikke mer er kjent.", "The first day, or the month or year when no more is known.")),
        Column("last_day", "date", Label("Sista dagen.", "Siste dag.", "The last day.")),
        Column("time", "text", Label("Klockslagen som de är tryckta.", "Klokkeslettene slik de er trykt.", "The hours as printed.")),
        Column("city", "text", Label("Värdstaden.", "Vertsbyen.", "The host city."), "cities"),
        Column("place", "text", Label("Byggnad eller rum.", "Bygning eller rom.", "Building or room.")),
        Column("theme", "text", Label("Mötets motto.", "Møtets motto.", "Its motto.")),
        Column("status", "text", Label("held (hållet), announced (aviserat; mer säger inte heller en kallelse), inferred (härlett) eller missing (bara numret är känt).", "held (holdt), announced (varslet; mer sier heller ikke en innkalling), inferred (utledet) eller missing (bare nummeret er kjent).", "held, announced (an agenda by itself says no more than that), inferred, or missing (only the number is known).")),
        Column("documents", "whole", Label("Hur många dokument arkivet har från mötet självt.", "Hvor mange dokumenter arkivet har fra selve møtet.", "How many documents of the meeting itself the archive holds.")),
    ), ("id",)),
    Table("documents", Label("ett dokument", "et dokument", "a document"), (
        _id(Label("Årtal, snedstreck, och det sista ledet i dokumentets adress.", "Årstall, skråstrek og siste ledd i dokumentets adresse.", "The year, a slash, and the last part of its address.")),
        _URL,
        Column("title", "text", Label("Titeln.", "Tittelen.", "The title.")),
        Column("date", "date", Label("Datum på dokumentet; en dag, en månad eller ett år.", "Datoen på dokumentet; en dag, en måned eller et år.", "The date written on it; a day, a month or a year.")),
        Column("type", "text", Label("Dokumenttypens id.", "Dokumenttypens id.", "The id of its type.")),
        Column("language", "text", Label("Språkets kod: sv, nb, nn, da, fi, is, en.", "Språkets kode: sv, nb, nn, da, fi, is, en.", "The code of its language: sv, nb, nn, da, fi, is, en.")),
        Column("summary", "text", Label("Sammanfattningen, eller början av texten.", "Sammendraget, eller begynnelsen av teksten.", "The summary, or the beginning of the text.")),
        Column("cases", "text", Label("Ärendenas nummer som de är tryckta.", "Saksnumrene slik de er trykt.", "Its case numbers as printed."), many=True),
        Column("issued_by", "text", Label("Vem som har utfärdat det, som det är tryckt.", "Hvem som har utstedt det, slik det er trykt.", "Who issued it, as printed."), many=True),
        Column("officers", "text", Label("Vem som har handlagt eller undertecknat det, som det är tryckt, eller N.N.", "Hvem som har behandlet eller undertegnet det, slik det er trykt, eller N.N.", "Who handled or signed it, as printed, or N.N."), many=True),
        Column("series", "text", Label("Mötesserien det handlar om.", "Møteserien det handler om.", "The meeting series it is about."), "series"),
        Column("meeting", "text", Label("Mötet det handlar om.", "Møtet det handler om.", "The meeting it is about."), "meetings"),
        Column("themes", "text", Label("Temana, med sina id.", "Temaene, med sine id-er.", "Its themes, by their ids."), many=True),
        Column("participants", "whole", Label("Hur många som står som deltagare.", "Hvor mange som står som deltakere.", "How many stand as participants.")),
        Column("attachments", "whole", Label("Hur många bilagor som hör till.", "Hvor mange vedlegg som hører til.", "How many attachments belong to it.")),
        Column("words", "whole", Label("Hur många ord texten har.", "Hvor mange ord teksten har.", "How many words its text has.")),
        Column("changed", "date", Label("När det senast ändrades i arkivet, så vitt det är känt.", "Når det sist ble endret i arkivet, så vidt det er kjent.", "When it was last changed in the archive, as far as that is known.")),
        Column("sha256", "text", Label("Kontrollsumma för källtexten, index.md bredvid sidan.", "Kontrollsum for kildeteksten, index.md ved siden av siden.", "Checksum of its source, index.md beside the page.")),
    ), ("id",)),
    Table("participations", Label("en deltagare i ett dokument", "en deltaker i et dokument", "a participant in a document"), (
        _NUMBER, _DOCUMENT, _MEETING,
        Column("date", "date", Label("Mötets första dag, annars dokumentets datum.", "Møtets første dag, ellers dokumentets dato.", "The first day of the meeting, else the date of the document.")),
        Column("person", "text", Label("Personen; tomt när namnet kan betyda flera.", "Personen; tomt når navnet kan bety flere.", "The person; empty when the name could mean several."), "people"),
        _PRINTED,
        Column("role", "text", Label("Uppdrag eller befattning som den angavs då.", "Verv eller stilling slik den ble oppgitt da.", "Office or function as stated then.")),
        Column("party", "text", Label("Parti som det angavs då.", "Parti slik det ble oppgitt da.", "Party as stated then.")),
        Column("organisation_name", "text", Label("Organisationen som den är tryckt.", "Organisasjonen slik den er trykt.", "The organisation as printed.")),
        Column("organisation", "text", Label("Organisationen.", "Organisasjonen.", "The organisation."), "organisations"),
        Column("status", "text", Label("present (närvarande), chair (ordförande), secretary (sekretariat), invited (inbjuden) eller absent (frånvarande).", "present (til stede), chair (møteleder), secretary (sekretariat), invited (innkalt) eller absent (fraværende).", "present, chair, secretary, invited or absent.")),
    ), ("row",)),
    Table("named", Label("ett namn i ett dokuments uppgifter, deltagarna undantagna", "et navn i opplysningene om et dokument, deltakerne unntatt", "a name in a document's details, participants apart"), (
        _NUMBER, _DOCUMENT,
        Column("kind", "text", Label("Vad namnet är: person, city, organisation, series, theme eller case.", "Hva navnet er: person, city, organisation, series, theme eller case.", "What the name is: person, city, organisation, series, theme or case.")),
        Column("entity", "text", Label("Id i den sortens tabell; tomt när namnet kan betyda flera.", "Id i den slags tabell; tomt når navnet kan bety flere.", "The id in the table of that kind; empty when the name could mean several.")),
        Column("capacity", "text", Label("I vilken egenskap: fältets namn, som officer eller meeting.city.", "I hvilken egenskap: feltets navn, som officer eller meeting.city.", "In which capacity: the name of the field, such as officer or meeting.city.")),
        _PRINTED,
    ), ("row",)),
    Table("tabled", Label("ett dokument på ett mötes dagordning", "et dokument på et møtes saksliste", "a document on the agenda of a meeting"), (
        _NUMBER, _DOCUMENT, _MEETING,
        Column("item", "text", Label("Punkten på dagordningen.", "Punktet på sakslisten.", "The item of the agenda.")),
    ), ("row",)),
    Table("attachments", Label("en bilaga", "et vedlegg", "an attachment"), (
        _NUMBER, _DOCUMENT,
        Column("title", "text", Label("Bilagans namn.", "Vedleggets navn.", "What it is called.")),
        Column("url", "text", Label("Var den ligger; tomt när den saknas.", "Hvor det ligger; tomt når det mangler.", "Where it lies; empty when it is missing.")),
        Column("bytes", "whole", Label("Storlek i byte, när arkivet har filen.", "Størrelse i byte, når arkivet har filen.", "Size in bytes, when the archive has the file.")),
        Column("sha256", "text", Label("Kontrollsumma, när arkivet har filen.", "Kontrollsum, når arkivet har filen.", "Checksum, when the archive has the file.")),
        Column("missing", "flag", Label("Om bilagan hör till men inte har kunnat fås.", "Om vedlegget hører til, men ikke har vært å få.", "Whether it belongs to the document but could not be had.")),
    ), ("row",)),
)
# fmt: on
