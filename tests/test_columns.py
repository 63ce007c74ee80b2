"""The memory of pages in columns: what is put in comes out, in whatever stretches it was taken over, and either half will do."""

import os
import threading
from array import array

import pytest
from archive import Archive, document
from hypothesis import given
from hypothesis import strategies as st

from diarium.archive.registry import Ref
from diarium.disk import columns
from diarium.disk.cache import Pages, State
from diarium.disk.columns import Blobs, Growing, Pieces
from diarium.disk.listing import Listing
from diarium.disk.rows import Stretch

TEXTS = st.text(st.characters(exclude_characters="\0"), max_size=8)
PIECES = st.lists(st.tuples(st.sampled_from(["one", "two"]), TEXTS | st.builds(Ref, TEXTS, TEXTS)), unique=True)


def grown(pieces):
    growing = Growing()
    for piece in pieces:
        growing.add(piece)
    return Blobs(b"".join(growing.parts), growing.ends)


@given(st.lists(st.binary(max_size=5)), st.data())
def test_bytes_taken_over_in_stretches_are_those_that_were_there(pieces, data):
    others = grown(pieces)
    for number in data.draw(st.sets(st.integers(0, max(0, len(pieces) - 1)), max_size=len(pieces))):
        others.instead[number] = pieces[number] = b"another"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pieces)), max_size=4)))
    growing = Growing()
    for first, last in zip([0, *cuts], [*cuts, len(pieces)], strict=True):
        growing.take(others, first, last)
    made = Blobs(b"".join(growing.parts), growing.ends)
    assert [made[number] for number in range(len(made))] == pieces


@given(PIECES, PIECES)
def test_every_piece_has_its_number_and_every_number_its_piece(pieces, more):
    known = Pieces(columns.packed(pieces))
    added = [piece for piece in more if piece not in pieces]
    numbers = [known.number(piece) for piece in [*pieces, *added]]
    assert numbers == list(range(len(pieces) + len(added)))
    assert [known[number] for number in numbers] == list(known) == [*pieces, *added]
    assert [repr(piece) for piece in known] == [repr(piece) for piece in [*pieces, *added]], "told as they were"
    assert set(known.named("one")) == {piece for piece in [*pieces, *added] if piece[0] == "one"}
    assert known.find(("three", "nobody")) is None


def test_a_key_may_be_anything_that_can_be_packed():
    pieces = [("one", (Ref("person", "a"), 1)), ("one", 5), ("one", None), ("one", ("a", None)), ("one", "\0keys")]
    assert list(Pieces(columns.packed(pieces))) == pieces


def remembered(root, lying, clean=False):
    memory = Pages(root / "state", root / "site", clean=clean)
    memory.lying = Listing(dict(lying), set())
    return memory


def looks(paths, salt=0):
    return {path: (len(path), -number * 3 - salt, 1 << (60 + number % 5)) for number, path in enumerate(paths)}


@given(st.data())
def test_a_memory_tells_what_was_put_into_it_however_often_it_is_taken_over(tmp_path_factory, data):
    """Work is done again, comes, goes and stands, in any order; plain lists say what must be known in the end."""
    root = tmp_path_factory.mktemp("pages")
    known: list[tuple[str, str, list[str], list[tuple[str, str]]]] = []
    for turn in range(4):
        lying = looks(path for _, _, paths, _ in known for path in paths)
        memory = remembered(root, lying, clean=turn == 0)
        assert {name: (done.base, done.files) for name, done in memory.works.items()} == {
            name: (base, tuple(paths)) for name, base, paths, _ in known
        }
        assert {name: memory.made_from(name) for name in memory.works} == {name: read for name, _, _, read in known}
        assert all(memory.lies(path) for path in lying)
        now = []
        kept = data.draw(
            st.lists(st.sampled_from(["stands", "again", "goes"]), min_size=len(known), max_size=len(known))
        )
        if data.draw(st.booleans()):
            kept = ["again" if what == "goes" else what for what in kept]
        for one, what in zip(known, kept, strict=True):
            if what == "stands":
                number = memory.works.numbers[one[0]]
                for stretch in memory.works.stretches(number, number + 1):
                    memory.stay(stretch)
                now.append(one)
            elif what == "again":
                now.append(made(memory, (one[0], f"{one[1]}+", one[2], [("one", f"{turn}")])))
        new = data.draw(st.integers(0, 2 if turn else 6))
        now += [made(memory, work(turn, at)) for at in range(new)]
        memory.lying = Listing(looks(path for _, _, paths, _ in now for path in paths), set())
        memory.save(State(("linked", {}), {("one", f"{turn}"): (b"d" * 12, ())}, {}))
        known = now


def work(turn, at):
    name = f"{turn}-{at}"
    return name, "base", [f"{name}/{file}" for file in range(at % 3)], [("one", f"{turn}"), ("two", f"{at}")][: at % 3]


def made(memory, work):
    name, base, paths, read = work
    memory.keep(name, base, array("I", [memory.number(piece) for piece in read]), len(paths))
    for path in paths:
        memory.note(path, "0" * 64, "key", (("part", base),))
    return work


TWO = {
    "content/documents/2017/one.md": document("Text.\n", "participants:", "  - name: Elin Sundin"),
    "content/documents/2017/two.md": document("Mera text.\n"),
} | {f"content/documents/2018/number-{n}.md": document(f"Text {n}.\n") for n in range(30)}


