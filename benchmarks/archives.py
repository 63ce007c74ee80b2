"""Makes a realistic archive of any size from a number: the same number gives the same bytes everywhere.

Modelled on municipal papers: minutes, agendas and reports of recurring meetings, five to forty participants, names
that follow Zipf's law, cases that run through several documents, three languages, three to eight kilobytes of text.

    python benchmarks/archives.py FOLDER --documents 1000
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = (("sv", 0.6), ("nb", 0.3), ("en", 0.1))
CITIES, SERIES, VOCABULARY = 60, 40, 8_000
FIRST_YEAR, YEARS = 2000, 25
TYPES = ("minutes", "agenda", "report", "statement", "travel-report")
TYPE_SHARES = (40, 25, 20, 5, 10)
ROLES = ("ordförande", "utvecklingschef", "strateg", "byråkrat", "handläggare", "rådgiver", "advisor", "")
PARTIES = ("A", "H", "KrF", "MP", "S", "SV", "V", "", "", "", "")
STATUSES = ("", "", "", "", "", "invited", "absent")
GIVEN = """Anders Berit Cato Dagny Einar Frida Gunnar Hilda Ivar Jorunn Knut Lovisa Magnus Nanna Oskar Petra Quist
Ragnhild Sigurd Tove Ulrik Vera Wilhelm Ylva Åse Östen Øystein Signe""".split()
VOWELS = {"sv": "aeiouyåäö", "nb": "aeiouyåæø", "en": "aeiou"}


@dataclass(frozen=True, slots=True)
class World:
    """What the documents of one archive speak of."""

    words: dict[str, list[str]]
    weights: list[float]
    people: list[str]
    people_weights: list[float]
    known: dict[str, tuple[tuple[str, str], ...]]  # each person's usual role, party and organisation
    cities: list[str]
    series: list[str]
    organisations: list[str]


def world(dice: random.Random, documents: int) -> World:
    words = {code: _words(dice, vowels) for code, vowels in VOWELS.items()}

    def name(parts: int) -> str:
        return "".join(dice.choice(words["nb"][-4000:]) for _ in range(parts)).capitalize()[:14]

    people = sorted({f"{dice.choice(GIVEN)} {name(2)}" for _ in range(max(60, documents // 3))})
    dice.shuffle(people)
    cities = sorted({name(1) + "stad" for _ in range(CITIES)})
    series = [f"{name(1)}nämnden för {word}" for word in dice.sample(words["sv"][500:], SERIES)]
    organisations = [f"{city} kommune" for city in cities] + [f"{name(1)}verket" for _ in range(40)]
    known = {person: _position(dice, organisations) for person in people}
    return World(words, _zipf(VOCABULARY), people, _zipf(len(people)), known, cities, series, organisations)


def _position(dice: random.Random, organisations: list[str]) -> tuple[tuple[str, str], ...]:
    organisation = dice.choice(organisations) if dice.random() < 0.4 else ""
    return (("role", dice.choice(ROLES)), ("party", dice.choice(PARTIES)), ("organisation", organisation))


def _zipf(count: int) -> list[float]:
    return list(itertools.accumulate(1 / (rank + 3) for rank in range(count)))


def _words(dice: random.Random, vowels: str) -> list[str]:
    def syllable() -> str:
        return dice.choice("bdfghjklmnprstv") + dice.choice(vowels) + dice.choice(("", "", "", "n", "r", "s", "t"))

    return ["".join(syllable() for _ in range(1 + min(3, rank // 60))) for rank in range(VOCABULARY)]


def generate(root: Path, documents: int, seed: int = 1) -> None:
    """Fill `root/content` with an archive of so many documents."""
    dice = random.Random(seed)
    made = world(dice, documents)
    content = root / "content"
    content.mkdir(parents=True)
    settings = "name: Stadsarkivet\nlanguage: sv\nbase-url: https://arkiv.example/\nowner: Staden\nlicence: CC0-1.0\n"
    (content / "archive.yml").write_text(settings, "utf-8")
    _registry(dice, content, made)
    meetings = [itertools.count(1) for _ in made.series]
    for number in range(documents):
        year = FIRST_YEAR + number * YEARS // documents
        folder = content / "documents" / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"handling-{number:06}.md").write_text(document(dice, made, number, documents, meetings), "utf-8")


def _registry(dice: random.Random, content: Path, made: World) -> None:
    for kind in ("cities", "series", "people"):
        (content / kind).mkdir()
    for number, city in enumerate(made.cities):
        position = f"[{54 + dice.random() * 16:.4f}, {5 + dice.random() * 25:.4f}]"
        text = f"---\nname: {city}\naliases: [{city}en]\nposition: {position}\n---\n"
        (content / "cities" / f"ort-{number}.md").write_text(text, "utf-8")
    for number, series in enumerate(made.series):
        (content / "series" / f"serie-{number}.md").write_text(f"---\nname: {series}\n---\n", "utf-8")
    for number, person in enumerate(made.people[: len(made.people) // 10]):
        first, _, last = person.partition(" ")
        text = f"---\nname: {person}\naliases: [{first[0]}. {last}]\n---\n"
        (content / "people" / f"person-{number}.md").write_text(text, "utf-8")


def document(
    dice: random.Random, made: World, number: int, documents: int, meetings: Sequence[itertools.count[int]]
) -> str:
    """One document as an editor would have committed it."""
    language = dice.choices([one for one, _ in LANGUAGES], [share for _, share in LANGUAGES])[0]
    day = f"{FIRST_YEAR + number * YEARS // documents}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    first = number - number % 3  # a case runs through three documents, and keeps the year of the first
    case = f"803-{1000 + number // 3}/{FIRST_YEAR + first * YEARS // documents}"
    which = dice.randrange(len(made.series))
    lines = [
        f"title: {_sentence(dice, made, language, 6)[:-1]}",
        f"date: {day}",
        f"type: {dice.choices(TYPES, TYPE_SHARES)[0]}",
        f"lang: {language}",
        f"case: {case}",
        f"series: {made.series[which]}",
        "meeting:",
        f"  date: {day}",
        f"  number: {next(meetings[which])}",
        f"  city: {dice.choice(made.cities)}",
        f"organisation: {dice.choice(made.organisations)}",
        f"cities: [{', '.join(dice.sample(made.cities, 2))}]",
        "participants:",
    ]
    taking_part = dice.choices(made.people, cum_weights=made.people_weights, k=dice.randint(5, 40))
    for person in dict.fromkeys(taking_part):
        lines.append(f"  - name: {person}")
        known = made.known[person] if dice.random() < 0.95 else _position(dice, made.organisations)
        lines += [f"    {key}: {value}" for key, value in (*known, ("status", dice.choice(STATUSES))) if value]
    body = []
    for _ in range(dice.randint(3, 7)):
        body.append(f"## {_sentence(dice, made, language, 4)[:-1]}")
        for _ in range(dice.randint(1, 2)):
            sentences = (_sentence(dice, made, language, dice.randint(6, 18)) for _ in range(dice.randint(3, 5)))
            body.append(" ".join(sentences))
        if dice.random() < 0.3:
            body.append("\n".join(f"- {_sentence(dice, made, language, 8)}" for _ in range(4)))
        if dice.random() < 0.4:
            person, city = taking_part[0], dice.choice(made.cities)
            body.append(f"{person} talade i {city} om {case}.")
    return "---\n" + "\n".join(lines) + "\n---\n\n" + "\n\n".join(body) + "\n"


def _sentence(dice: random.Random, made: World, language: str, length: int) -> str:
    return " ".join(dice.choices(made.words[language], cum_weights=made.weights, k=length)).capitalize() + "."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.folder, given.documents, given.seed)


if __name__ == "__main__":
    main()
