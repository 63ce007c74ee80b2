"""Whether anything has changed since the last build is seen by one look, shared with a second process or not."""

import os
import threading

import pytest

from diarium.disk import rest


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
