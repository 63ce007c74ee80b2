"""Names that may be one: every true pair is asked about with both places and the line to add, other names are not."""

import random

import pytest
from archive import Archive, accepted, document, warned

from diarium.archive import doubles, likeness
from diarium.archive.registry import Named, Registry
from diarium.messages import Span
from diarium.reading.places import read_file
from diarium.schema import kinds


def told(kind, *names, hints=()):
    """What is asked of names that stand in one file each."""
    registry = Registry()
    listed = [Named(kind, name, Span(f"content/documents/{at}.md"), hints=hints) for at, name in enumerate(names)]
    assert not list(registry.add_names(listed))
    return [message.text for message in doubles.look_alikes(registry)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Hermansdatter Hoff", "Maria Hoff"),
        ("Anne Kristine Feltman", "Anne Feltman"),
        ("Helge Hasvold Bollæren", "Helge Bollæren Hasvold"),
        ("Lina Maria Linge", "Lina-Maria Linge"),
        ("Anne Marte Kolbjørnhus", "Anne-Marte Kolbjørnhus"),
        ("Håkon Gjems", "Haakon Gjems"),
        ("Anna Jönsson", "Anna Jonsson"),
        ("Nils Ole Nilsen", "Nils O. Nilsen"),
        ("Per Ivar Ås Bakken", "Per I. Ås Bakken"),
        ("Ann-Marie O'Brien (H)", "Ann Marie OBrien"),
        ("Ann-Marie O’Brien", "Ann Sofie Marie O'Brien"),
    ],
)
def test_two_spellings_of_a_person(one, other):
    (text,) = told("person", one, other, "Bjarne Haslund", "Bjarne Hugo Johannessen", "Anne Solheim", "Anne Huse")
    assert one in text
    assert other in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Helsingfors", "Helsinki"),
        ("Köpenhamn", "København"),
        ("Göteborg", "Gothenburg"),
        ("Stockholm", "Stockholms stad"),
        ("Oslo", "Oslo, Norge"),
        ("Lillestrøm", "Lillestrøm kommune"),
        ("Turku", "Åbo (Turku)"),
        ("Aarhus", "Århus"),
        ("Mariehamn", "Mariehanm"),
        ("Lillehammer", "Lillehamer"),
        ("Hangö", "Hanko"),
        ("Pärnu", "Pernau"),
    ],
)
def test_two_names_of_a_city(one, other):
    assert len(told("city", one, other, "Moss", "Voss", "Linköping", "Lidköping")) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gardermoregionen", "Gardemoregionen"),
        ("Oslo kommune", "Oslo kommun"),
        ("Visit Sweden", "Visit Sweden AB"),
        ("Business Region Göteborg", "Göteborg Business Region"),
        ("Osloregionen", "Oslo-regionen"),
        ("Stockholms stad", "Stockholm stad"),
        ("Nordiska ministerrådet", "Nordisk ministerråd"),
    ],
)
def test_two_notations_of_an_organisation(one, other):
    if likeness.fold(one) != likeness.fold(other):
        assert len(told("organisation", one, other, "Moss kommune", "Voss kommune", "Oslo kommune Byrådet")) == 1


def test_of_several_names_of_a_city_the_plainest_is_proposed():
    said = " ".join(told("city", "Hammerfest kommune", "Hámmerfeasta", "Hammerfest"))
    assert "'Hammerfest kommune' looks like 'Hammerfest' and 1 more" in said


def test_another_initial_is_another_person():
    assert not told("person", "Nils Ole Nilsen", "Nils P. Nilsen")
    assert not told("person", "Nils O. Nilsen", "N. O. Berg")


def test_other_places_and_bodies_are_left_alone():
    towns = "Moss Voss Lund Lunde Halden Hamar Haga Haaga Sandnes Sandefjord Kristiansund Kristiansand Linköping"
    towns += (
        " Lidköping Karlskoga Karlsborg Mariestad Mariefred Berg Berga Bergen Dale Dalen Vara Vaara Rendalen Rindal"
    )
    assert told("city", *towns.split()) == []
    assert told("organisation", *(f"{town} kommune" for town in towns.split())) == []
    bodies = [
        "Barnehage 1",
        "Barnehage 2",
        "Exploateringskontoret",
        "Exploateringsnämnden",
        "Østre Toten",
        "Vestre Toten",
    ]
    assert told("organisation", *bodies, "Region Nord", "Region Norr", "Hamarregionen", "Hamarregionen utvikling") == []


def test_where_names_are_common_only_a_common_place_makes_two_of_them_alike():
    chance = random.Random(5)
    given, middle, family = ([f"{letter}{n}" for n in range(30)] for letter in "gmf")
    people = {f"{chance.choice(given)} {chance.choice(family)}" for _ in range(400)}
    people |= {f"{chance.choice(given)} {chance.choice(middle)} {chance.choice(family)}" for _ in range(200)}
    assert told("person", *sorted(people)) == []
    assert len(told("person", *sorted(people), hints=("Bergen kommune",))) > 10
    assert len(told("person", *sorted(people), "Unni Larsen", "Unni Marie Larsen")) == 1


