"""What each page and file was made from: noted while it is made, told alike in every process, and enough to trust."""

import os
import re
import subprocess
import sys

import pytest
from archive import REPOSITORY, TODAY, Archive, document
from conftest import build_sample, copy_of_the_sample
from jinja2 import Environment
from searching import Searched

from diarium.archive.reads import Reads
from diarium.disk import former as formers
from diarium.disk import layouts
from diarium.disk.cache import Pages
from diarium.disk.columns import look_into, write
from diarium.options import Options
from diarium.pages import render, table
from diarium.pages.completeness import ADDRESS
from diarium.pages.holdings import Holdings
from diarium.pages.showing import Showing
from diarium.pipeline import compile_archive
from diarium.printing import Press

BODY = {
    "content/documents/2017/one.md": document("Text.\n", "participants:", "  - name: Elin Sundin", "series: Rådet"),
    "content/documents/2017/two.md": document("Mera text.\n", "participants:", "  - name: Elin Sundin"),
    "content/documents/2018/three.md": document("Annan text.\n"),
}


def remembered(root):
    return Pages(root / ".diarium", root / "site")


def made_from(memory, name):
    return set(memory.made_from(name))


def stood(memory):
    """What each piece of work was made from, as it was."""
    digest = memory.former.digest
    return {name: {piece: digest(piece) for piece in made_from(memory, name)} for name in memory.works}


def test_an_edit_of_a_text_makes_only_what_shows_it(tmp_path):
    archive = Archive(tmp_path, BODY)
    assert archive.build().status == 0
    before = stood(remembered(archive.root))
    archive.write("content/documents/2017/one.md", BODY["content/documents/2017/one.md"] + "\nEtt stycke till.\n")
    assert archive.build().status == 0
    changed = {name for name, pieces in stood(remembered(archive.root)).items() if pieces != before.get(name)}
    assert "documents/2017/one/index.html" in changed
    assert not {name for name in changed if name.endswith(".html")} & {
        "index.html",
        "people/elin-sundin/index.html",
        "documents/2017/two/index.html",
        "documents/2018/three/index.html",
        "series/radet/index.html",
        "years/2017/index.html",
        "people/index.html",
    }


def test_an_edit_of_a_title_makes_of_lists_and_council_data_only_what_shows_it(tmp_path):
    dated = "meeting: {date: 2017-02-16}\n"
    one = BODY["content/documents/2017/one.md"].replace("series: Rådet\n", f"series: Rådet\n{dated}")
    elsewhere = BODY["content/documents/2018/three.md"].replace("date: 2017", "date: 2018")
    archive = Archive(
        tmp_path, BODY | {"content/documents/2017/one.md": one, "content/documents/2018/three.md": elsewhere}
    )
    assert archive.build().status == 0
    before = stood(remembered(archive.root))
    archive.write("content/documents/2017/one.md", one.replace("title: ", "title: Ny "))
    assert archive.build().status == 0
    memory = remembered(archive.root)
    changed = {name for name, pieces in stood(memory).items() if pieces != before.get(name)}
    council = {name for name in memory.works for path in memory.works[name].files if path.startswith("data/oparl/")}
    touched = {path for name in council & changed for path in memory.works[name].files}
    assert len(council) > 5
    assert touched == {"data/oparl/papers-2017.json", "data/oparl/meetings-2017.json"}
    assert not {name for name in changed if "data/popolo.json" in memory.works[name].files}
    assert "years/2017/index.html" in changed
    assert not changed & {"years/2018/index.html", "years/index.html", "people/index.html"}


def test_another_document_that_names_a_city_makes_no_map_of_a_series_anew(tmp_path):
    cities = {
        f"content/cities/{name.lower()}.md": f"---\nname: {name}\nposition: 60.{at}, 24.9\n---\n"
        for at, name in enumerate(("Ort", "Vik"), 1)
    }
    held = {
        f"content/documents/2017/{number}.md": document(
            "Text.\n", "series: Rådet", "meeting:", f"  date: 2017-02-1{number}", f"  city: {city}"
        )
        for number, city in enumerate(("Ort", "Vik"), 1)
    }
    archive = Archive(tmp_path, cities | held)
    assert archive.build().status == 0
    memory, page = remembered(archive.root), "series/radet/index.html"
    before = stood(memory)[page]
    assert any(name.startswith("diarium.pages.pictures.maps") for name, _ in before), "there is a map"
    archive.write("content/documents/2018/new.md", document("Här nämns Ort.\n"))
    assert archive.build().status == 0
    assert stood(remembered(archive.root))[page] == before


