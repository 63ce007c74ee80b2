"""A look in a process of its own while the engine is loaded: told, lost or given up, the build is the same."""

import os
import signal
import threading
import time

import pytest
from archive import Archive, document
from patience import PATIENCE, until

from diarium.disk import filling, forked

ONE, TWO = "content/documents/2017/one.md", "content/documents/2018/two.md"


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # tests may run beside others, in a thread


def refuse():
    raise BlockingIOError


def test_what_it_found_out_is_told_once():
    with forked.forked(lambda: ({"å": (1, 2)}, {"b"}, os.getpid())) as found:
        files, folders, who = found()
        assert (files, folders) == ({"å": (1, 2)}, {"b"})
        assert who != os.getpid()
        assert found() is None


def test_where_there_can_be_none_or_it_was_lost_nothing_is_told(monkeypatch):
    with forked.forked(lambda: os._exit(1)) as found:
        assert found() is None
    with forked.forked(lambda: 1 / 0) as found:
        assert found() is None
    monkeypatch.setattr(os, "fork", refuse)
    with forked.forked(lambda: 1) as found:
        assert found() is None


def test_nobody_waits_for_what_is_given_up():
    start = time.monotonic()
    with forked.forked(lambda: time.sleep(PATIENCE)):  # it is killed at once, or this test fails
        pass
    with forked.forked(lambda: "x" * 5_000_000):  # more than a pipe holds
        pass
    assert time.monotonic() - start < PATIENCE
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_is_done_apart_comes_from_elsewhere_and_leaves_nothing():
    here = os.getpid()
    assert forked.apart(lambda: (os.getpid() != here, {1: "å"})) == (True, {1: "å"})
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("lost", ["killed", "failed", "half told", "no fork"])
def test_what_is_lost_apart_is_done_here(monkeypatch, lost):
    here = os.getpid()

    def work():
        if os.getpid() == here:
            return "x" * 1_000_000
        if lost == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if lost == "failed":
            raise OSError("it cannot be read")
        return Unsendable()

    if lost == "no fork":
        monkeypatch.setattr(os, "fork", refuse)
    assert forked.apart(work) == "x" * 1_000_000


def test_nobody_waits_for_what_a_lost_process_has_begun():
    here = os.getpid()

    def work():
        if os.getpid() != here:
            if not os.fork():
                time.sleep(PATIENCE)  # or whoever waits for it waits so long
                os._exit(0)
            os.kill(os.getpid(), signal.SIGKILL)
        return "done here"

    start = time.monotonic()
    assert forked.apart(work) == "done here"
    assert time.monotonic() - start < PATIENCE


class Unsendable:
    """The process that is to send it ends in the middle."""

    def __reduce__(self):
        return str, ("x" * 1_000_000, os._exit(1))


def test_edits_are_published_alike_whoever_has_looked(tmp_path, monkeypatch):
    """Second names for files that are shared, files and folders that come and go, and what somebody put into the twin."""
    looked, real = [], filling.numbers
    monkeypatch.setattr(filling, "numbers", lambda top: looked.append(top) or real(top))
    archives = [Archive(tmp_path / name, {ONE: document("Text.\n")}) for name in ("told", "untold")]
    steps = (
        {ONE: document("En annan text.\n")},
        {TWO: document("Ny.\n"), "assets/a/b.txt": "b"},
        {ONE: document("Åter en annan.\n", "participants:", "  - name: Elin Sundin")},
        {TWO: None, "assets/a/b.txt": None, "assets/c": "c"},
    )
    told, untold = archives
    for number, step in enumerate(({}, *steps)):
        for archive in archives:
            for path, text in step.items():
                archive.remove(path) if text is None else archive.write(path, text)
            (archive.root / "content/addresses.lock").unlink(missing_ok=True)
            if (archive.root / ".diarium/next").is_dir():
                (archive.root / ".diarium/next/somebody.txt").write_text(str(number))
        looked.clear()
        assert told.build().status == 0
        assert not looked or number == 0
        with monkeypatch.context() as alone:
            alone.setattr(os, "fork", refuse)
            assert untold.build().status == 0
        assert looked or number == 0
        assert told.site() == untold.site()
        assert {path.name for path in (told.root / ".diarium/next").glob("*.txt")} <= {"robots.txt"}


def test_what_tidies_up_is_asked_to_end_and_given_the_time(tmp_path):
    begun, tidied = tmp_path / "begun", tmp_path / "tidied"

    def work(given_up):
        begun.touch()
        until(given_up, "it is given up")
        tidied.touch()

    with forked.tidying(work):
        until(begun.exists, "it is at work")
    assert tidied.exists()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_does_not_end_when_asked_is_ended(tmp_path, monkeypatch):
    begun = tmp_path / "begun"
    monkeypatch.setattr(forked, "_PATIENCE_SECONDS", 0.1)

    def work(_given_up):
        begun.touch()
        time.sleep(PATIENCE)

    start = time.monotonic()
    with forked.tidying(work):
        until(begun.exists, "it is at work")
    assert time.monotonic() - start < PATIENCE


def test_what_tidies_up_tells_what_it_found_out_like_all_others():
    with forked.tidying(lambda _given_up: {"å": 1}) as found:
        assert found() == {"å": 1}


def test_work_that_nobody_waits_for_any_more_tidies_up_and_ends(tmp_path):
    begun, tidied = tmp_path / "begun", tmp_path / "tidied"

    def work(given_up):
        begun.touch()
        until(given_up, "it is given up")
        tidied.touch()

    between = os.fork()
    if not between:
        try:
            with forked.tidying(work):
                until(begun.exists, "it is at work")
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    os.waitpid(between, 0)
    until(tidied.exists, "it has seen that it was left alone")
