"""`explain`: why a page exists, what it was made from, and why the last build printed it or not."""

import re
from types import SimpleNamespace

import pytest
from archive import Archive, document

from diarium.disk import stopwatch
from diarium.pages.render import Renderer

REPORT = "content/documents/2017/report.md"
FILES = {
    REPORT: document("Elin Sundin came. See [the reply](reply.md).\n", "participants:", "  - name: Elin Sundin"),
    "content/documents/2017/reply.md": document("Text.\n").replace("title: Report", "title: Reply"),
}


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path, FILES)
    assert made.build().status == 0
    return made


def explained(archive, what):
    outcome = archive.run("explain", what)
    assert outcome.status == 0, outcome.err
    return outcome.out


def test_a_page_tells_why_it_exists_and_what_it_was_made_from(archive):
    told = explained(archive, "/documents/2017/report/")
    assert told.startswith(f"/documents/2017/report/\n  exists because {REPORT} is a document\n")
    assert f"  is made from\n    {REPORT}\n" in told
    assert "    documents, for their text: 1\n" in told
    assert "  last build: printed, because it is new\n" in told
    assert re.search(r"  the published file: \d+ bytes, as the build left it, SHA-256 [0-9a-f]{64}\n", told)


def test_it_tells_what_the_next_build_will_print_and_why(archive):
    assert archive.build().status == 0
    archive.write(REPORT, FILES[REPORT].replace("title: Report", "title: Another"))
    told = explained(archive, "documents/2017/report")
    assert "the next will print it, because its head" in told
    assert "changed since" not in explained(archive, "documents/2017/reply/").replace("its related changed since", "")


def test_after_an_edit_it_tells_what_was_kept_and_what_was_printed(archive):
    archive.write(REPORT, FILES[REPORT] + "\nMore.\n")
    assert archive.build().status == 0
    assert "last build: printed, because its" in explained(archive, "/documents/2017/report/")
    assert "last build: kept, because nothing it shows had changed" in explained(archive, "/people/")


def test_a_file_tells_the_pages_it_has_a_part_in(archive):
    told = explained(archive, REPORT)
    assert told.splitlines()[0].startswith(f"{REPORT} has a part in ")
    assert "  /documents/2017/report/: " in told
    assert "  /people/elin-sundin/: " in told


def test_a_page_that_somebody_changed_by_hand_is_told(archive):
    (archive.root / "site/documents/2017/report/index.html").write_text("Changed.\n")
    assert "bytes, not as the build left it" in explained(archive, "/documents/2017/report/")


def test_what_is_not_there_is_told_in_one_sentence(archive):
    outcome = archive.run("explain", "/nowhere/")
    assert outcome.status != 0
    assert "nothing in this archive has the address or the file" in outcome.err


@pytest.mark.parametrize("what", ["https://a.example/x/documents/2017/report/", "/x/documents/2017/report/", "site/documents/2017/report/index.html"])  # fmt: skip
def test_a_page_is_found_by_the_address_readers_see_and_by_its_published_file(archive, what):
    archive.write("content/archive.yml", "name: A\nbase-url: https://a.example/x/\n")
    assert archive.build().status == 0
    assert explained(archive, what).startswith("/documents/2017/report/\n  exists because ")


@pytest.mark.parametrize(
    ("what", "page"), [("documents/2017/report/cite.bib", "documents/2017/report/"), ("/feed.xml", ""), ("data/people.csv", "data/")]
)  # fmt: skip
def test_a_file_that_is_no_page_tells_the_page_it_stands_beside(archive, what, page):
    told = explained(archive, what)
    assert f"  stands beside the page /{page}\n  which exists because " in told
    assert "as the build left it" in told


def test_the_page_of_open_data_is_explained_like_any_other(archive):
    told = explained(archive, "/data/")
    assert told.startswith("/data/\n  exists because an archive can be taken away as data\n")
    assert "the next will print it" not in told


def test_where_there_are_errors_these_are_told_and_not_that_there_is_no_page(archive):
    archive.write("content/documents/2017/bad.md", "no fields\n")
    outcome = archive.run("explain", "/documents/2017/report/")
    assert outcome.status == 1
    assert "no-front-matter" in outcome.err
    assert "nothing in this archive" not in outcome.err


def test_a_file_may_be_named_as_a_shell_completes_it(archive, monkeypatch):
    monkeypatch.chdir(archive.root.parent)
    name = archive.root.name
    assert explained(archive, f"{name}/{REPORT}") == explained(archive, REPORT)
    assert explained(archive, f"{name}/site/documents/2017/report/index.html").startswith("/documents/2017/report/\n")
    assert explained(archive, "documents/2017/report").startswith("/documents/2017/report/\n")


def test_a_profile_tells_where_the_time_went(tmp_path, monkeypatch):
    """With a clock that goes on by a second for every page that is printed, and stands still otherwise."""
    pages = []
    monkeypatch.setattr(stopwatch, "time", SimpleNamespace(perf_counter=lambda: float(len(pages))))
    printed = Renderer.print
    monkeypatch.setattr(Renderer, "print", lambda *given: pages.append(given) or printed(*given))
    outcome = Archive(tmp_path, FILES).run("build", "--profile", "--no-search", "--jobs", "1")
    assert outcome.status == 0, outcome.err
    phases = dict(reversed(found) for found in re.findall(r"^ *(\d+\.\d{3}) s  (.+)$", outcome.err, re.MULTILINE))
    assert len(pages) > 10
    assert phases["printing"] == f"{len(pages) - 1}.000", "all but the page of open data, which is made with them"
    assert phases["planning"] == phases["reading"] == phases["linking"] == "0.000"