def halves(archive):
    """The columns, and what is different from them."""
    (whole,) = [p for p in (archive.root / ".diarium").glob("pages-*") if not p.name.endswith("-since")]
    return whole, whole.with_name(f"{whole.name}-since")


def edited(archive, text):
    archive.write("content/documents/2017/two.md", document(text))
    assert archive.build().status == 0


def clean(archive, tmp_path):
    other = Archive(tmp_path / "clean", {})
    for path in sorted((archive.root / "content").rglob("*.md")):
        other.write(path.relative_to(archive.root).as_posix(), path.read_text("utf-8"))
    assert other.build().status == 0
    return other.site()


def test_an_edit_of_a_text_writes_down_no_more_than_what_is_different(tmp_path):
    archive = Archive(tmp_path / "edited", TWO)
    assert archive.build().status == 0
    whole, since = halves(archive)
    assert not since.exists()
    before = whole.stat()
    for text in ("Annan text.\n", "En tredje text, där Elin Sundin nämns.\n", "Mera text.\n"):
        edited(archive, text)
        assert (whole.stat().st_ino, whole.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
        assert since.stat().st_size < before.st_size / 2
    assert archive.site() == clean(archive, tmp_path)
    archive.write("content/documents/2017/three.md", document("Ny.\n"))
    assert archive.build().status == 0
    assert halves(archive)[0].stat().st_ino != before.st_ino
    assert not since.exists(), "it told what was different from other columns"


@pytest.mark.parametrize("way", ["lost", "old", "of other columns", "spoilt"])
def test_without_what_is_different_the_columns_are_true_all_the_same(tmp_path, way):
    archive = Archive(tmp_path / "edited", TWO)
    assert archive.build().status == 0
    whole, since = halves(archive)
    edited(archive, "Här nämns Elin Sundin.\n")
    old = since.read_bytes()
    edited(archive, "Nu nämns ingen.\n")
    if way == "lost":
        since.unlink()
    elif way == "old":
        since.write_bytes(old)
    elif way == "spoilt":
        since.write_bytes(since.read_bytes()[:-3])
    else:
        data = whole.read_bytes()
        archive.write("content/documents/2017/three.md", document("Ny.\n"))
        assert archive.build().status == 0
        whole.write_bytes(data)
    edited(archive, "Elin Sundin nämns igen.\n")
    assert archive.site() == clean(archive, tmp_path)


def test_an_edit_asks_only_for_what_may_have_changed(tmp_path, monkeypatch):
    from diarium.printing import Press

    archive = Archive(tmp_path, TWO)
    assert archive.build("--jobs", "1").status == 0
    asked = []
    own = Press.named
    monkeypatch.setattr(Press, "named", lambda press, number: asked.append(number) or own(press, number))
    edited(archive, "Annan text.\n")
    assert len(set(asked)) < 15 < len(Pages(archive.root / ".diarium", archive.root / "site").works) / 5


def test_a_stretch_of_work_with_files_of_others_between_is_taken_over_in_pieces(tmp_path):
    memory = remembered(tmp_path, {}, clean=True)
    for name in "ab":
        made(memory, (name, "base", [f"{name}.html"], []))
        memory.note(f"{name}.zip", "0" * 64)
    memory.lying = Listing(looks(["a.html", "a.zip", "b.html", "b.zip"]), set())
    memory.save(State(None, {}, {}))
    works = remembered(tmp_path, {}).works
    assert list(works.stretches(0, 2)) == [Stretch(range(1), range(1)), Stretch(range(1, 2), range(2, 3))]


@pytest.mark.parametrize("mapped", [True, False])
def test_a_file_of_columns_that_is_cut_off_or_changed_is_none(tmp_path, monkeypatch, mapped):
    monkeypatch.setattr(columns, "_MAPPED", mapped)
    path = tmp_path / "file"
    columns.write(path, "mark", {"one": [b"abc", b""], "two": [array("I", [1, 2]).tobytes()]})
    found, note = columns.look_into(path, "mark")
    assert ({name: bytes(column) for name, column in found.items()}, note) == (
        {"one": b"abc", "two": array("I", [1, 2]).tobytes()},
        "",
    )
    data = path.read_bytes()
    assert columns.look_into(path, "other mark") == ({}, "")
    for at in range(len(b"diarium mark\n"), len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert columns.look_into(path, "mark")[0] == {}
        path.write_bytes(data[:at])
        assert columns.look_into(path, "mark")[0] == {}
    assert columns.look_into(tmp_path / "nowhere", "mark") == ({}, "")


def test_what_lies_as_a_build_has_left_it_is_not_compared_file_by_file(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # tests may run beside others, in a thread
    archive = Archive(tmp_path, TWO)
    assert archive.build().status == 0
    looked = []
    own = Pages._looks
    monkeypatch.setattr(Pages, "_looks", lambda memory: looked.append(memory) or own(memory))
    edited(archive, "Annan text.\n")
    assert not looked
    page = archive.root / "site/documents/2017/number-3/index.html"
    whole = page.read_bytes()
    page.write_bytes(whole + b" ")
    edited(archive, "En tredje text.\n")
    assert looked
    assert page.read_bytes() == whole
