"""The search index made beside the rest of a build: the same files, the same failures, and nothing left behind."""

import os
import signal
import tempfile
import threading

import pytest
from archive import document
from patience import until
from searching import Searched, built

from diarium import indexing
from diarium.disk import forked, pagefind

REPORT, OTHER = "content/documents/2017/report.md", "content/documents/2018/norsk.md"
FILES = {REPORT: document("Hej.\n", "lang: sv"), OTHER: document("Hei.\n", "lang: nb")}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no other process where nothing can be forked")


@pytest.fixture
def beside(monkeypatch):
    """Whether there may be another process, whatever else runs in the one of the tests."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """The languages Pagefind was run for, each with whether that was another process than this one."""
    told, here, plain = tmp_path / "runs", os.getpid(), pagefind.index

    def index(language, *given):
        with open(told, "a", encoding="utf-8") as file:
            file.write(f"{language} {os.getpid() != here}\n")
        return plain(language, *given)

    monkeypatch.setattr(pagefind, "index", index)

    def so_far():
        found = told.read_text("utf-8").split("\n")[:-1] if told.exists() else []
        told.unlink(missing_ok=True)
        return sorted(found)

    return so_far


@pytest.mark.usefixtures("beside")
def test_what_was_made_beside_is_what_is_made_otherwise(tmp_path, monkeypatch, runs):
    one, other = (Searched(tmp_path / name, FILES) for name in ("beside", "after"))
    steps = (FILES[REPORT], document("Hej igen.\n", "lang: sv"))
    for languages, text in zip((["nb", "sv"], ["sv"]), steps, strict=True):
        for archive in (one, other):
            archive.write(REPORT, text)
        built(one)
        assert runs() == [f"{language} True" for language in languages]
        built(one)
        assert runs() == []
        with monkeypatch.context() as alone:
            alone.setattr(indexing, "FEW", 0)
            built(other)
        assert runs() == [f"{language} False" for language in languages]
        assert one.site() == other.site()


@pytest.mark.usefixtures("beside")
def test_many_bundles_wait_until_the_pages_are_printed(tmp_path, monkeypatch, runs):
    monkeypatch.setattr(indexing, "FEW", 1)
    built(Searched(tmp_path / "archive", FILES))
    assert runs() == ["nb False", "sv False"]


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize(("failure", "status"), [(pagefind.SearchFailed("it fell"), 3), (OSError(28, "No space"), 4)])
def test_a_failure_elsewhere_is_told_here_once(tmp_path, monkeypatch, failure, status):
    archive = built(Searched(tmp_path / "archive", FILES))
    before, tried = archive.site(), tmp_path / "tried"

    def index(*_given):
        with open(tried, "a", encoding="utf-8") as file:
            file.write("x")
        raise failure

    monkeypatch.setattr(pagefind, "index", index)
    archive.write(REPORT, document("Something else.\n"))
    outcome = archive.run("build")
    assert outcome.status == status, outcome.err
    assert len([line for line in outcome.err.splitlines() if line.startswith("diarium:")]) == 1
    assert tried.read_text() == "x"
    assert archive.site() == before


@pytest.mark.usefixtures("beside")
def test_what_was_lost_elsewhere_is_made_here(tmp_path, monkeypatch, runs):
    here, plain = os.getpid(), indexing.search.ahead

    def ahead(*given):
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(*given)

    monkeypatch.setattr(indexing.search, "ahead", ahead)
    lost = built(Searched(tmp_path / "lost", FILES))
    assert runs() == ["nb False", "sv False"]
    monkeypatch.setattr(indexing, "FEW", 0)
    assert built(Searched(tmp_path / "after", FILES)).site() == lost.site()


@pytest.mark.usefixtures("beside")
def test_a_build_that_is_refused_leaves_nothing_of_the_index_behind(tmp_path, monkeypatch):
    """The layout is found to be broken while Pagefind runs."""
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    mark = tmp_path / "started"
    stand_in = tmp_path / "pagefind"
    stand_in.write_text(f"#!/bin/sh\necho $$ > '{mark}'\nexec sleep 600\n", "utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(stand_in))
    plain = forked.tidying

    def waited_for(*given, **how):
        begun = plain(*given, **how)
        found = begun.__enter__()
        until(lambda: mark.exists() and mark.read_text(), "Pagefind runs")
        return _Begun(begun, found)

    monkeypatch.setattr(indexing, "tidying", waited_for)
    archive = Searched(tmp_path / "archive", {**FILES, "layouts/document.html": "{{ page.nothing }}"})
    outcome = archive.run("build")
    assert outcome.status == 1
    assert "template-error" in outcome.err
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert [path.name for path in (archive.root / ".diarium/search").iterdir() if path.name.startswith("new-")] == []


class _Begun:
    """What was entered already, so that its process runs before the build goes on."""

    def __init__(self, begun, found):
        self._begun, self._found = begun, found

    def __enter__(self):
        return self._found

    def __exit__(self, *how):
        return self._begun.__exit__(*how)
