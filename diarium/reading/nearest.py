"""The word an editor meant: field names written in the editor's own language, and words that are misspelt.

It only suggests; nothing is ever read as what it suggests.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

# What editors write when they write their own language.
TRANSLATED = {
    "titel": "title", "tittel": "title", "rubrik": "title", "overskrift": "title",
    "datum": "date", "dato": "date", "typ": "type", "språk": "lang", "spraak": "lang", "language": "lang",
    "ärende": "case", "diarienummer": "case", "dnr": "case", "sak": "case", "saksnummer": "case", "saksnr": "case",
    "serie": "series", "möte": "meeting", "møte": "meeting", "plats": "place", "sted": "place", "tid": "time",
    "deltagare": "participants", "deltakere": "participants", "deltakare": "participants", "frammøtte": "participants", "närvarande": "participants",
    "handläggare": "officer", "saksbehandler": "officer", "saksbehandlar": "officer", "undertecknad": "signed", "signert": "signed",
    "mottagare": "recipient", "mottaker": "recipient", "avsändare": "organisation", "avsender": "organisation",
    "städer": "cities", "byer": "cities", "organisationer": "organisations", "organisasjoner": "organisations",
    "teman": "themes", "temaer": "themes", "bilagor": "attachments", "vedlegg": "attachments",
    "sammanfattning": "summary", "sammendrag": "summary", "källa": "source", "kilde": "source",
    "rättelser": "corrections", "rettelser": "corrections", "utkast": "draft", "nästa": "next", "neste": "next",
    "namn": "name", "navn": "name", "roll": "role", "rolle": "role", "parti": "party", "stad": "city", "by": "city",
    "otsikko": "title", "titill": "title", "päivämäärä": "date", "päiväys": "date", "pvm": "date", "dagsetning": "date", "tyyppi": "type",
    "kieli": "lang", "sprog": "lang", "tungumál": "lang", "sag": "case", "sagsnummer": "case", "sagsnr": "case", "journalnummer": "case", "journalnr": "case",
    "asia": "case", "asianumero": "case", "diaarinumero": "case", "dnro": "case", "málsnúmer": "case",
    "møde": "meeting", "kokous": "meeting", "fundur": "meeting", "møterekke": "series", "sarja": "series", "paikka": "place", "staður": "place", "aika": "time", "tími": "time",
    "deltagere": "participants", "deltakarar": "participants", "osallistujat": "participants", "läsnä": "participants", "þátttakendur": "participants",
    "sagsbehandler": "officer", "sakshandsamar": "officer", "käsittelijä": "officer", "underskrevet": "signed", "allekirjoittaja": "signed", "modtager": "recipient",
    "mottakar": "recipient", "vastaanottaja": "recipient", "afsender": "organisation", "avsendar": "organisation", "lähettäjä": "organisation", "organisaatio": "organisation",
    "byar": "cities", "kaupungit": "cities", "borgir": "cities", "organisasjonar": "organisations", "organisaatiot": "organisations", "tema": "themes",
    "teemat": "themes", "bilag": "attachments", "liitteet": "attachments", "fylgiskjöl": "attachments", "samandrag": "summary", "resumé": "summary",
    "tiivistelmä": "summary", "kjelde": "source", "lähde": "source", "heimild": "source", "rettingar": "corrections", "korjaukset": "corrections", "kladde": "draft",
    "luonnos": "draft", "næste": "next", "seuraava": "next", "nimi": "name", "nafn": "name", "rooli": "role", "puolue": "party", "kaupunki": "city", "borg": "city",
    "numero": "number", "kohta": "item",
    "nummer": "number", "punkt": "item", "organization": "organisation", "organizations": "organisations",
}  # fmt: skip


def translated(word: str) -> str | None:
    """The field's name, for a word that is its name in an editor's own language."""
    return TRANSLATED.get(unicodedata.normalize("NFC", word).lower().strip())


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    found = nearest(word, list(known))
    return f"did you mean '{found}'?" if found else None


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that was meant: its translation, or the one written most like it."""
    named = translated(word)
    if named in known:
        return named
    lowered = unicodedata.normalize("NFC", word).lower().strip()
    found = difflib.get_close_matches(lowered[:80], known, n=1, cutoff=0.55)
    return found[0] if found else None
