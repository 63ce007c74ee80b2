"""Edits of few documents: what was linked before is taken up again, and comes out as if all of it had been linked anew."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import fields

import pytest
from archive import TODAY, Archive, document
from test_determinism import same, tree
from test_edit_sequences import told

from diarium.archive.addresses import Known, lasting
from diarium.options import Options
from diarium.pipeline import compile_archive
from diarium.schema import DOCUMENT, OF_ITSELF

ONE, TWO = "content/documents/2017/one.md", "content/documents/2017/two.md"
FILES = {
    "content/archive.yml": "name: Arkivet\nlanguage: sv\n",
    "content/themes/vatten.md": "---\nname: Vatten\nheadings: [Vattenfrågor]\n---\n",
    ONE: document("Elin Sundin talade.\n\n## Beslut\n\nIntet. Se 803-1/2016.\n", "participants: [Elin Sundin]"),
    TWO: document("Text. Se [ett beslut](one.md#h-beslut).\n", "participants: [Bo Ek, Ann Lind]", "case: 803-1/2016"),
    "content/documents/2018/three.md": document("## Inledning\n\nAnn Lind.\n", "cities: Oslo"),
}


@pytest.fixture
def archive(tmp_path):
    archive = Archive(tmp_path / "archive", FILES)
    for count in range(2):  # the second adds nothing to the list of addresses any more
        assert archive.build().status == 0, count
    return archive


def memory_of(archive):
    """Which file it is that remembers how the archive was linked."""
    memory = (archive.root / ".diarium" / "linked").stat()
    return memory.st_ino, memory.st_mtime_ns


def linked_again(archive):
    """Build, and hold it against a clean build; whether the archive was linked anew."""
    before = memory_of(archive)
    outcome = archive.build("--jobs", "1")
    clean = archive.root.parent / "clean"
    shutil.copytree(archive.root, clean, ignore=shutil.ignore_patterns(".diarium", "site"))
    fresh = Archive.__new__(Archive)
    fresh.root = clean
    expected = fresh.build("--jobs", "1")
    assert (outcome.status, told(outcome)) == (expected.status, told(expected))
    same(tree(archive.root / "site"), tree(clean / "site"))
    shutil.rmtree(clean)
    return before != memory_of(archive)


def edit(archive, path, old, new):
    text = (archive.root / path).read_text("utf-8")
    assert old in text
    archive.write(path, text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (ONE, "Intet.", "Något. Ann Lind kom till Oslo."),
        (ONE, "Elin Sundin talade.", "En annan sammanfattning."),
        (ONE, "Intet. Se 803-1/2016.", "803-1/2016 igen."),
        (TWO, "Text.", "Text.[^1] *Mera*."),
        (TWO, "Text.", "Text: <b>html</b> i löpande text."),
    ],
)
def test_a_text_that_means_nothing_else_is_linked_by_itself(archive, path, old, new):
    edit(archive, path, old, new)
    assert not linked_again(archive)
    edit(archive, path, new, old)
    assert not linked_again(archive)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (TWO, "Text.", "## Vattenfrågor\n\nText."),  # opens a theme
        (TWO, "Text.", "Se [tre](../2018/three.md)."),
        (TWO, "Text.", "Se 803-7/2016."),  # a case of its own
        (TWO, "Ann Lind", "Ann Lindh"),
        ("content/themes/vatten.md", "Vatten\n", "Vattnet\n"),
        ("content/archive.yml", "Arkivet", "Arkiven"),
    ],
)
def test_whatever_may_mean_something_to_others_has_all_linked_anew(archive, path, old, new):
    edit(archive, path, old, new)
    assert linked_again(archive)


def test_the_passages_that_others_link_to_are_looked_after(archive):
    """A heading that stays is still there for others; one that goes, or a paragraph that is another one, is not."""
    edit(archive, ONE, "Elin Sundin talade.", "Elin Sundin teg.")
    assert not linked_again(archive)
    paragraph = re.search(r'id="(p-[^"]+)"', (archive.root / "site/documents/2017/one/index.html").read_text("utf-8"))[
        1
    ]
    edit(archive, TWO, "one.md#h-beslut", f"one.md#{paragraph}")
    assert linked_again(archive)
    edit(archive, ONE, "Intet.", "Något.")
    assert not linked_again(archive)
    edit(archive, ONE, "Elin Sundin teg.", "Elin Sundin sov.")
    assert linked_again(archive)


def test_titles_in_the_list_of_addresses_mean_nothing_unless_they_are_all_that_is_left():
    known = (Known("documents/2017/one/", "document", "En"), Known("people/bo-ek/", "document-former", "En"))
    assert dict.fromkeys(name for *_, name in lasting(known, ())) == {"": None}
    assert [name for *_, name in lasting(known, ("people/bo-ek/",))] == ["", "En"]
    assert [name for *_, name in lasting((Known("cities/oslo/", "city-mentioned", "Oslo"),), ())] == ["Oslo"]


def test_several_texts_one_after_the_other(archive):
    for number in range(3):
        for path in (ONE, TWO):
            archive.write(path, (archive.root / path).read_text("utf-8") + f"\nStycke {number}: Bo Ek.\n")
            linked_again(archive)


def test_a_mistake_in_a_text_is_told_and_gone_when_it_is_mended(archive):
    edit(archive, TWO, "Text.", "Text.[^utan]")
    before = tree(archive.root / "site")
    edit(archive, TWO, "Text.", "Text. ![](finns-ej.png)")
    outcome = archive.build()
    assert outcome.status == 1
    same(before, tree(archive.root / "site"))
    edit(archive, TWO, " ![](finns-ej.png)", "")
    linked_again(archive)


def test_what_one_engine_linked_means_nothing_to_another(archive, monkeypatch):
    monkeypatch.setattr("diarium.disk.layouts.engine_stamp", lambda: "another")
    edit(archive, ONE, "Intet.", "Något.")
    assert linked_again(archive)


# ---------------------------------------------------------------- what a document says of itself alone

AGENDA, MINUTES = "content/documents/2019/kallelse.md", "content/documents/2018/protokoll.md"
COUNCIL = FILES | {
    "content/archive.yml": "name: Arkivet\nlanguage: sv\nbase-url: https://arkiv.example/\nowner: Byn\n",
    MINUTES: document(
        "## Beslut\n\nAnn Lind talade. Se 803-1/2016.\n",
        "participants: [Ann Lind, Bo Ek]",
        "series: Rådet",
        "meeting: {date: 2018-03-01, number: 1/2018, place: Salen}",
        "case: 803-1/2016",
        "themes: Vatten",
        "signed: Ann Lind",
        "aliases: [/documents/2010/gammal/, /gammalt/]",
        "related: ../2017/one.md",
    ).replace("type: report", "type: minutes"),
    AGENDA: document(
        "Ärenden.\n",
        "series: Rådet",
        "meeting: {date: 2019-03-01, number: 3/2018, city: Oslo}",
        "approves: 1/2018",
        "next: {date: 2020}",
    ).replace("type: report", "type: agenda"),
    "content/documents/2019/pekar.md": document(
        "Se [ett](../2018/protokoll.md#h-beslut).\n", "related: ../2018/protokoll.md"
    ),
    "content/documents/2019/gammal.md": document("Text.\n", "withdrawn: {date: 2020-01-01, reason: Fel}"),
}


@pytest.fixture
def council(tmp_path):
    archive = Archive(tmp_path / "archive", COUNCIL)
    for count in range(2):
        assert archive.build().status == 0, count
    return archive


def linked(archive, remember):
    """The linked archive, piece by piece, with everything that is said of it."""
    compiled = compile_archive(Options(archive.root, archive.root / "site", TODAY, search=False, remember=remember))
    packed = compiled.site.packed  # as it is whenever it is to be remembered
    site = {one.name: getattr(packed, one.name) for one in fields(packed) if one.name != "values"}
    said = {name: repr(dict(all) if isinstance(all, Mapping) else all) for name, all in site.items()}
    return said, compiled.messages, compiled.lock


def taken_up(archive):
    """Whether the archive is taken up as it was; then all of it is as if it were linked anew."""
    before = memory_of(archive)
    assert linked(archive, remember=True) == linked(archive, remember=False)
    stands = before == memory_of(archive)
    linked_again(archive)
    return stands


OF_ITSELF_ALONE = [
    ("title", "title: Report", "title: Ett annat namn"),
    ("title", "title: Report", "title: 'Ann Lind, Oslo & 803-9/2016: \"Vatten\"'"),
    ("title", "title: Report", "title: Handling"),  # that of another one, too
    ("lang", "type: ", "lang: nb\ntype: "),
    ("summary", "date: ", "summary: Bo Ek for till Oslo om 803-9/2016.\ndate: "),
    ("source", "type: ", "source: {url: 'https://kalla.example/', retrieved: 2020-01-02, note: Avskriven}\ntype: "),
    ("corrections", "type: ", "corrections: [{date: 2021-02-03, note: Namnet rättat}]\ntype: "),
    ("corrections", "type: ", "corrections: [{date: 2999, note: En dag som inte kommit}]\ntype: "),
    ("accepted", "type: ", "accepted: [{rule: strange-date, reason: Det behövs inte}]\ntype: "),
]


def test_every_field_that_says_something_of_its_document_alone_is_tried():
    assert {field for field, *_ in OF_ITSELF_ALONE} == OF_ITSELF


@pytest.mark.parametrize(("field", "old", "new"), OF_ITSELF_ALONE)
def test_what_a_document_says_of_itself_alone_leaves_the_rest_as_it_was(council, field, old, new):
    for path in (MINUTES, ONE):
        edit(council, path, old, new)
        assert taken_up(council), (field, path)
    edit(council, ONE, "Intet.", "Något.")  # the list of addresses has another title in it by now
    assert taken_up(council), field
    for path in (MINUTES, ONE):
        edit(council, path, new, old)
        assert taken_up(council), (field, path)


TO_OTHERS = {
    "date": ("date: 2017-02-23", "date: 2017-02-24"),
    "type": ("type: minutes", "type: report"),
    "case": ("case: 803-1/2016", "case: 803-2/2016"),
    "organisation": ("type: ", "organisation: Byns kommun\ntype: "),
    "recipient": ("type: ", "recipient: Byns kommun\ntype: "),
    "officer": ("type: ", "officer: Eva Berg\ntype: "),
    "signed": ("signed: Ann Lind", "signed: Bo Ek"),
    "series": ("type: ", "series: Rådet\ntype: "),
    "meeting": ("place: Salen", "place: Källaren"),
    "tabled": ("type: ", "tabled: [{series: Nämnden, date: 2018-04-01}]\ntype: "),
    "approves": ("type: ", "approves: 2017-05-01\ntype: "),
    "next": ("type: ", "next: {date: 2018-09}\ntype: "),
    "participants": ("[Ann Lind, Bo Ek]", "['Ann Lind, ordförande', Bo Ek]"),
    "cities": ("type: ", "cities: Åbo\ntype: "),
    "absent-cities": ("type: ", "absent-cities: Åbo\ntype: "),
    "organisations": ("type: ", "organisations: Byns kommun\ntype: "),
    "themes": ("themes: Vatten", "themes: Vägar"),
    "attachments": ("type: ", "attachments: [{title: Karta, missing: true}]\ntype: "),
    "related": ("related: ../2017/one.md", "related: ../2017/two.md"),
    "draft": ("type: ", "draft: false\ntype: "),
    "publish": ("type: ", "publish: 2018-05-01\ntype: "),
    "withdrawn": ("type: ", "withdrawn: {date: 2020-01-01, reason: Fel}\ntype: "),
    "aliases": ("aliases: [", "aliases: [/ocksa/, "),
}


def test_every_other_field_is_tried():
    assert TO_OTHERS.keys() == {field.name for field in DOCUMENT} - OF_ITSELF


@pytest.mark.parametrize("field", TO_OTHERS)
def test_every_other_field_has_all_linked_anew(council, field):
    edit(council, ONE if field == "series" else MINUTES, *TO_OTHERS[field])
    assert not taken_up(council)


def test_the_lines_that_are_pointed_at_from_elsewhere_are_looked_after(council):
    """That an agenda has no minutes is found out beside it, and told with the line that names its day."""
    assert [said.code for said in council.build().messages if said.path == AGENDA]
    edit(council, AGENDA, "title: Report", "title: Kallelse")
    assert taken_up(council)
    edit(council, AGENDA, "next: {date: 2020}\n", "next: {date: 2020}\nsummary: Sist.\n")
    assert taken_up(council)
    edit(council, AGENDA, "title: ", "summary: Överst.\ntitle: ")
    edit(council, AGENDA, "summary: Sist.\n", "")
    assert not taken_up(council)


def test_what_is_told_of_a_document_beside_it_can_be_accepted_there(council):
    told = [said.code for said in council.build().messages]
    assert "agenda-without-minutes" in told
    edit(council, AGENDA, "next: {date: 2020}\n", "next: {date: 2020}\naccepted: [{rule: agenda-without-minutes, reason: Aldrig skrivet}]\n")  # fmt: skip
    assert taken_up(council)
    assert [said.code for said in council.build().messages] == [
        code for code in told if code != "agenda-without-minutes"
    ]
    edit(council, AGENDA, "\naccepted:", "\n# En anmärkning.\naccepted:")
    assert taken_up(council)


def test_an_address_that_faded_keeps_the_name_it_has_in_the_list(council):
    """A name that only the list of addresses still knows is looked at there, whatever kind of page it was."""
    for path in (AGENDA, "content/documents/2018/three.md"):
        edit(council, path, "Oslo", "Åbo")
    lock = "content/addresses.lock"
    for count in range(2):
        assert council.build().status == 0, count
    assert b"Oslo" in council.site()["cities/oslo/index.html"]
    edit(council, lock, "/cities/oslo/\tcity-mentioned\tOslo", "/cities/oslo/\tcity-mentioned\tKristiania")
    assert not taken_up(council)  # what is published is still from before, as after a build that was refused at last
    edit(council, MINUTES, "title: Report", "title: Protokoll")
    assert taken_up(council)
