"""Work beside a build: its outcome, its end, and that no process is forked while a thread is at it."""

import os
import threading
import time
from threading import Event, Timer

import pytest
from archive import TODAY, Archive, document
from patience import PATIENCE

from diarium import pipeline
from diarium.disk import beside, database, workers
from diarium.disk.beside import Beside, InTurn
from diarium.disk.lying import Lying
from diarium.options import Options


def build(options):
    return pipeline.build(options, Lying(options.output, options.state, forget=options.clean))


def at_work():
    return [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPool")]


def test_what_it_ended_with_is_for_whoever_asks():
    with Beside() as one:
        good, bad = one.begin(lambda: "done"), one.begin(lambda: 1 / 0)
        assert good.result(PATIENCE) == "done"
        with pytest.raises(ZeroDivisionError):
            bad.result(PATIENCE)
    assert not at_work()


def test_at_rest_all_is_done_and_nobody_is_left():
    done = []
    with Beside() as one:
        for number in range(5):  # each long enough that some are still waiting when rest is asked for
            one.begin(lambda number=number: time.sleep(0.01) or done.append(number))
        one.rest()
        assert sorted(done) == [0, 1, 2, 3, 4]
        assert not at_work()
        assert one.begin(lambda: "again").result(PATIENCE) == "again"


class HeldUp:
    """The first of some work, which comes to its end a little after others have begun to wait for it."""

    def __init__(self):
        self.done, self._began, self._goes_on = [], Event(), Event()

    def first(self):
        self._began.set()
        assert self._goes_on.wait(PATIENCE)
        self.done.append("first")

    def second(self):
        self.done.append("second")

    def ends_soon(self):
        assert self._began.wait(PATIENCE)
        Timer(0.05, self._goes_on.set).start()


def test_at_the_end_what_is_under_way_is_waited_for_and_the_rest_given_up(monkeypatch):
    monkeypatch.setattr(beside, "AT_MOST", 1)
    work = HeldUp()
    with Beside() as one:
        one.begin(work.first)
        second = one.begin(work.second)
        work.ends_soon()
    assert work.done == ["first"]
    assert second.cancelled()
    assert not at_work()


def test_in_turn_one_comes_after_the_other_and_takes_up_one_thread():
    done, go_on = [], Event()
    with Beside() as one:
        row = InTurn(one)
        row.begin(lambda: done.append(go_on.wait(PATIENCE)))
        for number in range(20):
            row.begin(lambda number=number: done.append(number))
        others = [one.begin(lambda: "not held up") for _ in range(3)]
        assert [other.result(PATIENCE) for other in others] == ["not held up"] * 3
        go_on.set()
        row.wait()
        assert done == [True, *range(20)]
        row.begin(lambda: done.append("more"))
        one.rest()
        row.wait()
        assert done[-1] == "more"


def test_in_turn_nothing_is_done_after_what_ended_badly():
    done = []
    with Beside() as one:
        row = InTurn(one)
        row.begin(lambda: 1 / 0)
        one.rest()
        row.begin(lambda: done.append("after"))
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                row.wait()
    assert not done


def test_in_turn_what_has_not_had_its_turn_is_given_up():
    work = HeldUp()
    with Beside() as one:
        row = InTurn(one)
        row.begin(work.first)
        row.begin(work.second)
        work.ends_soon()
    assert work.done == ["first"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_no_process_is_forked_while_the_data_are_made_beside(tmp_path, monkeypatch):
    """A lock that a thread holds at that moment would stay closed in the child for ever."""
    people = "".join(f"\n  - name: Person {letter}" for letter in "ABCDEFGH")
    archive = Archive(tmp_path, {f"content/documents/2017/paper-{number:02}.md": paper(number) for number in range(12)})
    options = Options(archive.root, archive.root / "site", TODAY, search=False, jobs=2)
    assert not build(options).failed
    forks, begun, real, finished = [], [], os.fork, database._Database.finished

    def fork():
        forks.append(at_work())
        return real()

    def slowly(*given):
        begun.append(len(forks))
        time.sleep(0.3)  # so that it would still be at work at the fork, were it not waited for
        return finished(*given)

    monkeypatch.setattr(os, "fork", fork)
    monkeypatch.setattr(workers, "BATCH", 2)
    monkeypatch.setattr(database._Database, "finished", slowly)
    archive.write("content/documents/2017/paper-03.md", paper(3, f"participants:{people}"))
    built = build(options)
    assert len(built.changed) > 8
    (before,) = begun
    assert forks[before:] == [[], []]  # it was under way before those that print were forked
    assert not any(forks)
    site = archive.site()
    assert not build(Options(archive.root, archive.root / "site", TODAY, search=False, jobs=1, clean=True)).changed
    assert archive.site() == site


def paper(number, *more):
    return document(f"Text nummer {number}.\n", "officer: Marc Zetterblom", *more)
