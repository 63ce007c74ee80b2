"""Makes an archive of any size from a number, and knows what its pages must say.

The truth is kept apart from the text: what is written on a document is a spelling or a notation chosen at random,
what the archive must make of it is decided before.
"""

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass, field

GIVEN = [
    "Anders",
    "Berit",
    "Cato",
    "Dagny",
    "Einar",
    "Frida",
    "Gunnar",
    "Hilda",
    "Ivar",
    "Jorunn",
    "Knut",
    "Lovisa",
    "Magnus",
    "Nanna",
    "Oskar",
    "Petra",
]
FAMILY = [
    "Ask",
    "Bjørk",
    "Dalén",
    "Ekström",
    "Furu",
    "Gran",
    "Hassel",
    "Idegran",
    "Kastanje",
    "Lönn",
    "Mørk",
    "Nyqvist",
    "Oxel",
    "Pil",
    "Rönn",
    "Sälg",
]
CITIES = {
    "goteborg": ("Göteborg", "Gøteborg", "Gothenburg"),
    "kopenhamn": ("Köpenhamn", "København", "Copenhagen"),
    "helsingfors": ("Helsingfors", "Helsinki", "Helsingin kaupunki"),
    "turku": ("Turku", "Åbo", "Aboa"),
    "oslo": ("Oslo", "Christiania", "Kristiania"),
    "reykjavik": ("Reykjavik", "Reykjavík", "Reykiavik"),  # the second folds to the first by itself
}
UNREGISTERED_CITIES = ("Bergen", "Umeå", "Odense")
NOTATIONS = ("{0}-{1}/{2}", "Dnr {0}-{1}/{2}", "{0}–{1}/{2}", "Diarienr: {0} - {1} / {2}")
NUMBERED, DATED = "Nämnden för samarbete", "Nordiska rådslaget"
LANGUAGES = ("sv", "nb", "en")
TYPES = ("travel-report", "minutes", "agenda", "statement", "report")


@dataclass
class Generated:
    """The files of an archive, and the truth about it, all by address."""

    files: dict = field(default_factory=dict)
    people: dict = field(default_factory=lambda: defaultdict(set))  # a person's page → documents listed there
    cities: dict = field(default_factory=lambda: defaultdict(set))
    city_mentions: dict = field(default_factory=lambda: defaultdict(set))
    cases: dict = field(default_factory=lambda: defaultdict(set))
    series: dict = field(default_factory=lambda: defaultdict(dict))  # series → meeting's page → documents about it
    missing: set = field(default_factory=set)  # pages of meetings of which only the number is known
    languages: dict = field(default_factory=dict)
    cites: dict = field(default_factory=lambda: defaultdict(set))
    years: dict = field(default_factory=lambda: defaultdict(set))


def generate(seed, documents=300):
    return _Maker(random.Random(seed), documents).make()


