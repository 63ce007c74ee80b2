"""What the archive knows already: its people, cities, organisations, series and abbreviations, for the reading of papers.

It asks the registry as a build would and changes nothing; what is merely alike counts as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from diarium.archive.registry import Entity, Ref
from diarium.config import Config
from diarium.reading.document import Parsed
from diarium.schema import DOCUMENT_TYPES
from diarium.spelling import fold

# Cities that papers of this region name, with the names they have elsewhere: for archives that registered none yet.
CITIES = (
    "Stockholm", "Göteborg|Gøteborg|Gothenburg", "Malmö|Malmø", "Uppsala", "Linköping", "Örebro", "Västerås", "Helsingborg", "Norrköping", "Umeå",
    "Lund", "Luleå", "Sundsvall", "Karlstad", "Kiruna", "Östersund", "Visby", "Oslo", "Bergen", "Trondheim", "Stavanger", "Tromsø|Tromsö", "Drammen",
    "Fredrikstad", "Kristiansand", "Lillestrøm|Lilleström", "Hamar", "Lillehammer", "Bodø|Bodö", "Ålesund", "Tønsberg", "Sandefjord", "Kongsberg", "Arendal",
    "København|Köpenhamn|Copenhagen", "Aarhus|Århus", "Odense", "Aalborg|Ålborg", "Esbjerg", "Randers", "Vejle", "Horsens", "Roskilde", "Helsingør",
    "Helsingfors|Helsinki", "Esbo|Espoo", "Vanda|Vantaa", "Tammerfors|Tampere", "Åbo|Turku", "Uleåborg|Oulu", "Vasa|Vaasa", "Lahtis|Lahti", "Mariehamn|Maarianhamina",
    "Reykjavik|Reykjavík", "Akureyri", "Torshavn|Tórshavn", "Nuuk|Godthåb", "Tallinn", "Riga", "Vilnius", "Berlin", "Hamburg", "Bryssel|Brussel|Bruxelles|Brussels",
    "Paris", "London", "Amsterdam", "Wien|Vienna", "Warszawa|Warsaw", "Madrid", "Barcelona", "Rom|Rome", "New York", "Milano|Milan", "Rotterdam", "Glasgow", "Edinburgh", "Dublin",
)  # fmt: skip
_NOT_THE_CITY = r"(?!\s+(?:kommune?r?s?|kommun\w*|regionen|region|byråds\w*|stad\b|by\b|universitet\w*|fylke\w*|län\b|City Council|Municipality))"


@dataclass(frozen=True)
class Known:
    """The registry of one archive, by kind and folded name."""

    entities: Mapping[Ref, Entity] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)
    types: tuple[str, ...] = tuple(DOCUMENT_TYPES)
    language: str = "en"

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Entity]:
        found: dict[tuple[str, str], Entity] = {}
        for entity in self.entities.values():
            for name in (entity.name, *entity.aliases, *entity.spellings):
                found.setdefault((entity.ref.kind, fold(name)), entity)
        return found

    def find(self, kind: str, text: str) -> Entity | None:
        """The entity this text names, whole; genitives understood."""
        return self._by_name.get((kind, fold(text))) or (
            self._by_name.get((kind, fold(text[:-1]))) if text.endswith("s") and len(text) > 3 else None
        )

    def names(self, kind: str) -> Iterator[tuple[str, Entity]]:
        for entity in self.entities.values():
            if entity.ref.kind == kind:
                for name in (entity.name, *entity.aliases):
                    yield name, entity

    def series_of(self, text: str) -> tuple[str, Entity] | None:
        """The longest name of a known series inside a text, as printed there."""
        found: list[tuple[str, Entity]] = []
        for name, entity in self.names("series"):
            words = r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", name))
            match = re.search(rf"(?<!\w){words}s?(?!\w)", text, re.IGNORECASE)
            if match:
                found.append((" ".join(match.group().split()), entity))
        return max(found, key=lambda one: len(one[0]), default=None)

    def abbreviated_series(self, short: str) -> Entity | None:
        """The one series whose name this abbreviation stands for, by the glossary or by its first letters."""
        explained = self.glossary.get(short, "")
        if explained:
            for name, entity in self.names("series"):
                if fold(explained).startswith(fold(name)):
                    return entity
        fitting = {e.ref: e for name, e in self.names("series") if "".join(w[0] for w in name.split()).upper() == short}
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def in_text(self, kind: str, text: str) -> list[tuple[int, str, Entity]]:
        """Registered names of a kind in running text, whole words, in the order they stand."""
        found: list[tuple[int, str, Entity]] = []
        for name, entity in self.names(kind):
            if not entity.registered or len(name) < 3:
                continue
            genitive = "s?" if not name.endswith("s") else ""
            limit = _NOT_THE_CITY if kind == "city" else ""
            match = re.search(rf"(?<![\w-]){re.escape(name)}{genitive}(?![\w-]){limit}", text) if name in text else None
            if match:
                found.append((match.start(), name, entity))
        first: dict[Ref, tuple[int, str, Entity]] = {}
        for one in sorted(found, key=lambda one: (one[0], -len(one[1]))):
            first.setdefault(one[2].ref, one)
        return list(first.values())

    def cities_in(self, text: str) -> list[tuple[int, str]]:
        """Cities in running text, by the name the paper uses: registered ones, then those of the list above."""
        found = {entity.ref.id: (at, name) for at, name, entity in reversed(self.in_text("city", text))}
        for names in CITIES:
            for name in names.split("|"):
                if name not in text or self.find("city", name) is not None:
                    continue
                genitive = "s?" if not name.endswith("s") else ""
                match = re.search(rf"(?<![\w-]){re.escape(name)}{genitive}(?![\w-]){_NOT_THE_CITY}", text)
                if match and fold(names) not in found:
                    found[fold(names)] = (match.start(), name)
        return sorted(found.values())

    def is_city(self, text: str) -> bool:
        return self.find("city", text) is not None or any(text in names.split("|") for names in CITIES)


def of_archive(config: Config, entities: Mapping[Ref, Entity], pages: Iterable[Parsed]) -> Known:
    """What an archive knows, linked or not: its names, and what its pages say of abbreviations."""
    glossary: dict[str, str] = {}
    for page in pages:
        if page.fields.glossary:
            glossary.update(page.body.definitions)
    listed = dict(sorted(entities.items(), key=lambda item: (item[0].kind, item[0].id)))
    return Known(listed, glossary, tuple(config.types), config.language)
