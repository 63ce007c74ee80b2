"""Whether anything has changed since the last build is seen by one look, shared with a second process or not."""

import marshal
import os
import threading

import pytest
from archive import Archive, document

from diarium import pipeline
from diarium.disk import rest
from diarium.messages import FORMATS, Fix, Note, Span, Told, error, errors_in, has_errors, render, warning


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(rest, "_SMALL", 5)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # tests may run beside others, in a thread
    for year in range(6):
        for name in "åbc":
            place = tmp_path / "site" / str(year) / name
            place.mkdir(parents=True)
            (place / "index.html").write_text(f"{year} {name}", "utf-8")
    return tmp_path / "site"


def look(folder):
    return rest.Look([folder]).digest


def refuse():
    raise BlockingIOError


def test_one_process_sees_what_two_see(folder, monkeypatch):
    forks = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: forks.append(1) or fork())
    shared = look(folder)
    assert forks, "the tree is large enough for two"
    monkeypatch.setattr(os, "fork", refuse)
    assert look(folder) == shared
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert look(folder) == shared
    monkeypatch.setattr(rest, "_SMALL", 1_000)
    assert look(folder) == shared


def test_what_the_other_process_does_not_tell_is_looked_at_here(folder, monkeypatch):
    whole = look(folder)
    ours, real = os.getpid(), rest.marshal.dumps
    monkeypatch.setattr(rest.marshal, "dumps", lambda seen: real(seen) if os.getpid() == ours else real(seen)[:40])
    assert look(folder) == whole


@pytest.mark.parametrize("year", range(6))
@pytest.mark.parametrize("name", "åbc")
def test_every_file_counts_whoever_looks_at_it(folder, year, name):
    before = look(folder)
    place = folder / str(year) / name
    with (place / "index.html").open("a", encoding="utf-8") as page:
        page.write(".")
    changed = look(folder)
    assert changed != before
    (place / "another.html").touch()
    assert look(folder) not in (before, changed)


REPORT = "content/documents/2017/report.md"


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """A built archive, whose builds tell whether they did anything."""
    archive = Archive(tmp_path, {REPORT: document("What stood here.\n"), "assets/more.txt": "more"})
    archive.built, real = [], pipeline.build
    monkeypatch.setattr(pipeline, "build", lambda *given: archive.built.append(1) or real(*given))
    settle(archive)
    for _ in range(2):  # the first one adds to the list of addresses
        assert archive.build().status == 0
    return archive


def settle(archive):
    for top in ("content", "assets"):
        for path in (archive.root / top).rglob("*"):
            os.utime(path, (1_500_000_000, 1_500_000_000 + path.stat().st_size))


def works(archive):
    archive.built.clear()
    assert archive.build().status == 0
    return bool(archive.built)


def test_a_build_is_at_rest_after_any_other(archive):
    assert not works(archive)
    whole = archive.site()
    for path, text in ((REPORT, document("Another text.\n")), ("content/documents/2018/new.md", document("New.\n"))):
        archive.write(path, text)
        settle(archive)
        assert works(archive)
        assert not works(archive)
    archive.remove("content/documents/2018/new.md")
    (archive.root / "content/addresses.lock").unlink()
    archive.write(REPORT, document("What stood here.\n"))
    settle(archive)
    assert works(archive)
    works(archive)
    assert not works(archive)
    assert archive.site() == whole


def changed(site):
    (site / "index.html").write_text("somebody's")


def changed_to_the_same(site):
    page = site / "index.html"
    data = page.read_bytes()
    page.unlink()
    page.write_bytes(data)


def taken_away(site):
    (site / "robots.txt").unlink()


def added(site):
    (site / "documents" / "notes.txt").write_text("somebody's")


def made_a_link(site):
    (site / "robots.txt").rename(site.parent / "robots.txt")
    (site / "robots.txt").symlink_to(site.parent / "robots.txt")


def the_zip_changed(site):
    with open(next(site.rglob("archive.zip")), "r+b") as file:
        file.write(b"xx")


@pytest.mark.parametrize("way", [changed, changed_to_the_same, taken_away, added, made_a_link, the_zip_changed])
def test_whatever_is_done_to_the_site_is_put_right(archive, way):
    whole = archive.site()
    way(archive.root / "site")
    assert works(archive)
    assert archive.site() == whole
    assert not works(archive)


def test_what_is_done_to_the_site_while_it_is_built_is_put_right_next_time(archive, monkeypatch):
    archive.write(REPORT, document("Another text.\n"))
    settle(archive)
    real = pipeline.publish.publish

    def meanwhile(output, *given):
        made = real(output, *given)
        changed(output)
        added(output)
        return made

    with monkeypatch.context() as patch:
        patch.setattr(pipeline.publish, "publish", meanwhile)
        assert works(archive)
    assert works(archive)
    assert "somebody" not in (archive.root / "site" / "index.html").read_text("utf-8")
    assert not (archive.root / "site" / "documents" / "notes.txt").exists()
    assert not works(archive)


@pytest.mark.parametrize(
    "more",
    [
        ("--format", "text"),
        ("--format", "text", "--color", "always"),
        ("--format", "json"),
        ("--format", "sarif"),
        ("--strict",),
    ],
)
def test_what_was_said_is_said_again(archive, more):
    archive.write(
        "content/documents/2018/other.md", document("Text.\n", "accepted:", "  - rule: vague-link", "    reason: none")
    )
    settle(archive)
    for _ in range(2):
        first = archive.run("build", *more)
    archive.built.clear()
    again = archive.run("build", *more)
    assert not archive.built
    assert (again.status, again.err) == (first.status, first.err)
    assert "warning" in first.err


def test_messages_are_remembered_whole():
    span = Span("content/å\udce5.md", 2, 3, 4, "a line\twith \x1b[31m in it")
    told = [
        warning("todo", span, "once \x1b[1m", "help", [Note("there", Span("x.md")), Note("no place")]),
        error("bad-lock", Span("content/addresses.lock"), "twice", fix=Fix("x.md", 1, "old", ("new", "newer"))),
    ]
    kept = Told.of(told)
    again = Told(*marshal.loads(marshal.dumps(kept.record)))
    assert tuple(again) == tuple(kept) == tuple(told)
    assert (len(again), errors_in(again), has_errors(again)) == (2, 1, True)
    for format in FORMATS:
        for color in (True, False):
            assert "\n".join(render(again, format, color)) == "\n".join(render(told, format, color))
    assert list(render(Told.of([]))) == []
