"""The accessibility statement: what `archive.yml` says of it, in the words the Swedish and the Norwegian rules ask for.

It repeats what the archive's owner has found and claims nothing that does not stand in the settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from diarium.config import STATUS, Config
from diarium.model import Label, Record
from diarium.pages.parts import Fact, Link
from diarium.pages.views import Passage
from diarium.pages.wording import Words

# fmt: off
SENTENCES: dict[str, Label] = {
    "title": Label("Tillgänglighet", "Tilgjengelighet", "Accessibility"),
    "intro": Label(
        "{owner} svarar för webbplatsen {name}. Den ska kunna läsas av så många som möjligt. Här står hur väl den lever upp till {law}, vilka brister vi känner till och hur du når oss när något hindrar dig.",
        "{owner} står bak nettstedet {name}. Det skal kunne leses av så mange som mulig. Her står det hvor godt det oppfyller {law}, hvilke mangler vi kjenner til, og hvordan du når oss når noe hindrer deg.",
        "{owner} is responsible for the site {name}. As many people as possible should be able to read it. This page says how well it meets {law}, which shortcomings we know of, and how to reach us when something is in your way.",
    ),
    "status": Label("Hur väl kraven är uppfyllda", "Hvor godt kravene er oppfylt", "How well the requirements are met"),
    "full": Label("Webbplatsen är helt förenlig med {law}.", "Nettstedet er helt i samsvar med {law}.", "The site is fully compliant with {law}."),
    "partly": Label("Webbplatsen är delvis förenlig med {law}.", "Nettstedet er delvis i samsvar med {law}.", "The site is partially compliant with {law}."),
    "none": Label("Webbplatsen är inte förenlig med {law}.", "Nettstedet er ikke i samsvar med {law}.", "The site is not compliant with {law}."),
    "unknown": Label("Ingen har ännu bedömt hur väl webbplatsen uppfyller {law}.", "Ingen har ennå vurdert hvor godt nettstedet oppfyller {law}.", "Nobody has yet assessed how well the site meets {law}."),
    "known_issues": Label("Innehåll som inte är tillgängligt", "Innhold som ikke er tilgjengelig", "Content that is not accessible"),
    "known_issues_lead": Label("Det här brister, och skälet står vid varje punkt:", "Dette har mangler, og grunnen står ved hvert punkt:", "This falls short, each point with its reason:"),
    "burden": Label("Oskäligt betungande att anpassa", "Uforholdsmessig byrde å tilpasse", "Disproportionate to adapt"),
    "burden_lead": Label("Det här är undantaget, eftersom det vore oskäligt betungande att anpassa det:", "Dette er unntatt, fordi det ville være en uforholdsmessig stor byrde å tilpasse det:", "This is exempt, since adapting it would be a disproportionate burden:"),
    "outside": Label("Innehåll som inte omfattas av kraven", "Innhold som ikke er omfattet av kravene", "Content outside the requirements"),
    "outside_lead": Label("Kraven gäller inte det här:", "Kravene gjelder ikke dette:", "The requirements do not apply to this:"),
    "testing": Label("Hur vi har prövat", "Hvordan vi har testet", "How we tested"),
    "method": Label("Metod", "Metode", "Method"),
    "tested": Label("Senaste bedömning", "Siste vurdering", "Last assessment"),
    "published": Label("Först publicerad", "Først publisert", "First published"),
    "updated": Label("Senast uppdaterad", "Sist oppdatert", "Last updated"),
    "alternatives": Label("Andra vägar till innehållet", "Andre veier til innholdet", "Other ways to the content"),
    "formal": Label("Redogörelsen i det nationella registret", "Erklæringen i den nasjonale løsningen", "The statement in the national register"),
    "feedback": Label("Säg till om något hindrar dig", "Si fra hvis noe hindrer deg", "Tell us when something is in your way"),
    "feedback_before": Label("Skriv till ", "Skriv til ", "Write to "),
    "feedback_after": Label(
        " om du möter ett hinder, eller om du behöver något härifrån i en annan form.",
        " hvis du møter en hindring, eller hvis du trenger noe herfra i en annen form.",
        " if you meet an obstacle, or need something from here in another form.",
    ),
    "response": Label("Så snabbt svarar vi", "Så raskt svarer vi", "How soon we answer"),
    "supervision": Label("Om du inte är nöjd med svaret", "Hvis du ikke er fornøyd med svaret", "If you are not content with our answer"),
}
_LAW = {
    "se": Label("lagen om tillgänglighet till digital offentlig service", "den svenske loven om tilgjengelighet til digital offentlig service", "the Swedish act on the accessibility of digital public services"),
    "no": Label("den norska förordningen om universell utformning av ikt-lösningar", "forskrift om universell utforming av IKT-løsninger", "the Norwegian regulation on universal design of ICT solutions"),
    "": Label("den europeiska standarden EN 301 549", "den europeiske standarden EN 301 549", "the European standard EN 301 549"),
}
_SUPERVISION = {
    "se": Label(
        "Myndigheten för digital förvaltning (Digg) har tillsyn över lagen. Dit kan du anmäla att kraven inte är uppfyllda, eller begära att ett undantag granskas.",
        "Den svenske Myndigheten för digital förvaltning (Digg) fører tilsyn med loven. Dit kan du melde at kravene ikke er oppfylt, eller be om at et unntak blir gransket.",
        "The Swedish Agency for Digital Government (Digg) supervises the act. You can report there that the requirements are not met, or ask for an exemption to be examined.",
    ),
    "no": Label(
        "Den som inte får ett tillfredsställande svar kan klaga hos den norska Diskrimineringsnemnda. Tilsynet for universell utforming av ikt har tillsyn över reglerna.",
        "Får du ikke et tilfredsstillende svar, kan du klage til Diskrimineringsnemnda. Tilsynet for universell utforming av ikt fører tilsyn med reglene.",
        "If you get no satisfactory answer, you can complain to the Norwegian Anti-Discrimination Tribunal. The Authority for Universal Design of ICT supervises the rules.",
    ),
}
_WHERE = {
    "se": ((Label("Anmäl bristande tillgänglighet till Digg", "Meld manglende tilgjengelighet til Digg", "Report poor accessibility to Digg"), "https://www.digg.se/tdosanmalan"),),
    "no": (
        (Label("Klaga till Diskrimineringsnemnda", "Klag til Diskrimineringsnemnda", "Complain to the Anti-Discrimination Tribunal"), "https://www.diskrimineringsnemnda.no/"),
        (Label("Om tillsynen", "Om tilsynet", "About the authority"), "https://www.uutilsynet.no/"),
    ),
}
# fmt: on

_LISTS = ("known_issues", "burden", "outside")
_DATES = ("tested", "published", "updated")
_KNOWN = {*_LISTS, *_DATES, "status", "method", "alternatives", "feedback", "response", "country", "statement_url"}


def statement(config: Config) -> tuple[Passage, ...]:
    """The sections of the statement; none when the settings say nothing of it."""
    return tuple(_passages(config, config.accessibility)) if config.accessibility else ()


def title(language: str) -> str:
    return SENTENCES["title"][language]


def _passages(config: Config, said: Record) -> Iterator[Passage]:
    words = Words(config.language)
    country = _one(said, "country").lower() or {"sv": "se", "nb": "no"}.get(config.language, "")
    law = _LAW.get(country, _LAW[""])[config.language]

    def tell(name: str) -> str:
        text = SENTENCES[name][config.language]
        return text.format(owner=config.owner or config.name, name=config.name, law=law) if "{" in text else text

    status = STATUS.get(_one(said, "status").lower(), "unknown")
    yield Passage("statement-status", tell("status"), ((Link(tell("intro")),), (Link(tell(status)),)))
    for name in _LISTS:
        listed = _many(said, name)
        if listed:
            yield Passage(f"statement-{name.replace('_', '-')}", tell(name), ((Link(tell(f"{name}_lead")),),), listed)
    facts = [Fact(tell("method"), _many(said, "method"))] if "method" in said else []
    facts += [Fact(tell(name), (_dated(words, _one(said, name)),)) for name in _DATES if _one(said, name)]
    if facts:
        yield Passage("statement-testing", tell("testing"), (), (), tuple(facts))
    if "alternatives" in said:
        yield Passage("statement-alternatives", tell("alternatives"), (_many(said, "alternatives"),))
    contact = _one(said, "feedback") or config.contact
    if contact:
        answer = (Fact(tell("response"), _many(said, "response")),) if "response" in said else ()
        asked = (Link(tell("feedback_before")), address(contact), Link(tell("feedback_after")))
        sentence = asked if is_address(contact) else (Link(contact),)
        yield Passage("statement-feedback", tell("feedback"), (sentence,), (), answer)
    where = [Link(label[config.language], None, None, url) for label, url in _WHERE.get(country, ())]
    if "statement_url" in said:
        where.append(Link(tell("formal"), None, None, _one(said, "statement_url")))
    if where:
        told = ((Link(_SUPERVISION[country][config.language]),),) if country in _SUPERVISION else ()
        yield Passage("statement-supervision", tell("supervision"), told, tuple(where))
    rest = tuple(Fact(name.replace("_", " ").capitalize(), _many(said, name)) for name in said if name not in _KNOWN)
    if rest:  # what nobody foresaw is shown as it stands
        yield Passage("statement-more", words.facts, (), (), rest)


def is_address(contact: str) -> bool:
    return "@" in contact and " " not in contact.strip()


def address(contact: str) -> Link:
    return Link(contact, None, None, f"mailto:{contact}")


def _dated(words: Words, said: str) -> Link:
    parts = said.split("-")
    written = len(parts) <= 3 and all(part.isdigit() for part in parts) and len(parts[0]) == 4
    return Link(words.date(said) if written and (len(parts) == 1 or 1 <= int(parts[1]) <= 12) else said)


def _many(said: Record, name: str) -> tuple[Link, ...]:
    if name not in said:
        return ()
    value = said[name]
    values = value if isinstance(value, tuple) else (value,)
    return tuple(Link(" ".join(str(one).split())) for one in values if one not in (None, ""))


def _one(said: Record, name: str) -> str:
    return next((link.text for link in _many(said, name)), "")
