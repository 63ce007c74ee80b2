"""Processes that share work: in order, whoever does it; in turn, so that none grows for ever; and no loss where one dies."""

import ctypes
import os
import signal
from typing import ClassVar

import pytest
from archive import TODAY, Archive, document

from diarium.building import build
from diarium.disk import workers
from diarium.options import Options

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")


@pytest.fixture(autouse=True)
def short_lives(monkeypatch):
    monkeypatch.setattr(workers, "BATCH", 2)
    monkeypatch.setattr(workers, "LIFE", 3)
    monkeypatch.setattr(workers, "LIVES", 100)
    monkeypatch.setattr(workers, "TIDY", 2)


def squares_and_who(numbers):
    return [(number * number, os.getpid()) for number in numbers]


def test_results_come_in_order_from_processes_that_make_room_for_others():
    calm = []
    with workers.workers(2, 40, before=lambda: calm.append(True)) as spread:
        found = list(spread(squares_and_who, range(40)))
    assert [square for square, _ in found] == [number * number for number in range(40)]
    # Twenty batches, six to a pair: four pairs, though one of a pair may do nothing where the other is quick.
    lives = [{who for _, who in found[first : first + 12]} for first in range(0, 40, 12)]
    assert all(lives)
    assert len(set().union(*lives)) == sum(map(len, lives)), "one outlived its time"
    assert os.getpid() not in set().union(*lives)
    assert len(calm) == 4, "before each fork all other threads are to be at rest"


def test_where_there_is_much_to_do_lives_are_longer_and_not_more(monkeypatch):
    monkeypatch.setattr(workers, "LIVES", 2)
    calm = []
    with workers.workers(2, 400, before=lambda: calm.append(True)) as spread:
        found = list(spread(squares_and_who, range(400)))
    assert [square for square, _ in found] == [number * number for number in range(400)]
    assert len(calm) == 2


def test_who_dies_in_a_later_life_loses_nothing(tmp_path):
    died = tmp_path / "died"

    def work(numbers):
        if 20 in numbers and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return squares_and_who(numbers)

    with workers.workers(2, 40) as spread:
        found = list(spread(_Work(work), range(40)))
    assert died.exists()
    assert [square for square, _ in found] == [number * number for number in range(40)]


@pytest.mark.parametrize("many", [2, 40])
@pytest.mark.parametrize("lost", [False, True])
def test_a_large_piece_is_a_batch_by_itself(tmp_path, many, lost):
    died = tmp_path / "died"

    def work(numbers):
        if lost and 7 in numbers and many > 2 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return [(number, len(numbers)) for number in numbers]

    with workers.workers(2, many) as spread:
        found = list(spread(_Work(work), range(many), lambda number: number in (0, 3, 4, 39)))
        assert list(spread(_Work(work), [], lambda _: True)) == []
    assert [number for number, _ in found] == list(range(many))
    alone = [number for number, together in found if together == 1]
    assert alone == ([0, 3, 4, 39] if many > 2 else [0, 1])


class _Work:
    """Handed over as it is: processes that are forked have it already."""

    known: ClassVar = []

    def __init__(self, work):
        self.known.append(work)

    def __call__(self, numbers):
        return self.known[-1](numbers)

    def __reduce__(self):
        return _Known, ()


class _Known:
    def __call__(self, numbers):
        return _Work.known[-1](numbers)


def test_a_build_in_many_lives_is_the_build_of_one_process(tmp_path):
    names = ("Marc Zetterblom", "Åse Lund", "Kari Nordmann")
    papers = {
        f"content/documents/2017/paper-{number:02}.md": document(
            f"Text nummer {number}, om sak 17/{number % 5}.\n",
            f"officer: {names[number % 3]}",
            "series: Rådet",
            f"meeting: {{date: 2017-01-{1 + number % 9:02}}}",
        )
        for number in range(30)
    }
    archive = Archive(tmp_path, papers)
    options = Options(archive.root, archive.root / "site", TODAY, search=False, jobs=2)
    assert not build(options).failed
    site = archive.site()
    alone = build(Options(archive.root, archive.root / "site", TODAY, search=False, jobs=1, clean=True))
    assert not alone.failed
    assert not alone.changed
    assert archive.site() == site
    archive.write("content/documents/2017/paper-07.md", document("Nu om sak 17/2.\n", "officer: Åse Lund"))
    assert build(options).changed
    site = archive.site()
    assert not build(Options(archive.root, archive.root / "site", TODAY, search=False, jobs=1, clean=True)).changed
    assert archive.site() == site


@pytest.mark.parametrize("library", [None, object()])
def test_a_c_library_that_keeps_nothing_is_asked_for_nothing(monkeypatch, library):
    def opened(_):
        if library is None:
            raise OSError("there is none")
        return library

    monkeypatch.setattr(ctypes, "CDLL", opened)
    workers._of_c.cache_clear()
    try:
        workers.give_back()
        workers._share_a_heap()
    finally:
        workers._of_c.cache_clear()