def test_two_registered_ones_are_two_and_an_alias_settles_the_matter(tmp_path):
    papers = {
        "content/documents/2017/a.md": document("Text.\n", "cities: [Helsinki]", "officer: Maria Hoff"),
        "content/documents/2017/b.md": document("Text.\n", "cities: [Helsingfors]", "officer: Maria Lie Hoff"),
    }
    assert warned(tmp_path / "a", papers).codes == ["looks-alike", "looks-alike"]
    entries = {
        "content/people/maria-hoff.md": "---\nname: Maria Hoff\n---\n",
        "content/people/maria-lie-hoff.md": "---\nname: Maria Lie Hoff\n---\n",
        "content/cities/helsinki.md": "---\nname: Helsingfors\naliases: Helsinki\n---\n",
    }
    accepted(tmp_path / "b", {**papers, **entries})


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("name: Maria Lie Hoff\n", "aliases: [Maria Hoff]"),
        ("name: Maria Lie Hoff\naliases:\n  - M. Hoff\n", "- Maria Hoff"),
        ("name: Maria Lie Hoff\naliases: [M. Hoff]\n", "aliases: [M. Hoff, Maria Hoff]"),
        ("name: Maria Lie Hoff\naliases: M. Hoff\n", "aliases: [M. Hoff, Maria Hoff]"),
    ],
)
def test_the_message_gives_the_line_to_add(tmp_path, entry, line):
    paper = document("Text.\n", "officer: Maria Hoff")
    files = {"content/documents/2017/a.md": paper, "content/people/maria-lie-hoff.md": f"---\n{entry}---\n"}
    said = warned(tmp_path, files).only
    assert f"to aliases in content/people/maria-lie-hoff.md: {line};" in said.help
    assert [note["path"] for note in said.notes] == ["content/people/maria-lie-hoff.md"]
    indent = "  " if line.startswith("-") else ""
    added = entry.replace("aliases: [M. Hoff]\n", "").replace("aliases: M. Hoff\n", "") + f"{indent}{line}\n"
    Archive(tmp_path).write("content/people/maria-lie-hoff.md", f"---\n{added}---\n")
    accepted(tmp_path / "again", {**files, "content/people/maria-lie-hoff.md": f"---\n{added}---\n"})


class _Forgetful(dict):
    def __setitem__(self, key, value):
        pass


@pytest.mark.parametrize("seed", range(20))
def test_what_is_remembered_of_a_name_changes_nothing(seed):
    """A name is found out once; asked anew each time it means the same, also while names are still coming in."""
    chance = random.Random(seed)
    entries = []
    for kind, texts in (("person", "a b, á-b, A B, ab"), ("case", "1-2017, KS 1/2017, ks-2017-1, 01/2017")):
        texts = texts.split(", ")
        for at, text in enumerate(chance.sample(texts, 2)):
            words = f"---\nname: {text}\naliases: [{chance.choice(texts)}, {chance.choice(texts)}x]\n---\n"
            folder = kinds()[kind].folder
            entries.append((kind, read_file(f"content/{folder}/{kind}-{at}.md", words.encode()).value))
    texts = (
        "A B",
        "a-b",
        "Á B",
        "ab",
        "1/2017",
        "Sak 1/2017",
        "KS-1/2017",
        "Dnr KS 01/17",
        "Sak nr. nr 1/2017",
        "2017/1",
    )
    named = [
        Named(chance.choice(("person", "case")), chance.choice(texts), Span(f"{at}.md"), hints=(chance.choice("xy"),))
        for at in range(40)
    ]
    found = []
    for remembered in ({}, _Forgetful()):
        registry = Registry()
        registry._certain = remembered
        told = [
            m for kind in kinds().values() for m in registry.add_entries(kind, [e for k, e in entries if k == kind.id])
        ]
        told += registry.add_names(named)
        asked = [registry.resolve(one) for one in named] + [registry.find(one.kind, one.text) for one in named]
        found.append((told, registry.entities, asked))
    assert found[0] == found[1]


@pytest.mark.parametrize(("with_id", "asked"), [("Anna Søk", True), ("{name: Anna Søk, person: anna-sok}", False)])
def test_where_the_document_says_who_is_meant_nothing_is_asked(tmp_path, with_id, asked):
    files = {
        "content/people/anna-sok.md": "---\nname: Anna Sök\n---\n",
        "content/documents/2017/a.md": document("Text.\n", f"participants: [{with_id}]"),
    }
    (warned if asked else accepted)(tmp_path, files)
