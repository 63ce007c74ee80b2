"""What was aimed at and what was reached, from the runs of `benchmarks/speed.py`, as a table in Markdown.

The figures aimed at are data; this room starts nothing and measures nothing.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ours import BODY, COLD, COLD_WITH_SEARCH, NOTHING, TITLE
from runs import COLD_THEN_PAGEFIND, REBUILD, Measured, Run, median, percentile

FEW, MANY = 10_000, 100_000
GIGABYTE = 1e9 / 2**20  # in MiB, which is what runs tell


class Aim(NamedTuple):
    what: str
    said: str
    documents: int
    limit: float
    scenario: str
    memory: bool = False
    beside: str = ""  # which run of Hugo the limit is a part of; nothing: seconds or MiB


AIMS = (
    Aim("cold build", "0.8 × Hugo", FEW, 0.8, COLD, beside=COLD),
    Aim("cold build with search", "0.8 × Hugo and Pagefind", FEW, 0.8, COLD_WITH_SEARCH, beside=COLD_THEN_PAGEFIND),
    Aim("peak memory of the cold build, all processes", "1/4 of Hugo's", FEW, 1 / 4, COLD, memory=True, beside=COLD),
    Aim("peak memory with search, all processes", "1 GB", FEW, GIGABYTE, COLD_WITH_SEARCH, memory=True),
    Aim("nothing changed", "0.15 s", FEW, 0.15, NOTHING),
    Aim("nothing changed", "1.0 s", MANY, 1.0, NOTHING),
    Aim("body of one document edited", "1/30 of Hugo's rebuild", FEW, 1 / 30, BODY, beside=REBUILD),
    Aim("title of one document edited", "1/20 of Hugo's rebuild", FEW, 1 / 20, TITLE, beside=REBUILD),
    Aim("one edit (a body)", "3 s", MANY, 3.0, BODY),
)
SAVE, FIRST_PAGE, GROWTH, MEMORY_OF_MANY = 0.150, 1.0, 1.05, 2 * GIGABYTE

NOT_RUN = "not run"


class Row(NamedTuple):
    what: str
    documents: str
    aim: str
    measured: str = NOT_RUN
    ratio: float | None = None  # of the limit: 1 and less is reached

    def line(self) -> str:
        end = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        reached = "" if self.ratio is None else "yes" if self.ratio <= 1 else "no"
        return f"| {self.what} | {self.documents} | {self.aim} | {self.measured} | {end} | {reached} |"


def table(ours: Sequence[Measured], hugo: Sequence[Measured]) -> Iterator[str]:
    """Every row of the aims, in the size that was aimed at; where that was not run, in the largest below it."""
    yield "| scenario | documents | at least | measured | of the aim | reached |"
    yield "| --- | ---: | --- | --- | ---: | --- |"
    rows = [_row(aim, ours, hugo) for aim in AIMS]
    for row in (*rows, *_preview(ours), _growth(ours), _many(ours)):
        yield row.line()


def _at(documents: int, ours: Sequence[Measured], scenario: str) -> Measured | None:
    """An aim for a hundred thousand says nothing about fewer; the others are worth a look at smaller sizes."""
    able = [one for one in ours if scenario in one.runs and one.documents <= documents]
    if documents == MANY:
        able = [one for one in able if one.documents == documents]
    return max(able, key=lambda one: one.documents, default=None)


def _row(aim: Aim, ours: Sequence[Measured], hugo: Sequence[Measured]) -> Row:
    mine = _at(aim.documents, ours, aim.scenario)
    if mine is None:
        return Row(aim.what, f"{aim.documents:,}", aim.said)
    size = f"{mine.documents:,}"
    figure = _figure(mine.runs[aim.scenario], aim.memory)
    if not aim.beside:
        return Row(aim.what, size, aim.said, _said(figure, aim.memory), figure / aim.limit)
    base = next(
        (one.runs[aim.beside] for one in hugo if one.documents == mine.documents and aim.beside in one.runs), None
    )
    if base is None:
        return Row(aim.what, size, aim.said, f"{_said(figure, aim.memory)}, Hugo {NOT_RUN}")
    theirs = _figure(base, aim.memory)
    both = f"{_said(figure, aim.memory)} beside {_said(theirs, aim.memory)}: {figure / theirs:.3g} ×"
    return Row(aim.what, size, aim.said, both, figure / theirs / aim.limit)


def _figure(runs: Sequence[Run], memory: bool) -> float:
    return median(runs).memory if memory else median(runs).seconds


def _said(figure: float, memory: bool) -> str:
    return f"{figure:,.0f} MiB" if memory else f"{figure:.2f} s"


def _preview(ours: Sequence[Measured]) -> Iterator[Row]:
    one = max((one for one in ours if one.saves), key=lambda one: one.documents, default=None)
    save, first = "from a save to the page, 95 of 100", "`serve`, warm cache: first page"
    if one is None or one.first_page is None:
        yield Row(save, f"{FEW:,}", f"{SAVE * 1000:.0f} ms")
        yield Row(first, f"{FEW:,}", f"{FIRST_PAGE:.0f} s")
        return
    most, size = percentile(one.saves, 95), f"{one.documents:,}"
    yield Row(save, size, f"{SAVE * 1000:.0f} ms", f"{most * 1000:.0f} ms", most / SAVE)
    yield Row(first, size, f"{FIRST_PAGE:.0f} s", f"{one.first_page:.2f} s", one.first_page / FIRST_PAGE)


def _growth(ours: Sequence[Measured]) -> Row:
    sizes = sorted((one.documents, median(one.runs[COLD]).seconds) for one in ours if one.runs.get(COLD))
    what, said = "growth of the cold build", f"exponent {GROWTH}"
    if len({documents for documents, _ in sizes}) < 2:
        return Row(what, f"1,000 to {MANY:,}", said)
    found = exponent(sizes)
    return Row(what, f"{sizes[0][0]:,} to {sizes[-1][0]:,}", said, f"exponent {found:.2f}", found / GROWTH)


def exponent(sizes: Sequence[tuple[int, float]]) -> float:
    """The slope of the line that fits best where both scales are logarithmic."""
    points = [(math.log(documents), math.log(seconds)) for documents, seconds in sizes]
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _many(ours: Sequence[Measured]) -> Row:
    what, said = "cold build finishes, peak memory of all processes", "2 GB"
    one = _at(MANY, ours, COLD)
    if one is None:
        return Row(what, f"{MANY:,}", said)
    held = median(one.runs[COLD])
    return Row(what, f"{MANY:,}", said, f"{held.memory:,.0f} MiB in {held.seconds:.0f} s", held.memory / MEMORY_OF_MANY)