class _Maker:
    def __init__(self, chance, count):
        self.chance = chance
        self.count = count
        self.made = Generated()
        self.people = []  # (page, spellings, id that must be given or None)
        self.addresses = []

    def make(self):
        self.made.files["content/archive.yml"] = "name: Genererat arkiv\nlanguage: sv\n"
        self._make_people()
        for id, (name, *aliases) in CITIES.items():
            self._entry("cities", id, name, aliases)
            self.made.cities[f"/cities/{id}/"] = set()
        self.numbers = [(803, n, 1990 + n % 21) for n in range(1001, 1001 + max(10, self.count // 8))]
        self.meetings = self._make_meetings()
        for number in range(self.count):
            self._make_document(number)
        return self.made

    # -- the registry

    def _entry(self, folder, id, name, aliases=(), more=""):
        listed = "".join(f"  - {alias}\n" for alias in aliases)
        listed = f"aliases:\n{listed}" if listed else ""
        self.made.files[f"content/{folder}/{id}.md"] = f"---\nname: {name}\n{listed}{more}---\n"

    def _make_people(self):
        """Many share a given name or a surname; some share both, and two spellings may be one person's."""
        names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
        self.chance.shuffle(names)
        slugs = {name: _slug(name) for name in names[:90]}
        for number, (name, slug) in enumerate(slugs.items()):
            if number < 8:  # two people of one name: two files, told apart by their ids
                for which in ("a", "b"):
                    self._entry("people", f"{slug}-{which}", name)
                    self.people.append((f"/people/{slug}-{which}/", (name,), f"{slug}-{which}"))
            elif number < 24:  # registered, with a second spelling
                given, family = name.split()
                other = f"{given} Maria {family}"
                self._entry("people", slug, name, [other])
                self.people.append((f"/people/{slug}/", (name, other), None))
            else:
                self.people.append((f"/people/{slug}/", (name,), None))

    def _make_meetings(self):
        """Occasions of two series: series, day, number or None."""
        found = []
        for year in range(2012, 2020):
            held = sorted(self.chance.sample(range(1, 11), 6))
            day = datetime.date(year, 1, 10)
            found += [(NUMBERED, day + datetime.timedelta(days=30 * n), f"{n}/{year}") for n in held]
            base = f"/series/{_slug(NUMBERED)}/"
            self.made.missing |= {f"{base}{n}-{year}/" for n in range(1, held[-1]) if n not in held}
        found += [(DATED, datetime.date(year, 5, 4), None) for year in range(2011, 2020)]
        return found

    # -- documents

    def _make_document(self, number):
        chance, made = self.chance, self.made
        # every occasion gets a document, so that the truth about each series does not depend on chance
        meeting = self.meetings[number] if number < len(self.meetings) else None
        if meeting is None and chance.random() < 0.3:
            meeting = chance.choice(self.meetings)
        date = meeting[1] if meeting else datetime.date(2011, 1, 1) + datetime.timedelta(days=chance.randrange(3200))
        slug = f"papper-{number:04}"
        address = f"/documents/{date.year}/{slug}/"
        language = made.languages[address] = chance.choice(LANGUAGES)
        made.years[f"/years/{date.year}/"].add(address)
        head = [f"title: Papper nummer {number}", f"date: {date}", f"type: {chance.choice(TYPES)}", f"lang: {language}"]
        head += self._cases(address) + self._meeting(address, meeting) + self._participants(address)
        head += self._cities(address)
        body = self._body(address, date.year)
        made.files[f"content/documents/{date.year}/{slug}.md"] = "---\n{}\n---\n\n{}".format("\n".join(head), body)
        self.addresses.append((address, date.year, slug))

    def _cases(self, address):
        chosen = self.chance.sample(self.numbers, self.chance.choice((0, 1, 1, 2)))
        if not chosen:
            return []
        for number in chosen:
            self.made.cases["/cases/{}-{}-{}/".format(*number)].add(address)
        return ["case:", *(f'  - "{self.chance.choice(NOTATIONS).format(*number)}"' for number in chosen)]

    def _meeting(self, address, meeting):
        if meeting is None:
            return []
        series, day, number = meeting
        page = f"/series/{_slug(series)}/{day}/"
        self.made.series[f"/series/{_slug(series)}/"].setdefault(page, set()).add(address)
        lines = [f"series: {series}", "meeting:"]
        # the number alone is enough, where another document gives the day with it
        if number and self.made.series[f"/series/{_slug(series)}/"][page] != {address} and self.chance.random() < 0.4:
            return [*lines, f"  number: {number}"]
        return [*lines, f"  date: {day}", *([f"  number: {number}"] if number else [])]

    def _participants(self, address):
        lines = []
        for page, spellings, id in self.chance.sample(self.people, self.chance.randrange(0, 9)):
            self.made.people[page].add(address)
            lines.append(f"  - name: {self.chance.choice(spellings)}")
            lines += [f"    person: {id}"] if id else []
        officer = self.chance.choice([person for person in self.people if person[2] is None])
        self.made.people[officer[0]].add(address)
        return [*(["participants:", *lines] if lines else []), f"officer: {self.chance.choice(officer[1])}"]

    def _cities(self, address):
        lines = []
        for id in self.chance.sample(sorted(CITIES), self.chance.randrange(0, 4)):
            self.made.cities[f"/cities/{id}/"].add(address)
            lines.append(f"  - {self.chance.choice(CITIES[id])}")
        if self.chance.random() < 0.2:
            name = self.chance.choice(UNREGISTERED_CITIES)
            self.made.cities[f"/cities/{_slug(name)}/"].add(address)
            lines.append(f"  - {name}")
        return ["cities:", *lines] if lines else []

    def _body(self, address, year):
        chance, made = self.chance, self.made
        parts = []
        for section in range(chance.randrange(1, 4)):
            id = chance.choice(sorted(CITIES))
            made.city_mentions[f"/cities/{id}/"].add(address)
            parts.append(f"## {section + 1}. Punkt {section + 1}\n\nMan talade om {chance.choice(CITIES[id])} länge.\n")
        if self.addresses and chance.random() < 0.5:
            other, its_year, slug = chance.choice(self.addresses)
            made.cites[address].add(other)
            path = f"{slug}.md" if its_year == year else f"../{its_year}/{slug}.md"
            parts.append(f"Jämför [ett äldre papper]({path}).\n")
        return "\n".join(parts)


def _slug(name):
    plain = name.lower().translate(str.maketrans("åäöøé", "aaooe")).replace("æ", "ae")
    return plain.replace(" ", "-")