def test_an_edit_of_a_title_leaves_the_page_of_what_is_missing_where_that_document_lacks_nothing(tmp_path):
    case = BODY["content/documents/2017/one.md"].replace("series: Rådet\n", "case: 803-1/2017\n")
    archive = Archive(tmp_path, BODY | {"content/documents/2017/one.md": case})
    assert archive.build().status == 0
    page, before = f"{ADDRESS}index.html", stood(remembered(archive.root))
    archive.write("content/documents/2017/one.md", case.replace("title: ", "title: Ny "))
    assert archive.build().status == 0
    assert stood(remembered(archive.root))[page] == before[page]
    archive.write(
        "content/documents/2017/two.md", BODY["content/documents/2017/two.md"].replace("title: ", "title: Ny ")
    )
    assert archive.build().status == 0
    assert stood(remembered(archive.root))[page] != before[page], "it is listed there"


def test_a_new_document_makes_no_page_anew_of_those_far_from_it_in_its_series(tmp_path):
    named = ("series: Rådet", "organisation: Ort stad")
    texts = {
        f"content/documents/20{year}/text.md": document("Text.\n", *named).replace("date: 2017", f"date: 20{year}")
        for year in range(10, 20)
    }
    archive = Archive(tmp_path, texts)
    assert archive.build().status == 0
    before = stood(remembered(archive.root))
    archive.write("content/documents/2019/new.md", texts["content/documents/2019/text.md"].replace("Text.", "Ny text."))
    assert archive.build().status == 0
    after = stood(remembered(archive.root))
    far, near = "documents/2010/text/index.html", "documents/2019/text/index.html"
    assert after[far] == before[far]
    assert after[near] != before[near]


def test_what_is_worked_out_is_believed_where_all_it_was_worked_out_from_is_as_it_was(tmp_path):
    def archive(known, engine="this"):
        reads = Reads()
        reads.follow("engine", {"": engine}, outside=True)
        reads.follow("archive", {"config": "settings"})
        texts = reads.follow("titles", known, "none")
        asked = []
        lengths = reads.work_out("lengths", lambda key: asked.append(key) or len(texts[key]))
        return reads, reads.work_out("twice", lambda key: 2 * lengths[key]), asked

    reads, _, _ = archive({"a": "one", "b": "three"})
    reads.count()
    pieces = [("archive", "config"), *(("twice", key) for key in "abc")]
    for piece in pieces:
        reads.digest_of(piece)
    told = reads.told
    path = tmp_path / "pieces"
    write(path, "test", formers.columns_of(formers.Former({}, {}), told, (), list(told)))
    columns, _ = look_into(path, "test")
    former = formers.Former(columns, reads.outside)

    later, _, asked = archive({"a": "one", "b": "seven", "c": "new"})
    later.compare(former)
    assert later.others == {("titles", "b"), ("titles", "c"), ("twice", "c")}
    assert sorted(asked) == ["b", "c"]

    by_another, _, asked = archive({"a": "one", "b": "three"}, "another")
    by_another.compare(former)
    assert not {piece for piece in by_another.others if piece[0] != "engine"}
    assert sorted(asked) == ["a", "b", "c"], "an engine may work something out from other things than the one before"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_first_build_counts_what_follows_from_what_whoever_prints(tmp_path, jobs):
    texts = {f"content/documents/2017/number-{n}.md": document(f"Text {n}.\n", "series: Rådet") for n in range(120)}
    archive = Archive(tmp_path, texts)
    assert archive.build("--jobs", jobs).status == 0
    former = remembered(archive.root).former
    for n in range(120):
        address = f"documents/2017/number-{n}/"
        assert ("documents", address) in former.origins(("holdings", address))


def test_a_build_that_was_asked_for_something_else_makes_what_that_changes(tmp_path):
    archive = Searched(tmp_path, BODY)
    assert archive.build().status == 0
    searched = archive.site()["search/index.html"]
    assert archive.build("--no-search").status == 0
    without = archive.site()["search/index.html"]
    assert without != searched
    assert archive.build("--base-url", "https://example.org/arkiv/").status == 0
    assert b"https://example.org/arkiv/" in archive.site()["index.html"]
    assert archive.build().status == 0
    assert archive.site()["search/index.html"] == searched


