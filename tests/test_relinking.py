"""Edits of texts alone: what was linked before is taken up again, and comes out as if all of it had been linked anew."""

import re
import shutil

import pytest
from archive import Archive, document
from test_determinism import same, tree
from test_edit_sequences import told

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


def linked_again(archive):
    """Build, and hold it against a clean build; whether the archive was linked anew."""
    memory = archive.root / ".diarium" / "linked"
    before = memory.stat().st_ino, memory.stat().st_mtime_ns
    outcome = archive.build("--jobs", "1")
    clean = archive.root.parent / "clean"
    shutil.copytree(archive.root, clean, ignore=shutil.ignore_patterns(".diarium", "site"))
    fresh = Archive.__new__(Archive)
    fresh.root = clean
    expected = fresh.build("--jobs", "1")
    assert (outcome.status, told(outcome)) == (expected.status, told(expected))
    same(tree(archive.root / "site"), tree(clean / "site"))
    shutil.rmtree(clean)
    return before != (memory.stat().st_ino, memory.stat().st_mtime_ns)


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
        (TWO, "title: ", "title: Ny "),
        (TWO, "Ann Lind", "Ann  Lind"),
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