def test_every_page_and_file_of_the_sample_is_remembered(tmp_path):
    root = build_sample(copy_of_the_sample(tmp_path)).root
    memory = remembered(root)
    pages = {path for path in memory.before if path.endswith(".html")}
    assert pages <= memory.works.keys()
    beside = {path for done in memory.works.values() for path in done.files}
    assert {"feed.xml", "calendar.ics", "sitemap.xml", "_headers"} <= beside
    assert ("texts", "documents/2017/reserapport-oslo/") in made_from(
        memory, "documents/2017/reserapport-oslo/index.html"
    )


def test_no_two_pieces_of_work_are_known_by_one_name(sample_site):
    options = Options(sample_site.root, sample_site.site, TODAY, search=False)
    compiled = compile_archive(options)
    found, _ = layouts.find(options.root)
    memory = Pages(options.state, options.output, clean=True)
    press = Press(compiled.holdings, compiled.pages, compiled.texts, options.root, found, memory)
    names = [press.named(number)[0] for number in range(len(press.pages) + len(press.errands))]
    assert all(names)
    assert len(set(names)) == len(names)


def test_to_know_which_pages_there_are_no_document_is_shown(sample_site, monkeypatch):
    def shown(*_):
        raise AssertionError("only who makes a page needs it")

    monkeypatch.setattr(Holdings, "_holding", shown)
    monkeypatch.setattr(Showing, "_listed", shown)
    monkeypatch.setattr(table, "_named_in", shown)
    pages = compile_archive(Options(sample_site.root, sample_site.site, TODAY)).pages
    assert {page.file for page in pages} >= {"changes/index.html", "changes/2017-02/index.html"}


def test_what_it_was_made_from_is_told_alike_in_every_process(tmp_path):
    """Sets and places in memory would be told differently; then everything would be made again in each build."""
    told = []
    for seed in ("1", "2"):
        root = copy_of_the_sample(tmp_path / seed)
        command = [sys.executable, "-m", "diarium", "build", "--root", str(root), "--no-search", "-q"]
        subprocess.run(
            command, check=True, cwd=REPOSITORY, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True
        )
        memory = remembered(root)
        told.append((stood(memory), {name: (done.base, done.files) for name, done in memory.works.items()}))
    assert told[0] == told[1]


def test_no_value_is_told_by_its_place_in_memory(tmp_path, monkeypatch):
    told = []
    own = Reads.digest_of

    def listening(self, piece):
        told.append((piece, repr(self.value(piece))))
        return own(self, piece)

    monkeypatch.setattr(Reads, "digest_of", listening)
    archive = Archive(tmp_path, BODY)
    assert archive.build("--jobs", "1").status == 0
    assert told
    assert not [piece for piece, text in told if re.search(r" at 0x[0-9a-f]+>|frozenset\(\{|\bset\(", text)]


def test_what_is_read_inside_something_worked_out_is_its_own_affair():
    reads = Reads()
    names = reads.follow("names", {"a": "Anna", "b": "Bo"})
    greetings = reads.work_out("greetings", lambda key: f"Hej {names[key]}")
    with reads.noting() as noted:
        assert greetings["a"] == "Hej Anna"
        assert "c" not in names
        assert len(names) == 2
    assert list(noted) == [("greetings", "a"), ("names", "c"), ("names", "\0keys")]


def test_layouts_are_compiled_when_they_change_and_only_then(tmp_path, monkeypatch):
    compiled = []
    own = Environment.compile

    def listening(self, source, name=None, *more, **named):
        compiled.append(name)
        return own(self, source, name, *more, **named)

    monkeypatch.setattr(Environment, "compile", listening)
    archive = Archive(tmp_path, BODY)
    for text in ("first", "second"):
        render._here.clear()  # as in a process of its own
        archive.write("content/documents/2017/one.md", BODY["content/documents/2017/one.md"] + f"\n{text}\n")
        assert archive.build("--jobs", "1").status == 0
        assert bool(compiled) is (text == "first")
        compiled.clear()
    layout = (REPOSITORY / "layouts/document.html").read_text("utf-8")
    archive.write("layouts/document.html", layout.replace('class="document"', 'class="document ours"'))
    assert archive.build("--jobs", "1").status == 0
    assert compiled == ["document.html"]
    assert b"document ours" in archive.site()["documents/2017/one/index.html"]
